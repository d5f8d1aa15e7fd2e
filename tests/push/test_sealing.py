"""What phones are sent, against the examples of the standards and against a browser's own way to read it."""

from datetime import UTC, datetime

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, derive_private_key

from queue_server.push import PostOffice, Receiver, Sender, new_key, receiver_of
from queue_server.push.encryption import seal
from tests.support.push_end import Phone, claims_of, raw, text

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
ENDPOINT = "https://push.example/p/abc"
# RFC 8291, section 5 and appendix A
WORDS = b"When I grow up, I want to be a watermelon"
RECEIVER = receiver_of(
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4", "BTBZMqHH6r4Tts7J_aSIgg"
)
ONCE = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
BROWSER = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
SENT = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_y"
    "l95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def key(number: str) -> EllipticCurvePrivateKey:
    return derive_private_key(int.from_bytes(raw(number), "big"), SECP256R1())


def test_the_example_of_the_standard_comes_out_to_the_byte() -> None:
    assert text(seal(RECEIVER, WORDS, raw(SALT), key(ONCE))) == SENT


def test_the_phone_of_the_tests_reads_the_example_as_a_browser_does() -> None:
    assert Phone(key(BROWSER), RECEIVER.auth).reads(raw(SENT)) == WORDS


def sealed_for(phone: Phone, words: bytes = b"A-012") -> bytes:
    receiver = Receiver(phone.public_key, phone.auth)
    return post().sealed(ENDPOINT, receiver, words, seconds=90, topic="t", now=NOW).body


def post(own_service: str = "") -> PostOffice:
    return PostOffice(Sender.kept(new_key(), "mailto:it@office.example"), ("push.example",), own_service)


def test_only_the_phone_that_it_is_for_reads_it() -> None:
    mine, other = Phone(), Phone()
    body = sealed_for(mine)
    assert mine.reads(body) == b"A-012"
    assert b"A-012" not in body
    with pytest.raises(InvalidTag):
        other.reads(body)


def test_two_messages_of_other_lengths_are_as_long_and_share_neither_salt_nor_key() -> None:
    phone = Phone()
    short, long = sealed_for(phone, b"A-1"), sealed_for(phone, b"A-012: please go to counter 3")
    assert len(short) == len(long)
    assert short[:16] != long[:16]
    assert short[21:86] != long[21:86]


def test_what_no_push_service_takes_is_not_made() -> None:
    phone = Phone()
    assert len(sealed_for(phone, bytes(4096 - 103))) == 4096
    with pytest.raises(ValueError, match="too many for a push message"):
        sealed_for(phone, bytes(4096 - 102))


def test_the_request_says_who_sends_and_for_how_long_it_is_news() -> None:
    office, phone = post(), Phone()
    made = office.sealed(ENDPOINT, Receiver(phone.public_key, phone.auth), b"", seconds=90, topic="abc", now=NOW)
    told = dict(made.headers)
    authorization = told.pop("Authorization")
    assert claims_of(authorization) == {
        "aud": "https://push.example",
        "exp": int(NOW.timestamp()) + 12 * 3600,
        "sub": "mailto:it@office.example",
    }
    assert authorization.endswith(f"k={office.sender.public_key}")
    assert told == {
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": "90",
        "Topic": "abc",
        "Urgency": "high",
    }
    assert (made.url, made.inside) == (ENDPOINT, False)


def test_only_the_office_s_own_push_service_may_lie_inside() -> None:
    office = post("http://10.0.0.5:8000")
    receiver = Receiver(Phone().public_key, bytes(16))
    urls = ("http://10.0.0.5:8000/x", ENDPOINT)
    made = [office.sealed(url, receiver, b"", seconds=1, topic="t", now=NOW).inside for url in urls]
    assert made == [True, False]


def test_the_key_that_is_kept_is_the_same_sender_each_time() -> None:
    kept = new_key()
    assert Sender.kept(kept, "").public_key == Sender.kept(kept, "").public_key != Sender.kept(new_key(), "").public_key
    for torn in (b"", kept[:31], bytes(32)):
        with pytest.raises(ValueError, match=r"key|private_value"):
            Sender.kept(torn, "")


@pytest.mark.parametrize(
    ("p256dh", "auth"),
    [
        ("", text(bytes(16))),
        ("?" * 87, text(bytes(16))),
        (text(b"\x04" + bytes(64)), text(bytes(16))),
        (text(RECEIVER.public_key[:64]), text(bytes(16))),
        (text(RECEIVER.public_key), text(bytes(15))),
        (text(RECEIVER.public_key), "!"),
        (text(RECEIVER.public_key), "ä"),
    ],
)
def test_who_introduces_itself_wrongly_is_no_receiver(p256dh: str, auth: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        receiver_of(p256dh, auth)
