"""Whether people can understand the announcements: a recogniser hears what the wall says."""

from pathlib import Path
from random import Random

import pytest

from display.announcer import MANY_WAITING, announcement
from display.board import Call
from hardware.speech.choosing import choose_speech
from tests.support.clock import FakeClock
from tests.support.hearing import Listener

NUMBERS = 40
UNDERSTOOD = 38
UNDERSTOOD_OF_SEVERAL = 36
"""Four calls in one breath are harder for a recogniser that does not know how many come."""


@pytest.mark.parametrize("language", ["id", "en"])
def test_numbers_and_counters_are_understood(language: str, tmp_path: Path) -> None:
    speech, listener, random = choose_speech({}, tmp_path, FakeClock()), Listener(language), Random(4)
    misheard = []
    for _ in range(NUMBERS):
        digits, letter, counter = f"{random.randrange(1000):03d}", random.choice("ABRU"), random.randrange(1, 10)
        call = Call(1, f"{letter}-{digits}", 1, f"Loket {counter}", 1, {}, 1, 0.0)
        [utterance] = announcement([call], [language]).utterances
        spoken = speech.say(utterance)
        assert spoken is not None
        heard = listener.digits(spoken.sound)
        if heard != f"{digits}{counter}":
            misheard.append((f"{digits}{counter}", heard))
    assert NUMBERS - len(misheard) >= UNDERSTOOD, misheard


@pytest.mark.parametrize("language", ["id", "en"])
def test_several_in_one_breath_are_understood(language: str, tmp_path: Path) -> None:
    speech, listener = choose_speech({}, tmp_path, FakeClock()), Listener(language, several=True)
    random = Random(4)
    misheard = []
    for _ in range(NUMBERS // MANY_WAITING):
        calls, said = [], []
        for _ in range(MANY_WAITING):
            digits, letter, counter = f"{random.randrange(1000):03d}", random.choice("ABRU"), random.randrange(1, 10)
            calls.append(Call(1, f"{letter}-{digits}", 1, f"Loket {counter}", 1, {}, 1, 0.0))
            said.append(f"{digits}{counter}")
        [utterance] = announcement(calls, [language]).utterances
        spoken = speech.say(utterance)
        assert spoken is not None
        heard = listener.digits(spoken.sound)
        parts = [heard[at : at + 4] for at in range(0, len(heard), 4)]
        misheard += [(one, heard) for one in said if one not in parts]
    assert NUMBERS - len(misheard) >= UNDERSTOOD_OF_SEVERAL, misheard
