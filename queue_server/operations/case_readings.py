"""The values of a case: health data, which no event and no answer to a kiosk carries."""

from dataclasses import replace
from datetime import datetime

from queue_server.domain.errors import InvalidValueError
from queue_server.domain.screening import ReadingSource
from queue_server.protocol.temperature import Measurement, TemperaturePolicy, why_unjudged
from queue_server.storage import screening
from queue_server.storage.screening import Case, StoredReading
from queue_server.storage.statement import Transaction

LOWEST_CELSIUS, HIGHEST_CELSIUS = 30.0, 45.0
"""What a thermometer for people may show."""


def add_by_hand(tx: Transaction, case: Case, celsius: float, policy: TemperaturePolicy, now: datetime) -> None:
    """Add a value that was read off a thermometer and typed in.

    Raises:
        InvalidValueError: no thermometer for people shows this value.
    """
    if not LOWEST_CELSIUS <= celsius <= HIGHEST_CELSIUS:
        raise InvalidValueError(field="celsius", problem="not_a_body_temperature")
    limit = policy.limit_celsius(len(screening.readings(tx, case.id)) + 1)
    new = StoredReading(case_id=case.id, celsius=celsius, source=ReadingSource.HAND, at=now, limit_celsius=limit)
    screening.add_reading(tx, new)


def add_from_kiosk(
    tx: Transaction, case: Case, measurement: Measurement, policy: TemperaturePolicy, now: datetime
) -> Case:
    """Add what a kiosk measured again, or keep why it could not be judged; return the case as it is then."""
    reason = why_unjudged(policy, measurement)
    if not reason:
        limit = policy.limit_celsius(len(screening.readings(tx, case.id)) + 1)
        screening.add_reading(tx, reading_of(measurement, case, limit, now))
    measured = replace(case, reason=reason, measure_asked_at=None)
    screening.save(tx, measured)
    return measured


def reading_of(measurement: Measurement, case: Case, limit_celsius: float, now: datetime) -> StoredReading:
    """Return a kiosk's measurement as it is stored with a case.

    Raises:
        LookupError: there is no value; whoever calls has judged it.
    """
    if measurement.celsius is None:
        raise LookupError("a measurement without a value")
    return StoredReading(
        case_id=case.id,
        celsius=measurement.celsius,
        source=ReadingSource.KIOSK,
        at=now,
        limit_celsius=limit_celsius,
        ambient_celsius=measurement.ambient_celsius,
        samples=measurement.samples,
        spread_celsius=measurement.spread_celsius,
    )
