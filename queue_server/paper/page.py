"""What every paper is written with: two languages, so many columns, the office's clock, logo and lines. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from hardware.paper import Align, Line, Picture, Space, Text
from queue_server.languages import Catalogue
from queue_server.protocol.messages import Words

NARROW_COLUMNS = 40
GAP, SMALL_GAP = Space(16), Space(8)


@dataclass(frozen=True, slots=True)
class Dress:
    """What an office puts on its papers by itself.

    Attributes:
        logo: above everything, already in dots and not wider than the paper.
        head: below the office's name, by language; one line a line.
        foot: at the end, in the same way.
    """

    logo: Picture | None = None
    head: Words | None = None
    foot: Words | None = None


PLAIN = Dress()


def local_time(at: datetime, timezone: str) -> datetime:
    """Return an instant as the office's clock shows it."""
    return at.astimezone(ZoneInfo(timezone))


class Paper:
    """Knows the paper's width, the words, and the two languages that stand on it."""

    def __init__(self, catalogue: Catalogue, columns: int, language: str) -> None:
        """Take paper.

        Args:
            columns: letters of normal width on one line.
            language: the one that stands first; English follows, where there is such a catalogue.
        """
        self.catalogue = catalogue
        self.columns = columns
        self.languages = (language, _second(catalogue, language))

    def say(self, msgid: str, **values: object) -> list[str]:
        """Return a text in both languages."""
        return [self.catalogue.text(language, msgid, **values) for language in self.languages]

    def office(self, name: str, dress: Dress) -> Iterator[Line]:
        """What stands above everything: the office's logo, its name, its own lines."""
        if dress.logo is not None:
            yield from (dress.logo, SMALL_GAP)
        yield from self.large(name, most=1)
        yield from self._own_lines(dress.head)

    def foot(self, dress: Dress) -> Iterator[Line]:
        """What the office ends its papers with."""
        own = self._own_lines(dress.foot)
        if own:
            yield from (GAP, *own)

    def _own_lines(self, words: Words | None) -> list[Line]:
        texts = [(words or {}).get(language, "") for language in self.languages]
        return [line for text in dict.fromkeys("\n".join(texts).splitlines()) for line in self.centred(text)]

    def both(self, texts: list[str], bold: bool = False) -> Iterator[Line]:
        """Return the texts one below the other, equal ones once."""
        for text in dict.fromkeys(texts):
            yield from self.centred(text, bold=bold)

    def centred(self, text: str, bold: bool = False) -> list[Line]:
        """Return a text in the middle of as many lines as it needs."""
        return [Text(line, bold=bold, align=Align.CENTER) for line in balanced(text, self.columns)]

    def large(self, text: str, most: int = 2) -> list[Line]:
        """Return a text in bold letters twice as high, and wider where it then still stands in one line.

        Args:
            most: how many times as wide at most.
        """
        fitting = [width for width in range(2, most + 1) if len(text) * width <= self.columns]
        width = max(fitting, default=1)
        lines = balanced(text, self.columns // width)
        return [Text(line, width, 2, bold=True, align=Align.CENTER) for line in lines]


def _second(catalogue: Catalogue, language: str) -> str:
    others = [code for code in catalogue.languages if code != language]
    return "en" if "en" in others else others[0] if others else language


def balanced(text: str, columns: int) -> list[str]:
    """Break a text as `wrap` does, into as few lines, but of about the same length: none ends in a single word.

    >>> balanced("Missed? See the information desk.", 32)
    ['Missed? See the', 'information desk.']
    """
    lines = wrap(text, columns)
    if len(lines) < 2:
        return lines
    least = max(1, sum(map(len, lines)) // len(lines))
    narrower = (wrap(text, width) for width in range(least, columns + 1))
    return next(tried for tried in narrower if len(tried) == len(lines))


def wrap(text: str, columns: int) -> list[str]:
    """Break a text at spaces into lines of at most so many letters; a longer word is cut; control characters go.

    >>> wrap("Finished by 11:30 at the latest", 16)
    ['Finished by', '11:30 at the', 'latest']
    """
    lines: list[str] = []
    for word in "".join(letter if letter.isprintable() else " " for letter in text).split():
        pieces = [word[start : start + columns] for start in range(0, len(word), columns)]
        for piece in pieces:
            if lines and len(lines[-1]) + 1 + len(piece) <= columns:
                lines[-1] = f"{lines[-1]} {piece}"
            else:
                lines.append(piece)
    return lines
