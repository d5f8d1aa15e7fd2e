"""When the office opens next, as kiosks and displays tell it."""

from collections.abc import Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from queue_server.domain.next_opening import next_opening
from queue_server.storage import closures, offices
from queue_server.storage.offices import Office
from queue_server.storage.services import Service
from queue_server.storage.statement import Transaction


def opens_at(tx: Transaction, office: Office, offered: Iterable[Service], now: datetime) -> datetime | None:
    """Return the next opening of a closed office, aware UTC; ``None`` while it is open, and where it is not known.

    Args:
        offered: the services that visitors may choose there.
    """
    if office.business_date is not None:
        return None
    local = now.astimezone(ZoneInfo(office.timezone))
    hours = [(service.id, service.hours) for service in offered if service.open]
    over = offices.day_known(tx, office.id, local.date())
    found = next_opening(hours, closures.every(tx, office.id), local, day_is_over=over)
    return found.astimezone(UTC) if found else None
