import time

import pytest

from queue_server.domain.errors import InvalidValueError
from queue_server.passwords import hash_password, verify_password
from queue_server.tokens import hash_token, new_token


def test_a_password_is_verified_by_its_hash() -> None:
    stored = hash_password("correct horse")
    assert "correct" not in stored
    assert stored.startswith("$argon2id$")
    assert verify_password(stored, "correct horse")
    assert not verify_password(stored, "correct horsf")


@pytest.mark.parametrize(("text", "problem"), [("123456789", "too_short"), ("x" * 201, "too_long")])
def test_a_useless_password_is_refused(text: str, problem: str) -> None:
    with pytest.raises(InvalidValueError) as caught:
        hash_password(text)
    assert caught.value.details == {"field": "password", "problem": problem}


def test_a_broken_hash_lets_nobody_in() -> None:
    assert not verify_password("no hash", "anything at all")


def test_an_unknown_user_takes_as_long_as_a_wrong_password() -> None:
    stored = hash_password("correct horse")
    verify_password(None, "warm up")

    def seconds(password_hash: str | None) -> float:
        spent = []
        for _ in range(5):
            began = time.perf_counter()
            assert not verify_password(password_hash, "wrong password")
            spent.append(time.perf_counter() - began)
        return min(spent)

    assert 0.5 < seconds(None) / seconds(stored) < 2.0


def test_tokens_are_long_different_and_hashed() -> None:
    assert new_token() != new_token()
    assert len(new_token()) >= 43
    assert hash_token("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
