"""What is to be said, and what whoever says it must offer."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Utterance:
    """One sentence to be spoken.

    Attributes:
        language: ISO 639 code, such as ``id``.
        text: for a program: letters and digits apart by commas, digits as digits ("A, 0, 1, 2"), which every voice
            reads one by one.
        clips: names of the recordings that say the same one after the other; empty where none could.
    """

    language: str
    text: str
    clips: tuple[str, ...] = ()


def spelt(number: str) -> str:
    """A ticket's number as a voice must get it, letter by letter and digit by digit.

    >>> spelt("A-012")
    'A, 0, 1, 2'
    """
    return ", ".join(sign for sign in number if sign.isalnum())


class Narrator(Protocol):
    """Turns sentences into sound."""

    @property
    def driver(self) -> str:
        """Its name in the configuration."""
        ...

    @property
    def manner(self) -> str:
        """Every setting that changes how it sounds: part of a kept sound's name."""
        ...

    def can_say(self, utterance: Utterance) -> bool:
        """Whether it is meant to say this: it has the language, or every word."""
        ...

    def render(self, utterance: Utterance) -> bytes:
        """Return what it can say as a WAV file.

        Raises:
            SpeechError: it failed.
        """
        ...

    def close(self) -> None:
        """Nothing is held between two sentences."""
        ...
