"""What a visitor has chosen so far: it stands in the address, so that going back, sharing and reloading just work."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from itertools import groupby
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flask import url_for

from queue_server.domain.booking import MOST_TOGETHER
from queue_server.domain.slots import Slot, SlotDay

_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


class Week(NamedTuple):
    """The days of a week that are shown; ``begins`` is the first of them."""

    begins: date
    days: tuple[SlotDay, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Office and service by their codes, the day, the time on the office's clock, how many people.

    What is empty or ``None`` is not chosen yet, or cannot be read.
    """

    office: str = ""
    service: str = ""
    day: date | None = None
    time: str = ""
    people: int | None = None

    @property
    def address(self) -> str:
        """The page that asks for what is not chosen yet."""
        return url_for("book.choose", **self.fields())  # type: ignore[arg-type]

    def fields(self) -> dict[str, str]:
        """Return what is chosen as the fields of a form or an address."""
        every = {
            "office": self.office,
            "service": self.service,
            "day": self.day.isoformat() if self.day else "",
            "time": self.time,
            "people": str(self.people or ""),
        }
        return {name: text for name, text in every.items() if text}

    def but(self, **changes: object) -> "Choice":
        """Return the choice with something else chosen."""
        return replace(self, **changes)  # type: ignore[arg-type]


def read_choice(values: Mapping[str, str]) -> Choice:
    """Read what was chosen; a value that makes no sense counts as none."""
    people = values.get("people", "")
    clock = values.get("time", "")
    return Choice(
        office=values.get("office", ""),
        service=values.get("service", ""),
        day=_day(values.get("day", "")),
        time=clock if _CLOCK.fullmatch(clock) else "",
        people=int(people) if people in {str(size) for size in range(1, MOST_TOGETHER + 1)} else None,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def slot_at(day: date, clock: str, zone: ZoneInfo) -> datetime:
    """Return a time of the office's clock as an instant; of one that the clocks show twice, the first."""
    return datetime.combine(day, time.fromisoformat(clock), zone).astimezone(UTC)


def slot_of(day: SlotDay, clock: str, zone: ZoneInfo) -> Slot | None:
    """Return the slot that begins at a time of the office's clock, or ``None``."""
    return next((one for one in day.slots if f"{one.at.astimezone(zone):%H:%M}" == clock), None)


def day_of(days: Sequence[SlotDay], wanted: date | None) -> SlotDay | None:
    """Return a day of those that can be booked, or ``None``."""
    return next((one for one in days if one.day == wanted), None)


def weeks(days: Sequence[SlotDay]) -> list[Week]:
    """Return the days that are worth showing: with slots, free or full, or closed for a reason."""
    shown = [one for one in days if one.slots or one.closed_reason]
    return [Week(days[0].day, days) for days in (tuple(each) for _, each in groupby(shown, lambda one: _week(one.day)))]


def _week(day: date) -> tuple[int, int]:
    return day.isocalendar()[:2]
