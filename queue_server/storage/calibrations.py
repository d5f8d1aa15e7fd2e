"""Offsets of thermometers, the pairs that an offset is made from, and checks against a target."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, func, insert, select

from queue_server.storage.calibration_tables import calibration, calibration_pair, sensor_check
from queue_server.storage.statement import Command, Query, Transaction, scalar


@dataclass(frozen=True, slots=True)
class Calibration:
    """An offset that the office keeps for a kiosk from an instant on; ``None``: from then on it keeps none."""

    device_id: int
    offset_celsius: float | None
    pairs: int
    spread_celsius: float
    calibrated_at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class SensorCheck:
    """A check of a kiosk against a target; ``measured_celsius`` is what the kiosk would have judged a visitor by."""

    device_id: int
    at: datetime
    expected_celsius: float
    measured_celsius: float
    tolerance_celsius: float
    actor: str


_CALIBRATION = ("device_id", "offset_celsius", "pairs", "spread_celsius", "calibrated_at", "actor")
_CHECK = ("device_id", "at", "expected_celsius", "measured_celsius", "tolerance_celsius", "actor")
_CALIBRATIONS = select(*(calibration.c[name] for name in _CALIBRATION))
_CHECKS = select(*(sensor_check.c[name] for name in _CHECK))
_ADD = Command(insert(calibration).values({name: bindparam(name) for name in ("office_id", *_CALIBRATION)}))
_HISTORY = Query(
    _CALIBRATIONS.where(
        calibration.c.office_id == bindparam("office_id"), calibration.c.device_id == bindparam("device_id")
    ).order_by(calibration.c.id.desc()),
    Calibration,
)
_NEWEST = Query(
    _CALIBRATIONS.where(
        calibration.c.id.in_(
            select(func.max(calibration.c.id))
            .where(calibration.c.office_id == bindparam("office_id"))
            .group_by(calibration.c.device_id)
        )
    ),
    Calibration,
)
_ADD_PAIR = Command(
    insert(calibration_pair).values(
        {name: bindparam(name) for name in ("office_id", "device_id", "difference_celsius", "at")}
    )
)
_PAIRS = Query(
    select(calibration_pair.c.difference_celsius)
    .where(
        calibration_pair.c.office_id == bindparam("office_id"),
        calibration_pair.c.device_id == bindparam("device_id"),
        calibration_pair.c.at > bindparam("after"),
    )
    .order_by(calibration_pair.c.id),
    scalar,
)
_FORGET_PAIRS = Command(delete(calibration_pair).where(calibration_pair.c.device_id == bindparam("device_id_")))
_FORGET_OLD_PAIRS = Command(
    delete(calibration_pair).where(
        calibration_pair.c.office_id == bindparam("office_id_"), calibration_pair.c.at <= bindparam("before")
    )
)
_ADD_CHECK = Command(insert(sensor_check).values({name: bindparam(name) for name in ("office_id", *_CHECK)}))
_CHECKS_OF = Query(
    _CHECKS.where(
        sensor_check.c.office_id == bindparam("office_id"), sensor_check.c.device_id == bindparam("device_id")
    )
    .order_by(sensor_check.c.id.desc())
    .limit(bindparam("max_rows")),
    SensorCheck,
)
_NEWEST_CHECKS = Query(
    _CHECKS.where(
        sensor_check.c.id.in_(
            select(func.max(sensor_check.c.id))
            .where(sensor_check.c.office_id == bindparam("office_id"))
            .group_by(sensor_check.c.device_id)
        )
    ),
    SensorCheck,
)


def add(tx: Transaction, office_id: int, new: Calibration) -> None:
    """Keep an offset from now on; the former ones stay as history."""
    tx.run(_ADD, office_id=office_id, **{name: getattr(new, name) for name in _CALIBRATION})


def history(tx: Transaction, office_id: int, device_id: int) -> Sequence[Calibration]:
    """Return the offsets of a kiosk, the newest first."""
    return tx.all(_HISTORY, office_id=office_id, device_id=device_id)


def newest(tx: Transaction, office_id: int) -> dict[int, Calibration]:
    """Return the newest entry of each kiosk that has one, by its id."""
    return {one.device_id: one for one in tx.all(_NEWEST, office_id=office_id)}


def add_pair(tx: Transaction, office_id: int, device_id: int, difference_celsius: float, now: datetime) -> None:
    """Keep the difference of a pair; what the two values were is known to nobody any more."""
    tx.run(_ADD_PAIR, office_id=office_id, device_id=device_id, difference_celsius=difference_celsius, at=now)


def differences(tx: Transaction, office_id: int, device_id: int, after: datetime) -> Sequence[float]:
    """Return the differences of a kiosk's pairs that were made after an instant, in order."""
    return tx.all(_PAIRS, office_id=office_id, device_id=device_id, after=after)


def forget_pairs(tx: Transaction, device_id: int) -> None:
    """Delete the pairs of a kiosk."""
    tx.run(_FORGET_PAIRS, device_id_=device_id)


def forget_old_pairs(tx: Transaction, office_id: int, before: datetime) -> int:
    """Delete the pairs of an office that were made before an instant; return how many."""
    return tx.run(_FORGET_OLD_PAIRS, office_id_=office_id, before=before)


def add_check(tx: Transaction, office_id: int, new: SensorCheck) -> None:
    """Keep a check."""
    tx.run(_ADD_CHECK, office_id=office_id, **{name: getattr(new, name) for name in _CHECK})


def checks(tx: Transaction, office_id: int, device_id: int, limit: int) -> Sequence[SensorCheck]:
    """Return the newest checks of a kiosk, the newest first."""
    return tx.all(_CHECKS_OF, office_id=office_id, device_id=device_id, max_rows=limit)


def newest_checks(tx: Transaction, office_id: int) -> dict[int, SensorCheck]:
    """Return the newest check of each kiosk that has one, by its id."""
    return {one.device_id: one for one in tx.all(_NEWEST_CHECKS, office_id=office_id)}
