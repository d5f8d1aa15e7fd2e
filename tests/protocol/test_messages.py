from typing import Any

import msgspec
import pytest

from queue_server.protocol.bookings import BookingRequest
from queue_server.protocol.codes import RefusalCode
from queue_server.protocol.events import (
    DEVICE_TOPICS,
    STAFF_TOPICS,
    TOPICS,
    EventName,
    SubjectEvent,
    TicketEvent,
    VisitEvent,
    payload_type,
)
from queue_server.protocol.messages import (
    CheckInRequest,
    CounterAction,
    Heartbeat,
    PrintReport,
    Refusal,
    RefusalAnswer,
    ServiceInfo,
)
from queue_server.protocol.words import DeviceRole, Lane, MeasurementStatus, StaffRole, Topic

NONCE = "0123456789abcdef"
PART = {"name": "printer", "driver": "escpos", "state": "ok"}
BOOKING = {"nonce": NONCE, "code": "AB-12", "service_id": 1, "slot_at": "2026-03-02T02:00:00Z"}


def decode(kind: type[Any], **fields: object) -> Any:
    return msgspec.json.decode(msgspec.json.encode(fields), type=kind)


def test_a_check_in_needs_a_nonce_only() -> None:
    request: CheckInRequest = decode(CheckInRequest, nonce=NONCE)
    assert (request.lane, request.language, request.booking_code) == (Lane.GENERAL, "id", None)
    assert request.measurement.status is MeasurementStatus.NOT_ASKED


@pytest.mark.parametrize(
    "fields",
    [
        {"nonce": "0123456789abcdef", "service_id": 1, "lane": "priority"},
        {"nonce": "0123456789abcdef" * 4, "booking_code": "ABCD"},
        {"nonce": "A-b_0123456789ab", "booking_code": "A" * 40, "language": "min"},
        {"nonce": NONCE, "measurement": {"status": "measured", "celsius": 37, "samples": 10_000, "reason": "r" * 40}},
    ],
)
def test_check_ins_at_the_limits_are_taken(fields: dict[str, object]) -> None:
    assert decode(CheckInRequest, **fields).nonce == fields["nonce"]


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (CheckInRequest, {}),
        (CheckInRequest, {"nonce": "0123456789abcde"}),
        (CheckInRequest, {"nonce": "x" * 65}),
        (CheckInRequest, {"nonce": "0123456789abcde "}),
        (CheckInRequest, {"nonce": "0123456789abcdé0"}),
        (CheckInRequest, {"nonce": NONCE + "\n"}),
        (CheckInRequest, {"nonce": NONCE, "service_id": "1"}),
        (CheckInRequest, {"nonce": NONCE, "service_id": 1.5}),
        (CheckInRequest, {"nonce": NONCE, "lane": "booking"}),
        (CheckInRequest, {"nonce": NONCE, "lane": "express"}),
        (CheckInRequest, {"nonce": NONCE, "booking_code": "ABC"}),
        (CheckInRequest, {"nonce": NONCE, "booking_code": "A" * 41}),
        (CheckInRequest, {"nonce": NONCE, "booking_code": "A B C"}),
        (CheckInRequest, {"nonce": NONCE, "language": "ID"}),
        (CheckInRequest, {"nonce": NONCE, "language": "indo"}),
        (CheckInRequest, {"nonce": NONCE, "temperature": 36.5}),
        (CheckInRequest, {"nonce": NONCE, "measurement": {"status": "fine"}}),
        (CheckInRequest, {"nonce": NONCE, "measurement": {"status": "measured", "celsius": "37"}}),
        (CheckInRequest, {"nonce": NONCE, "measurement": {"status": "measured", "samples": -1}}),
        (CheckInRequest, {"nonce": NONCE, "measurement": {"status": "measured", "samples": 10_001}}),
        (CheckInRequest, {"nonce": NONCE, "measurement": {"status": "unsure", "reason": "r" * 41}}),
        (CheckInRequest, {"nonce": NONCE, "measurement": {"status": "unsure", "name": "Budi"}}),
        (PrintReport, {"nonce": NONCE}),
        (PrintReport, {"nonce": NONCE, "outcome": "maybe"}),
        (BookingRequest, BOOKING | {"party_size": 0}),
        (BookingRequest, BOOKING | {"party_size": 6}),
        (BookingRequest, BOOKING | {"slot_at": "tomorrow"}),
        (BookingRequest, BOOKING | {"name": "Budi"}),
        (CounterAction, {"nonce": NONCE, "outcome": "b" * 41}),
        (CounterAction, {"nonce": NONCE, "keep_place": "yes"}),
        (Heartbeat, {"parts": [PART] * 21}),
        (Heartbeat, {"parts": [PART | {"state": "fine"}]}),
        (Heartbeat, {"parts": [PART | {"name": "p" * 41}]}),
        (Heartbeat, {"parts": [PART | {"message": "m" * 301}]}),
        (Heartbeat, {"version": "v" * 41}),
    ],
)
def test_what_is_out_of_its_limits_is_refused(kind: type[Any], fields: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        decode(kind, **fields)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (BookingRequest, BOOKING | {"party_size": 5}),
        (Heartbeat, {"parts": [PART] * 20, "version": "v" * 40}),
        (PrintReport, {"nonce": NONCE, "outcome": "uncertain", "copy": True}),
        (CounterAction, {"nonce": NONCE}),
    ],
)
def test_what_is_within_them_is_taken(kind: type[Any], fields: dict[str, object]) -> None:
    assert isinstance(decode(kind, **fields), kind)


def test_a_client_ignores_what_a_later_server_adds() -> None:
    refusal = Refusal(code=RefusalCode.QUOTA_FULL, words={"id": "Penuh", "en": "Full"}, details={"quota": 75})
    sent = msgspec.to_builtins(RefusalAnswer(error=refusal)) | {"hint": "come tomorrow"}
    assert decode(RefusalAnswer, **sent).error == refusal


def test_every_event_has_topics_and_every_listener_some() -> None:
    assert set(TOPICS) == set(EventName)
    assert all(TOPICS.values())
    assert set(DEVICE_TOPICS) == set(DeviceRole)
    assert set(STAFF_TOPICS) == set(StaffRole)
    assert set().union(*TOPICS.values()) == set(Topic)


def test_the_screening_topic_is_for_the_screening_roles_only() -> None:
    listeners = {role for role, topics in STAFF_TOPICS.items() if Topic.SCREENING in topics}
    assert listeners == {StaffRole.SECURITY, StaffRole.HEALTH}
    devices = {role for role, topics in DEVICE_TOPICS.items() if Topic.SCREENING in topics}
    assert devices == {DeviceRole.STATION}  # the guards' post; no event holds a figure
    about_people = {name for name in EventName if name.partition(".")[0] in ("visit", "case")}
    decisions = {EventName.VISIT_CLEARED, EventName.VISIT_DEFERRED, EventName.VISIT_LEFT, EventName.VISIT_REOPENED}
    decisions |= {EventName.CASE_MEASURE_ASKED}
    assert all(TOPICS[name] == {Topic.SCREENING} for name in about_people - decisions)
    assert all(TOPICS[name] <= {Topic.SCREENING, Topic.KIOSK} for name in decisions)  # never the wall


def test_the_first_word_of_a_name_tells_the_payload() -> None:
    assert payload_type(EventName.TICKET_CALLED) is TicketEvent
    assert payload_type(EventName.VISIT_HELD) is payload_type(EventName.CASE_MEASURED) is VisitEvent
    assert payload_type(EventName.DAY_OPENED) is payload_type(EventName.BOOKING_CREATED) is SubjectEvent


@pytest.mark.parametrize("kind", [TicketEvent, VisitEvent, SubjectEvent])
def test_no_payload_has_room_for_a_temperature(kind: type[msgspec.Struct]) -> None:
    types = {field.name: field.type for field in msgspec.structs.fields(kind)}
    assert not [name for name, type_ in types.items() if "float" in str(type_) or "celsius" in name]


def test_a_service_from_a_server_without_estimates_is_understood() -> None:
    service: ServiceInfo = decode(
        ServiceInfo, id=1, names={"id": "Paspor"}, lanes=[], open=True, quota_left=None, waiting=3
    )
    assert (service.waiting, service.estimate) == (3, None)
