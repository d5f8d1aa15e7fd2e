"""Values come back as they went, on both databases."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from queue_server.domain.actor import SYSTEM
from queue_server.domain.errors import NoTicketWaitingError
from queue_server.domain.policy import OfficePolicy
from queue_server.protocol.events import EventName, SubjectEvent
from queue_server.protocol.words import Lane
from queue_server.storage import events, offices, people, services
from queue_server.storage.services import Service
from queue_server.storage.statement import Transaction, to_stored
from queue_server.storage.store import Store
from tests.support.clock import START_AT

SOON_SECONDS = 10.0
SERVICE = Service(
    0, "paspor", {"id": "Paspor", "en": "Passport"}, 1, open=True, quota_per_day=None, service_seconds=600
)

seconds = st.floats(-(10**9), 10**9)
zones = st.integers(-12, 14).map(lambda hours: timezone(timedelta(hours=hours)))
instants = st.builds(lambda zone, seconds: START_AT.astimezone(zone) + timedelta(seconds=seconds), zones, seconds)
texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(day=st.dates(date(1970, 1, 1), date(2199, 12, 31)), at=instants, names=st.dictionaries(texts, texts, max_size=3))
def test_dates_instants_and_texts_come_back_as_they_went(
    store: Store, day: date, at: datetime, names: dict[str, str]
) -> None:
    def there_and_back(tx: Transaction) -> None:
        office_id = offices.add(tx, code=f"{id(names)}-{at}-{day}", name="x", timezone="UTC", policy=OfficePolicy())
        offices.open_day(tx, office_id, day, at)
        event_office = offices.get(tx, office_id)
        assert event_office.business_date == day
        payload = SubjectEvent(subject="day")
        events.record(tx, event_office, EventName.DAY_OPENED, payload, actor=SYSTEM, now=at)
        last = events.last_event_at(tx, office_id)
        assert last == at
        assert last is not None
        assert last.tzinfo is UTC
        wanted = Service(0, "x", names, 1, open=False, quota_per_day=3, service_seconds=60)
        stored = services.get(tx, office_id, services.add(tx, office_id, wanted))
        assert stored is not None
        assert (stored.names, stored.open, stored.quota_per_day) == (names, False, 3)
        raise NoTicketWaitingError

    with pytest.raises(NoTicketWaitingError):
        store.write(there_and_back)


def test_a_device_that_was_never_seen_has_no_instants(store: Store) -> None:
    office_id = store.write(offices.add, code="a", name="A", timezone="UTC", policy=OfficePolicy())
    wanted: dict[str, Any] = {"name": "kiosk", "role": "kiosk", "token_hash": "x", "counter_id": None}
    device_id = store.write(people.add_device, office_id, **wanted)
    device = store.read(people.device_by_id, office_id, device_id)
    assert device is not None
    assert (device.revoked_at, device.last_seen_at, device.parts) == (None, None, [])
    store.write(people.device_seen, device_id, START_AT, parts=[{"name": "printer"}], version="1")
    seen = store.read(people.device_by_id, office_id, device_id)
    assert seen is not None
    assert (seen.last_seen_at, seen.parts, seen.version) == (START_AT, [{"name": "printer"}], "1")


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (True, 1),
        (Lane.GENERAL, "general"),
        (date(2026, 3, 2), "2026-03-02"),
        (datetime(1970, 1, 1, 7, 0, 0, 1, tzinfo=timezone(timedelta(hours=7))), 1),
        ({"id": "Paspor"}, '{"id":"Paspor"}'),
        (("a", 1), '["a",1]'),
        (OfficePolicy().order, None),
        (None, None),
        ("text", "text"),
    ],
)
def test_what_is_stored_of_a_value(value: object, stored: object) -> None:
    assert to_stored(value) == stored or (stored is None and '"general_rate":1.0' in str(to_stored(value)))
