"""How the offices stand in numbers, for whoever looks after the machines: of no person, and not of the screening."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from queue_server.operations.admin_page import BEATING
from queue_server.operations.devices import silent
from queue_server.operations.message_targets import targets_view
from queue_server.protocol.words import DeviceRole
from queue_server.storage import events, offices, people, services, tickets
from queue_server.storage.offices import Office
from queue_server.storage.statement import Transaction


@dataclass(frozen=True, slots=True)
class OfficeFigures:
    """The numbers of one office.

    Attributes:
        code: of the office.
        seq: of its last event.
        waiting: tickets in line, by the code of their service.
        devices: not revoked, by role and by whether they are on line; only roles that send heartbeats all the time.
        troubled_targets: to which the last message did not get through. How many messages there are would tell how
            many visitors were held.
    """

    code: str
    seq: int
    waiting: Mapping[str, int]
    devices: Mapping[tuple[DeviceRole, bool], int]
    troubled_targets: int


def figures(tx: Transaction, *, now: datetime) -> tuple[OfficeFigures, ...]:
    """Return the numbers of every office."""
    return tuple(_figures(tx, office, now) for office in offices.every(tx))


def _figures(tx: Transaction, office: Office, now: datetime) -> OfficeFigures:
    targets, _seq = targets_view(tx, office_id=office.id)
    return OfficeFigures(
        code=office.code,
        seq=events.last_seq(tx, office.id),
        waiting=_waiting(tx, office),
        devices=_devices(tx, office, now),
        troubled_targets=sum(one.troubled for one in targets),
    )


def _waiting(tx: Transaction, office: Office) -> dict[str, int]:
    today = office.business_date
    counted = tickets.waiting_by_service(tx, office.id, today) if today else {}
    return {one.code: counted.get(one.id, 0) for one in services.every(tx, office.id)}


def _devices(tx: Transaction, office: Office, now: datetime) -> Counter[tuple[DeviceRole, bool]]:
    known = [(DeviceRole(one.role), one) for one in people.devices(tx, office.id) if one.revoked_at is None]
    return Counter((role, not silent(one.last_seen_at, now)) for role, one in known if role in BEATING)
