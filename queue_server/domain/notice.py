"""Notices that an office shows on its waiting-room displays."""

from dataclasses import dataclass
from datetime import date

from queue_server.domain.errors import InvalidValueError

MOST_LETTERS = 120
"""So many can be read from the hall in the time for which a notice stands."""
MOST_NOTICES = 20
"""With more of them nobody in the hall would live to see them all."""
HIGHEST_POSITION = 99


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice: its text by language code, its place among the others, and the days on which it is shown.

    Attributes:
        first_date, last_date: ``None`` for no limit on that side.
    """

    id: int
    position: int
    first_date: date | None
    last_date: date | None
    texts: dict[str, str]

    def holds_on(self, day: date) -> bool:
        """Tell whether it is shown on a date of the office."""
        return (self.first_date is None or self.first_date <= day) and (self.last_date is None or day <= self.last_date)


def checked_notice(notice: Notice) -> Notice:
    """Return a notice that can be read from the hall and has a day on which it is shown.

    Raises:
        InvalidValueError: no text, a text that is too long, a place out of range, or an end before the beginning.
    """
    if not any(notice.texts.values()):
        raise InvalidValueError(field="texts", problem="missing")
    if any(len(text) > MOST_LETTERS for text in notice.texts.values()):
        raise InvalidValueError(field="texts", problem="too_long")
    if not 0 <= notice.position <= HIGHEST_POSITION:
        raise InvalidValueError(field="position", problem="out_of_range")
    if notice.first_date and notice.last_date and notice.last_date < notice.first_date:
        raise InvalidValueError(field="last_date", problem="ends_before_it_begins")
    return notice
