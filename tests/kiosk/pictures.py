"""Every picture that the visitor's page can show, made by the kiosk's own code."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import msgspec

from kiosk.away.staff_desk import DeskPicture, Waiting
from kiosk.catalogue import load_catalogue
from kiosk.view import Surroundings, View, view
from kiosk.visit.dialogue import Desk, Held, Phase, Rules, Session
from queue_server.protocol.bookings import BookingInfo
from queue_server.protocol.messages import OfficeInfo, WaitEstimate
from tests.kiosk.scripted_office import ISSUED_AT, lanes, office_info, service, ticket_info

CATALOGUE = load_catalogue()
NAMES = (
    ("Permohonan paspor baru untuk anak", "New passport application for a child"),
    ("Penggantian paspor karena habis berlaku", "Passport renewal after expiry"),
    ("Penggantian paspor hilang atau rusak", "Replacement of a lost or damaged passport"),
    ("Pengambilan paspor yang sudah selesai", "Collection of a finished passport"),
    ("Perpanjangan izin tinggal kunjungan", "Extension of a visitor stay permit"),
    ("Izin tinggal terbatas dan tetap", "Limited and permanent stay permits"),
    ("Perubahan data dan endorsemen paspor", "Change of data and passport endorsement"),
    ("Informasi dan pengaduan masyarakat", "Information and complaints"),
)
REFUSAL = {
    "id": "Janji temu Anda dimulai pukul 10:30. Silakan datang kembali mulai pukul 10:00; tempat Anda tetap ada.",
    "en": "Your booking begins at 10:30. Please come back from 10:00 on; your place is kept.",
}
BOOKING = BookingInfo(
    code="AB-12", service_id=1, service_names={"id": NAMES[0][0], "en": NAMES[0][1]}, slot_at=ISSUED_AT, party_size=3
)
TICKET = ticket_info(12, service_names={"id": NAMES[2][0], "en": NAMES[2][1]}, party_size=3)


def office_with(count: int, **changes: Any) -> OfficeInfo:
    """An office with so many services, all lanes, long names: some with a range for the wait, some with a quota."""
    services = tuple(
        service(
            number + 1,
            *NAMES[number],
            "ABCDEFGH"[number],
            lanes=lanes("ABCDEFGH"[number], f"R{number}", f"B{number}"),
            waiting=12 * number,
            quota_left=None if number == 3 else 75 - 9 * number,
            estimate=WaitEstimate(low_minutes=15 * number, high_minutes=20 * number + 5) if number != 5 else None,
        )
        for number in range(count)
    )
    return office_info(**({"services": services} | changes))


ONLINE = Surroundings(online=True)


@dataclass(frozen=True)
class State:
    """A phase of the dialogue, with what surrounds it.

    Attributes:
        shown: name of the picture.
        at_seconds: how long the phase lasts already.
    """

    session: Session
    shown: str
    around: Surroundings = ONLINE
    full: bool = False
    closed: bool = False
    at_seconds: float = 0.0


def _in(phase: Phase, **changes: Any) -> State:
    return State(Session(phase=phase, **changes), phase.value)


RESTING = (Held(7, 1e9),)
DESK = DeskPicture(
    ((3, "Budi Santoso"), (5, "dr. Sri Rahayu Kusumawardhani"), (8, "Wayan")),
    (Waiting(4, 1, ISSUED_AT), Waiting(6, 2, ISSUED_AT + timedelta(minutes=7))),
)


def _at_desk(shown: str, phase: Phase, desk: Desk) -> State:
    return State(Session(phase=phase, desk=desk), shown, Surroundings(alone=True, desk=DESK))


STATES: dict[str, State] = {
    "idle": _in(Phase.IDLE),
    "idle_resting": _in(Phase.IDLE, held=RESTING),
    "idle_without": replace(_in(Phase.IDLE), around=Surroundings(online=True, without=("thermometer", "printer"))),
    "choosing": _in(Phase.CHOOSING),
    "countdown": replace(_in(Phase.CHOOSING), at_seconds=45.0),
    "entering": _in(Phase.ENTERING),
    "looking_up": _in(Phase.LOOKING_UP),
    "invited": _in(Phase.INVITED),
    "step_up": _in(Phase.MEASURING),
    "booked": _in(Phase.MEASURING, booking=BOOKING),
    "come_closer": _in(Phase.MEASURING, aim="come_closer", attempt=2, fraction=0.3),
    "hold_still": _in(Phase.MEASURING, aim="hold_still", fraction=0.7),
    "submitting": _in(Phase.SUBMITTING),
    "printing": _in(Phase.PRINTING, ticket=TICKET),
    "showing": _in(Phase.SHOWING, ticket=TICKET),
    "number_on_screen": _in(Phase.NUMBER_ON_SCREEN, ticket=TICKET),
    "held": _in(Phase.HELD),
    "refused": _in(Phase.REFUSED, words=REFUSAL),
    "away": _in(Phase.AWAY),
    "staff_check": _in(Phase.STAFF_CHECK),
    "idle_desk": replace(_in(Phase.IDLE, held=RESTING), around=Surroundings(alone=True, desk=DESK)),
    "offline_desk": State(Session(), "offline", Surroundings(desk=DESK)),
    "staff_who": _at_desk("staff_who", Phase.STAFF_PIN, Desk()),
    "staff_pin": _at_desk("staff_pin", Phase.STAFF_PIN, Desk(5)),
    "staff_pin_waits": _at_desk("staff_pin", Phase.STAFF_PIN, Desk(5, wrong=True, wait_seconds=61)),
    "staff_whom": _at_desk("staff_whom", Phase.STAFF_DECIDE, Desk(5)),
    "staff_decide": _at_desk("staff_decide", Phase.STAFF_DECIDE, Desk(5, entry=4)),
    "offline": State(Session(), "offline", Surroundings(online=False)),
    "closed": State(Session(), "closed", closed=True),
    "full": State(Session(), "full", full=True),
    "paused": State(Session(phase=Phase.OUT_OF_SERVICE, lost="paused"), "paused"),
    "out_of_service": State(Session(phase=Phase.OUT_OF_SERVICE, lost="token"), "out_of_service"),
}


def picture(name: str, count: int = 8, language: str = "id", *, contrast: bool = False, voice: str = "ready") -> View:
    """The page's picture of a state, with so many services."""
    state = STATES[name]
    office = office_with(count, **({"business_date": None} if state.closed else {}))
    if state.full:
        taken = tuple(msgspec.structs.replace(one, quota_left=0) for one in office.services)
        office = msgspec.structs.replace(office, services=taken)
    session = replace(state.session, language=language, contrast=contrast)
    shown = view(session, replace(state.around, office=office), Rules(), CATALOGUE, state.at_seconds)
    return msgspec.structs.replace(shown, voice=voice)
