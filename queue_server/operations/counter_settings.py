"""Counters and the services that they serve: changed at once, or from a date on."""

from datetime import date, datetime

import msgspec

from queue_server.domain.actor import Actor
from queue_server.domain.errors import DuplicateNameError, InvalidValueError, UnknownCounterError
from queue_server.domain.setting import CounterSettings
from queue_server.operations import require
from queue_server.operations.calling import serve_awaiting
from queue_server.operations.service_settings import require_future
from queue_server.operations.settings_event import NOTHING, picture, plan_change, record_change
from queue_server.storage import counters, offices, services
from queue_server.storage.offices import Office
from queue_server.storage.statement import Transaction


def save_counter(
    tx: Transaction,
    counter_id: int | None,
    *,
    office_id: int,
    name: str,
    active: bool,
    service_ids: tuple[int, ...],
    actor: Actor,
    now: datetime,
) -> int:
    """Add or change a counter at once and return its id; the order of the services is its preference.

    Raises:
        InvalidValueError, DuplicateNameError, UnknownServiceError, UnknownCounterError: what was wrong, by field.

    Records:
        ``settings.changed``; ``ticket.called`` where the counter waits for whoever comes and may serve more now.
    """
    office = offices.claim(tx, office_id)
    codes = tuple(require.service(tx, office, service_id).code for service_id in dict.fromkeys(service_ids))
    wanted = CounterSettings(name=name, active=active, services=codes)
    return change_counter(tx, counter_id, wanted, office_id=office_id, actor=actor, now=now)


def change_counter(
    tx: Transaction, counter_id: int | None, wanted: CounterSettings, *, office_id: int, actor: Actor, now: datetime
) -> int:
    """Add or change a counter at once and return its id; as `save_counter`, with services by their codes."""
    office = offices.claim(tx, office_id)
    checked = checked_counter(tx, office, counter_id, wanted)
    before = NOTHING if counter_id is None else picture(counter_settings(tx, office_id, counter_id))
    saved_id = counter_id or counters.add(tx, office_id, name=checked.name, active=checked.active)
    if counter_id:
        counters.save(tx, office_id, counter_id, name=checked.name, active=checked.active)
    ids = tuple(found for code in checked.services if (found := services.id_of_code(tx, office_id, code)))
    counters.set_services(tx, saved_id, ids)
    what = "changed" if counter_id else "created"
    record_change(tx, office, "counter", saved_id, what, before=before, after=picture(checked), actor=actor, now=now)
    serve_awaiting(tx, office, now)
    return saved_id


def plan_counter(
    tx: Transaction,
    counter_id: int | None,
    wanted: CounterSettings,
    *,
    effective_on: date,
    office_id: int,
    actor: Actor,
    now: datetime,
) -> int:
    """Plan a counter's settings from a date on, and return the id of the planned change.

    Raises:
        InvalidValueError, DuplicateNameError, UnknownCounterError: as `change_counter`; the date is not in the future.

    Records:
        ``settings.changed``.
    """
    office = offices.claim(tx, office_id)
    checked = checked_counter(tx, office, counter_id, wanted, planned=True)
    require_future(office, effective_on, now)
    before = NOTHING if counter_id is None else picture(counter_settings(tx, office_id, counter_id))
    return plan_change(
        tx, office, "counter", counter_id, checked, effective_on=effective_on, before=before, actor=actor, now=now
    )


def counter_settings(tx: Transaction, office_id: int, counter_id: int) -> CounterSettings:
    """Return the settings of a counter.

    Raises:
        UnknownCounterError: the office has no such counter.
    """
    found = counters.get(tx, office_id, counter_id)
    if found is None:
        raise UnknownCounterError(counter=counter_id)
    codes = {one.id: one.code for one in services.every(tx, office_id)}
    served = counters.services_by_counter(tx, office_id).get(counter_id, ())
    return CounterSettings(name=found.name, active=found.active, services=tuple(codes[one] for one in served))


def checked_counter(
    tx: Transaction, office: Office, counter_id: int | None, wanted: CounterSettings, *, planned: bool = False
) -> CounterSettings:
    """Return settings as they are stored.

    Args:
        planned: it is for another day, on which a counter that is open now is closed at first.

    Raises:
        InvalidValueError, DuplicateNameError, UnknownCounterError: what is wrong, by field.
    """
    name = require.text("name", wanted.name)
    if counters.id_of_name(tx, office.id, name) not in (None, counter_id):
        raise DuplicateNameError(field="name", name=name)
    current = counters.get(tx, office.id, counter_id) if counter_id else None
    if counter_id and current is None:
        raise UnknownCounterError(counter=counter_id)
    if current and current.open and not wanted.active and not planned:
        raise InvalidValueError(field="active", problem="counter_open")
    if any(services.id_of_code(tx, office.id, code) is None for code in wanted.services):
        raise InvalidValueError(field="services", problem="unknown")
    return msgspec.structs.replace(wanted, name=name, services=tuple(dict.fromkeys(wanted.services)))
