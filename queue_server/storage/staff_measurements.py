"""What staff have asked a kiosk to measure: one order for each kiosk, its value kept until it is used."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update

from queue_server.storage.calibration_tables import screening_staff_measurement as measurement
from queue_server.storage.statement import Command, Query, Transaction, whole


@dataclass(frozen=True, slots=True)
class StaffMeasurement:
    """An order to measure, and what came of it.

    Attributes:
        purpose: ``calibration`` or ``check``.
        measured_at: when the kiosk answered; ``None`` before.
        celsius: without any offset; ``None`` where the kiosk has none.
        offset_celsius: what the kiosk added for visitors at that moment.
        reason: why there is no value.
    """

    id: int
    device_id: int
    purpose: str
    asked_at: datetime
    measured_at: datetime | None
    celsius: float | None
    offset_celsius: float | None
    reason: str


_FIELDS = ("id", "device_id", "purpose", "asked_at", "measured_at", "celsius", "offset_celsius", "reason")
_OF_DEVICE = Query(
    select(*(measurement.c[name] for name in _FIELDS)).where(
        measurement.c.office_id == bindparam("office_id"), measurement.c.device_id == bindparam("device_id")
    ),
    StaffMeasurement,
)
_ASK = Query(
    insert(measurement)
    .values(
        {name: bindparam(name) for name in ("office_id", "device_id", "purpose", "asked_at", "reason")},
    )
    .returning(measurement.c.id),
    whole,
)
_ANSWER = Command(
    update(measurement)
    .where(measurement.c.id == bindparam("id_"))
    .values(
        measured_at=bindparam("measured_at_"),
        celsius=bindparam("celsius_"),
        offset_celsius=bindparam("offset_celsius_"),
        reason=bindparam("reason_"),
    )
)
_FORGET = Command(delete(measurement).where(measurement.c.device_id == bindparam("device_id_")))
_FORGET_OLD = Command(
    delete(measurement).where(
        measurement.c.office_id == bindparam("office_id_"), measurement.c.asked_at <= bindparam("before")
    )
)


def of_device(tx: Transaction, office_id: int, device_id: int) -> StaffMeasurement | None:
    """Return the order of a kiosk, or ``None``."""
    return tx.first(_OF_DEVICE, office_id=office_id, device_id=device_id)


def ask(tx: Transaction, office_id: int, device_id: int, purpose: str, now: datetime) -> int:
    """Give a kiosk an order in place of any before, and return its id."""
    forget(tx, device_id)
    return tx.one(_ASK, office_id=office_id, device_id=device_id, purpose=purpose, asked_at=now, reason="")


def answer(
    tx: Transaction, measurement_id: int, celsius: float | None, offset_celsius: float, reason: str, now: datetime
) -> None:
    """Keep what the kiosk answered."""
    values = {"celsius_": celsius, "offset_celsius_": offset_celsius, "reason_": reason}
    tx.run(_ANSWER, id_=measurement_id, measured_at_=now, **values)


def forget(tx: Transaction, device_id: int) -> None:
    """Delete the order of a kiosk with its value."""
    tx.run(_FORGET, device_id_=device_id)


def forget_old(tx: Transaction, office_id: int, before: datetime) -> int:
    """Delete the orders that were given before an instant; return how many."""
    return tx.run(_FORGET_OLD, office_id_=office_id, before=before)
