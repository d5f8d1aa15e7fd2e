"""The copies of the database in the backups' folder: what they are called, and which of them there are."""

import re
from datetime import UTC, datetime
from pathlib import Path

_HOURLY = "antre-%Y%m%dT%H%M%SZ.db"
_BEFORE = re.compile(r"before-(\d{4})-(\d{1,6})\.db")
KEPT_BEFORE = 3
"""So many copies from before an upgrade of the tables stay."""


def hourly_name(folder: Path, now: datetime) -> tuple[datetime, Path]:
    """Return the time in the name of the next copy, and its place: the first second from ``now`` on that is free.

    A clock that was set back comes by the same second again.
    """
    made = hourly(folder)
    at = now.astimezone(UTC).replace(microsecond=0)
    while at in made:
        at = datetime.fromtimestamp(at.timestamp() + 1, UTC)
    return at, folder / at.strftime(_HOURLY)


def hourly(folder: Path) -> dict[datetime, Path]:
    """Return the copies that the server made at intervals; a file with another name is somebody else's."""
    found: dict[datetime, Path] = {}
    for path in folder.glob("antre-*.db"):
        try:
            found[datetime.strptime(path.name, _HOURLY).replace(tzinfo=UTC)] = path
        except ValueError:
            continue
    return found


def before_upgrade(folder: Path) -> list[Path]:
    """Return the copies that were made before the tables were upgraded, the newest first."""
    found = {path: named for path in folder.glob("before-*.db") if (named := _BEFORE.fullmatch(path.name))}
    return sorted(found, key=lambda path: (found[path][1], int(found[path][2])), reverse=True)


def next_before(folder: Path, version: str) -> Path:
    """Return the place for the next copy before an upgrade to a version; no clock is asked, it may be wrong."""
    named = (_BEFORE.fullmatch(path.name) for path in before_upgrade(folder))
    taken = [int(one[2]) for one in named if one and one[1] == version]
    return folder / f"before-{version}-{max(taken, default=0) + 1}.db"


def newest(folder: Path) -> Path | None:
    """Return the copy to go back to; ``None`` where there is none."""
    made = hourly(folder)
    if made:
        return made[max(made)]
    return next(iter(before_upgrade(folder)), None)
