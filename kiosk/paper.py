"""What every paper of the kiosk is written with: two languages, so many columns, the office's clock. Pure."""

from datetime import datetime
from zoneinfo import ZoneInfo

from hardware.printer import Align, Line, Text
from kiosk.catalogue import Catalogue

NARROW_COLUMNS = 40


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

    def centred(self, text: str, bold: bool = False) -> list[Line]:
        """Return a text in the middle of as many lines as it needs."""
        return [Text(line, bold=bold, align=Align.CENTER) for line in self.wrapped(text)]

    def wrapped(self, text: str) -> list[str]:
        """Break a text into lines that fit."""
        return wrap(text, self.columns)


def _second(catalogue: Catalogue, language: str) -> str:
    others = [code for code in catalogue.languages if code != language]
    return "en" if "en" in others else others[0] if others else language


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
