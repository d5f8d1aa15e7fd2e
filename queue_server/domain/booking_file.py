"""A file of bookings, read line by line: what each line means, or why it cannot be used.

Each line is one booking. A line is read by itself, so that a stray quotation mark spoils one line and not the file;
columns that are not asked for (names, telephone and identity numbers) are never looked at.
"""

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from enum import StrEnum

from queue_server.domain.booking import LAST_YEAR, MOST_TOGETHER
from queue_server.domain.errors import BookingFileError

LONGEST_LINE_BYTES = 4096
DELIMITERS = (";", ",", "\t")
NAMES = {
    "code": ("code", "kode", "kode janji temu", "kode booking", "kode pendaftaran", "booking code"),
    "service": ("service", "layanan"),
    "date": ("date", "tanggal"),
    "time": ("time", "waktu", "jam", "pukul"),
    "party_size": ("party_size", "party size", "people", "jumlah", "jumlah orang", "orang"),
}
"""Titles that a column may have, in any case of letters."""
NEEDED = ("code", "service", "date", "time")
_FORMULA = ("=", "+", "-", "@", "\t")
_CODE = re.compile(r"[A-Za-z0-9-]{4,40}")
_DATES = (
    re.compile(r"(?P<y>\d{4})-(?P<m>\d\d?)-(?P<d>\d\d?)"),
    re.compile(r"(?P<d>\d\d?)[/.-](?P<m>\d\d?)[/.-](?P<y>\d{4})"),
)
_TIME = re.compile(r"(\d\d?)[:.](\d\d)(?:[:.]00)?")
_OF_OTHER_KINDS = {b"PK": "spreadsheet", b"\xd0\xcf": "spreadsheet", b"\xff\xfe": "not_utf8", b"\xfe\xff": "not_utf8"}
_MARK = b"\xef\xbb\xbf"
_LONGEST_SHOWN = 40
_PARTIES = tuple(str(size) for size in range(1, MOST_TOGETHER + 1))


class RowProblem(StrEnum):
    """Why a line cannot be used."""

    NOT_UTF8 = "not_utf8"
    LINE_TOO_LONG = "line_too_long"
    BROKEN_QUOTES = "broken_quotes"
    COLUMN_COUNT = "column_count"
    FORMULA = "formula"
    BAD_CODE = "bad_code"
    UNKNOWN_SERVICE = "unknown_service"
    BAD_DATE = "bad_date"
    NO_SUCH_DATE = "no_such_date"
    PAST_DATE = "past_date"
    BAD_TIME = "bad_time"
    BAD_PARTY_SIZE = "bad_party_size"
    TWICE_IN_FILE = "twice_in_file"
    OTHER_CONTENT = "other_content"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file.

    Attributes:
        line: its number in the file, from 1.
        problem: why it cannot be used; ``None`` when all the rest is filled in.
        shown: what cannot be used, shortened.
    """

    line: int
    code: str = ""
    service_id: int | None = None
    business_date: date | None = None
    slot_at: datetime | None = None
    party_size: int = 1
    problem: RowProblem | None = None
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """What the first line says of the others.

    Attributes:
        delimiter: between the columns.
        places: where each column that we know stands.
        width: how many columns there are.
        ignored: titles of the columns that are not looked at.
    """

    delimiter: str
    places: Mapping[str, int]
    width: int
    ignored: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OfficeFacts:
    """What a line is judged by.

    Attributes:
        services: ids of the services with a lane for bookings, by `service_key` of code and names.
        zone: of the office.
        today: no booking lies before.
    """

    services: Mapping[str, int]
    zone: tzinfo
    today: date


class _Unusable(Exception):  # noqa: N818 - never leaves this module
    def __init__(self, problem: RowProblem, shown: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.shown = _showable(shown)


def _showable(text: str) -> str:
    """Shorten what a page will show; signs that cannot be seen, and that not every database holds, are replaced."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text[:_LONGEST_SHOWN])


def service_key(text: str) -> str:
    """Return how a service's code or name is compared."""
    return " ".join(text.split()).casefold()


def read_layout(first_line: bytes) -> Layout:
    """Read the titles.

    Raises:
        BookingFileError: it is no text in UTF-8, has no delimiter that we know, or lacks a column; ``problem`` says
            which, ``column`` names the column.
    """
    text = _title_text(first_line)
    delimiter = max(DELIMITERS, key=text.count)
    if delimiter not in text:
        raise BookingFileError(problem="unknown_delimiter")
    titles = [" ".join(title.split()) for title in _titles(text, delimiter)]
    places: dict[str, int] = {}
    for place, title in enumerate(titles):
        name = next((name for name, known in NAMES.items() if title.casefold() in known), None)
        if name in places:
            raise BookingFileError(problem="column_twice", column=_showable(title))
        if name is not None:
            places[name] = place
    for name in NEEDED:
        if name not in places:
            raise BookingFileError(problem="column_missing", column=f"{NAMES[name][1]} / {name}")
    ignored = tuple(_showable(title) for place, title in enumerate(titles) if place not in places.values())
    return Layout(delimiter, places, len(titles), ignored[:20])


def _titles(text: str, delimiter: str) -> list[str]:
    try:
        return _fields(text, delimiter)
    except csv.Error as error:
        raise BookingFileError(problem="broken_quotes") from error


def _title_text(first_line: bytes) -> str:
    for mark, problem in _OF_OTHER_KINDS.items():
        if first_line.startswith(mark):
            raise BookingFileError(problem=problem)
    if not first_line.strip():
        raise BookingFileError(problem="empty_file")
    if len(first_line) >= LONGEST_LINE_BYTES:
        raise BookingFileError(problem="line_too_long")
    try:
        return first_line.removeprefix(_MARK).decode().rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise BookingFileError(problem="not_utf8") from error


def read_rows(layout: Layout, facts: OfficeFacts, lines: Iterable[tuple[int, bytes]]) -> Iterable[Row]:
    """Judge lines with their numbers, each as it comes; blank ones are passed over."""
    for number, line in lines:
        if line.strip(b"\r\n \t;,"):
            yield read_row(layout, facts, number, line)


def read_row(layout: Layout, facts: OfficeFacts, number: int, line: bytes) -> Row:
    """Return what a line says, or its first problem."""
    code = ""
    try:
        values = _values(layout, line)
        code = values["code"]
        return _judged(facts, number, values)
    except _Unusable as reason:
        known = code if _CODE.fullmatch(code) else ""
        return Row(number, known, problem=reason.problem, shown=reason.shown)


def _values(layout: Layout, line: bytes) -> dict[str, str]:
    if len(line) >= LONGEST_LINE_BYTES:
        raise _Unusable(RowProblem.LINE_TOO_LONG)
    try:
        fields = _fields(line.decode().rstrip("\r\n"), layout.delimiter)
    except UnicodeDecodeError as error:
        raise _Unusable(RowProblem.NOT_UTF8) from error
    except csv.Error as error:
        raise _Unusable(RowProblem.BROKEN_QUOTES) from error
    if len(fields) != layout.width:
        raise _Unusable(RowProblem.COLUMN_COUNT, f"{len(fields)} / {layout.width}")
    values = {name: fields[place].strip(" ") for name, place in layout.places.items()}
    for value in values.values():
        if value.startswith(_FORMULA):
            raise _Unusable(RowProblem.FORMULA, value)
    return values


def _fields(text: str, delimiter: str) -> list[str]:
    return next(csv.reader([text], delimiter=delimiter, strict=True), [])


def _judged(facts: OfficeFacts, number: int, values: Mapping[str, str]) -> Row:
    if not _CODE.fullmatch(values["code"]):
        raise _Unusable(RowProblem.BAD_CODE, values["code"])
    service_id = facts.services.get(service_key(values["service"]))
    if service_id is None:
        raise _Unusable(RowProblem.UNKNOWN_SERVICE, values["service"])
    day = _day(values["date"], facts.today)
    slot_at = datetime.combine(day, _time(values["time"]), facts.zone)
    return Row(number, values["code"], service_id, day, slot_at, _party(values.get("party_size", "")))


def _day(text: str, today: date) -> date:
    found = next(filter(None, (pattern.fullmatch(text) for pattern in _DATES)), None)
    if found is None:
        raise _Unusable(RowProblem.BAD_DATE, text)
    try:
        day = date(int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError as error:
        raise _Unusable(RowProblem.NO_SUCH_DATE, text) from error
    if day.year > LAST_YEAR:
        raise _Unusable(RowProblem.NO_SUCH_DATE, text)
    if day < today:
        raise _Unusable(RowProblem.PAST_DATE, text)
    return day


def _time(text: str) -> time:
    found = _TIME.fullmatch(text)
    if found is None:
        raise _Unusable(RowProblem.BAD_TIME, text)
    try:
        return time(int(found[1]), int(found[2]))
    except ValueError as error:
        raise _Unusable(RowProblem.BAD_TIME, text) from error


def _party(text: str) -> int:
    if not text:
        return 1
    if text not in _PARTIES:
        raise _Unusable(RowProblem.BAD_PARTY_SIZE, text)
    return int(text)
