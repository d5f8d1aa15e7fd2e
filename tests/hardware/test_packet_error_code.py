"""Which errors on the wire the sensor's checksum notices, and how many it lets pass: a word and its code, 24 bits."""

from itertools import combinations
from random import Random

import pytest

from tests.kernel.emulated.mlx90614 import ADDRESS, RAM_OBJECT, packet_error_code, word_of

BITS = 24
REQUEST = bytes([ADDRESS << 1, RAM_OBJECT, ADDRESS << 1 | 1])
WORD = word_of(36.99).to_bytes(2, "little")
SENT = int.from_bytes(WORD + bytes([packet_error_code(REQUEST + WORD)]), "big")


def accepted(turned: int) -> bool:
    """Whether the word is taken with these bits turned."""
    came = (SENT ^ turned).to_bytes(3, "big")
    return packet_error_code(REQUEST + came[:2]) == came[2]


def test_the_word_as_it_was_sent_is_taken() -> None:
    assert accepted(0)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_up_to_three_bits_anywhere_are_always_noticed(count: int) -> None:
    errors = [sum(1 << place for place in places) for places in combinations(range(BITS), count)]
    assert [error for error in errors if accepted(error)] == []


def test_up_to_eight_neighbouring_bits_are_always_noticed() -> None:
    errors = {pattern << place for pattern in range(1, 256) for place in range(BITS - pattern.bit_length() + 1)}
    assert [error for error in errors if accepted(error)] == []


def test_of_words_that_are_scrambled_wholly_one_in_256_passes() -> None:
    chance = Random(1)
    passed = sum(accepted(chance.randrange(1, 1 << BITS)) for _ in range(100_000))
    assert 300 < passed < 480
