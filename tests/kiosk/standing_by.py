"""A standby with its outbox in a folder, and what a server has left to it."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from kiosk.away.outbox import Outbox
from kiosk.away.standby import Standby
from kiosk.catalogue import load_catalogue
from queue_server.protocol.reserve import NumberBlock, OpenSpan, Reserve, ReservedLane
from queue_server.protocol.words import Lane
from tests.kiosk.scripted_office import ISSUED_AT, TODAY
from tests.support.clock import FakeClock

ALL_DAY = (OpenSpan(opens_at=ISSUED_AT - timedelta(hours=9), closes_at=ISSUED_AT + timedelta(hours=15)),)


def a_standby(folder: Path, clock: FakeClock, size: int = 20, boot: str = "first start") -> Standby:
    """A standby that knows nothing yet but what its folder keeps."""
    folder.mkdir(parents=True, exist_ok=True)
    outbox = Outbox(folder / "outbox.db")
    return Standby(outbox, clock, load_catalogue(), size=size, wall=lambda: clock.now().timestamp(), boot=boot)


def reserved(
    service_id: int,
    prefix: str,
    *blocks: tuple[int, int],
    lane: Lane = Lane.GENERAL,
    spans: tuple[OpenSpan, ...] = ALL_DAY,
) -> ReservedLane:
    """One lane's numbers."""
    held = tuple(NumberBlock(first=first, last=last) for first, last in blocks)
    return ReservedLane(service_id=service_id, lane=lane, prefix=prefix, blocks=held, spans=spans)


def reserve(day: date | None = TODAY, kiosks: int = 1) -> Reserve:
    """What the scripted server leaves to its kiosk: ten numbers of the lanes of the first two services, five each."""
    lanes = (
        reserved(1, "A", (501, 505)),
        reserved(1, "R", (501, 505), lane=Lane.PRIORITY),
        reserved(2, "C", (501, 505)),
    )
    return Reserve(business_date=day, lanes=lanes, kiosks=kiosks)


def at(hour: int, minute: int = 0) -> datetime:
    """A time of the scripted office's day, in UTC."""
    return datetime(TODAY.year, TODAY.month, TODAY.day, hour, minute, tzinfo=UTC)
