"""Everything that a kiosk can show, as pictures of fixed data."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import msgspec

from kiosk.away.alone import Kept, picture
from kiosk.catalogue import load_catalogue
from kiosk.view import Surroundings, View, view
from kiosk.visit.dialogue import Desk, Phase, Rules, Session
from queue_server.protocol.bookings import BookingInfo
from queue_server.protocol.words import Lane
from tests.browser.visual.conftest import AT
from tests.kiosk.pictures import DESK
from tests.kiosk.scripted_office import ISSUED_AT, lanes, office_info, service, ticket_info
from tests.kiosk.standing_by import reserve

LONG = {
    "id": "Permohonan penggantian paspor karena rusak, hilang, atau perubahan data kependudukan",
    "en": "Application to replace a passport that was damaged or lost, or whose particulars have changed",
}
LONG_OFFICE = "Kantor Imigrasi Kelas I Khusus Tempat Pemeriksaan Imigrasi Balikpapan"
OPEN, CATALOGUE = office_info(), load_catalogue()
FULL_HOUSE = office_info(
    services=(
        *OPEN.services,
        service(4, "Paspor hilang", "Lost passport", "L", quota_left=0),
        service(5, "Izin tinggal", "Stay permit", "I", open=False, hours="13.00-15.00"),
        service(6, "Konsultasi", "Consultation", "K", waiting=117),
    )
)
LONG_NAMES = office_info(
    name=LONG_OFFICE,
    services=tuple(
        service(nth, LONG["id"], LONG["en"], letter, lanes=lanes(letter, "R" if nth == 1 else "", "B"), waiting=108)
        for nth, letter in enumerate("ACU", 1)
    ),
)
TICKET = ticket_info(12, party_size=4)
LONG_TICKET = ticket_info(
    118, office_name=LONG_OFFICE, service_names=LONG, ahead=104, party_size=12, number="A-118", estimate=None
)
BOOKING = BookingInfo(code="AB-12", service_id=1, service_names=OPEN.services[0].names, slot_at=ISSUED_AT, party_size=1)
ALONE_TICKET = ticket_info(0, number="A-507", ahead=None, estimate=None, follow_url="")
ALONE = picture(Kept(OPEN, reserve()), {(1, Lane.GENERAL): 5, (2, Lane.GENERAL): 3}, {}, ISSUED_AT, no_numbers={})
REFUSAL = {"id": "Kuota layanan ini sudah habis untuk hari ini.", "en": "The quota of this service is used up today."}

SESSIONS: dict[str, Session] = {
    "choosing": Session(phase=Phase.CHOOSING, lane=Lane.PRIORITY),
    "choosing-countdown": Session(phase=Phase.CHOOSING, lane=Lane.PRIORITY, active_seconds=-45.0),
    "entering": Session(phase=Phase.ENTERING),
    "entering-countdown": Session(phase=Phase.ENTERING, active_seconds=-50.0),
    "looking-up": Session(phase=Phase.LOOKING_UP),
    "invited": Session(phase=Phase.INVITED),
    **{f"measuring-{aim}": Session(phase=Phase.MEASURING, aim=aim, fraction=fraction)
       for aim, fraction in (("step_up", 0.0), ("come_closer", 0.25), ("hold_still", 0.6), ("done", 1.0))},
    "measuring-again": Session(phase=Phase.MEASURING, attempt=2),
    "measuring-booking": Session(phase=Phase.MEASURING, booking=BOOKING),
    "submitting": Session(phase=Phase.SUBMITTING),
    "printing": Session(phase=Phase.PRINTING, ticket=TICKET),
    "showing": Session(phase=Phase.SHOWING, ticket=TICKET),
    "showing-long": Session(phase=Phase.SHOWING, ticket=LONG_TICKET),
    "showing-alone": Session(phase=Phase.SHOWING, ticket=ALONE_TICKET),
    "number-on-screen": Session(phase=Phase.NUMBER_ON_SCREEN, ticket=TICKET),
    "held": Session(phase=Phase.HELD),
    "refused": Session(phase=Phase.REFUSED, words=REFUSAL),
    "away": Session(phase=Phase.AWAY),
    "staff-check": Session(phase=Phase.STAFF_CHECK, fraction=0.5),
    "paused": Session(phase=Phase.OUT_OF_SERVICE, lost="paused"),
    "out-of-service": Session(phase=Phase.OUT_OF_SERVICE, lost="thermometer"),
}  # fmt: skip
IDLE: dict[str, Surroundings] = {
    "idle": Surroundings(OPEN, online=True),
    "idle-full-house": Surroundings(FULL_HOUSE, online=True),
    "idle-long-names": Surroundings(LONG_NAMES, online=True),
    "idle-one-service": Surroundings(office_info(services=OPEN.services[:1]), online=True),
    "idle-notices": Surroundings(OPEN, online=True, hot=True, without=("thermometer", "printer")),
    "idle-simulated": Surroundings(OPEN, online=True, simulated=("thermometer", "printer")),
    "closed": Surroundings(office_info(business_date=None, opens_at=ISSUED_AT + timedelta(days=3)), online=True),
    "offline": Surroundings(OPEN, online=False),
    "idle-alone": Surroundings(ALONE, alone=True),
    "idle-alone-desk": Surroundings(ALONE, alone=True, desk=DESK),
    "offline-desk": Surroundings(OPEN, desk=DESK),
}
AT_DESK: dict[str, Session] = {
    "staff-who": Session(phase=Phase.STAFF_PIN),
    "staff-pin": Session(phase=Phase.STAFF_PIN, desk=Desk(5)),
    "staff-pin-waits": Session(phase=Phase.STAFF_PIN, desk=Desk(5, wrong=True, wait_seconds=61)),
    "staff-whom": Session(phase=Phase.STAFF_DECIDE, desk=Desk(5)),
    "staff-decide": Session(phase=Phase.STAFF_DECIDE, desk=Desk(5, entry=4)),
}
PHASES_SHOWN = frozenset(session.phase for session in (*SESSIONS.values(), *AT_DESK.values())) | {Phase.IDLE}


def pictures(language: str) -> Iterator[tuple[str, View]]:
    """Every state in a language, the visitor's choice."""
    for name, around in IDLE.items():
        yield f"{name}-{language}", drawn(Session(language=language), around)
    for name, session in SESSIONS.items():
        yield f"{name}-{language}", drawn(replace(session, language=language), Surroundings(OPEN, online=True))
    for name, session in AT_DESK.items():
        yield f"{name}-{language}", drawn(replace(session, language=language), IDLE["idle-alone-desk"])


def drawn(session: Session, around: Surroundings) -> View:
    """The picture of a moment, at the second 0; the clock on it is the server's."""
    office = msgspec.structs.replace(around.office, now=AT) if around.office else None
    return view(session, replace(around, office=office), Rules(), CATALOGUE, 0.0)
