"""When the office opens next, in words: the day as near as a person would say it, named by Babel."""

from collections.abc import Callable
from datetime import datetime

from queue_server.languages.dates import written_date

TODAY = "It opens today at {time}."
TOMORROW = "It opens tomorrow at {time}."
LATER = "It opens on {day} at {time}."
OPENING_TEXTS = (TODAY, TOMORROW, LATER)
"""The texts that a catalogue has to translate."""
WEEKDAY_DAYS = 7
"""From then on a weekday alone would be taken for the nearer one."""


def opening_text(translate: Callable[[str], str], language: str, opens: datetime, now: datetime) -> str:
    """Say when the office opens.

    Args:
        translate: one of the texts in the language.
        language: its code, for the name of the day.
        opens: by the office's clock.
        now: by the same clock; from then on nothing is said.

    Returns:
        The sentence; empty where the time has come.

    >>> opening_text(str, "en", datetime(2026, 3, 9, 8, 0), datetime(2026, 3, 6, 16, 0))
    'It opens on Monday at 08:00.'
    """
    if opens <= now:
        return ""
    days, time = (opens.date() - now.date()).days, f"{opens:%H:%M}"
    if days < 2:
        return translate(TOMORROW if days else TODAY).format(time=time)
    day = written_date(opens.date(), language, "EEEE" if days < WEEKDAY_DAYS else "full")
    return translate(LATER).format(day=day, time=time)
