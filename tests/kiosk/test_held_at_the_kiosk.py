"""The kiosk between server, sensor and printer around held visitors; and the slip, which tells nobody why."""

import msgspec
import pytest

from hardware.paper import Picture, Qr, Text
from kiosk.bootstrap import Application
from queue_server.paper import dress, lay_out_slip, load_paper_words
from queue_server.protocol.events import Event, EventName, VisitEvent
from queue_server.protocol.look import Look
from queue_server.protocol.screening import Slip
from queue_server.protocol.temperature import TemperaturePolicy
from queue_server.protocol.words import MeasurementStatus
from tests.kiosk.acting import picture, press, stand, tickets, wait_for
from tests.kiosk.conftest import StartKiosk
from tests.kiosk.scripted_office import DEVICE_ID, ISSUED_AT, office_info, print_event
from tests.kiosk.scripted_server import Script, wait_until
from tests.support.pictures import png

SLIP = Slip(
    visit_id=1,
    office_name="Kantor Imigrasi Balikpapan",
    timezone="Asia/Makassar",
    service_names={"id": "Paspor baru", "en": "New passport"},
    language="id",
)


def about(seq: int, name: EventName, visit_id: int = 1) -> Event:
    payload = VisitEvent(visit_id=visit_id, state="held", case_id="c" * 16, device_id=DEVICE_ID)
    return print_event(seq, 1, name=name, payload=msgspec.Raw(msgspec.json.encode(payload)))


def hold(application: Application) -> None:
    wait_for(application, "idle")
    stand(application, 38.2)
    press(application, "green")
    wait_for(application, "held")
    stand(application, None)


def test_measured_again_when_security_ask_for_it(start_kiosk: StartKiosk, script: Script) -> None:
    application = start_kiosk()
    hold(application)
    script.events.append(about(11, EventName.CASE_MEASURE_ASKED))
    wait_for(application, "invited", seconds=30)
    stand(application, 36.4)
    application.kiosk.asks.ready()
    wait_for(application, "held")
    wait_until(lambda: script.measured)
    ((visit_id, report),) = script.measured
    assert visit_id == 1
    assert report.measurement.status is MeasurementStatus.MEASURED
    assert len(script.check_ins) == 1
    assert tickets(application) == []
    assert "36." not in repr(picture(application))


def test_back_from_the_rest(start_kiosk: StartKiosk, script: Script) -> None:
    application = start_kiosk()
    assert not wait_for(application, "idle").back
    hold(application)
    assert wait_for(application, "idle", seconds=30).back
    script.returning = 1
    stand(application, 38.3)
    application.kiosk.asks.came_back()
    wait_until(lambda: script.measured, 20)
    assert len(script.came_back) == 1
    assert script.measured[0][0] == 1


def test_a_slip_is_printed_once_and_reports_nothing(start_kiosk: StartKiosk, script: Script) -> None:
    script.slip = msgspec.structs.replace(SLIP, booking_code="ABCD-1234")
    application = start_kiosk()
    hold(application)
    script.events.append(about(11, EventName.VISIT_DEFERRED))
    wait_until(lambda: tickets(application))
    (paper,) = tickets(application)
    text = paper.with_suffix(".txt").read_text()
    assert "ABCD-1234" in text
    assert script.reports == []


def test_a_slip_that_the_server_does_not_know_is_no_stop(start_kiosk: StartKiosk, script: Script) -> None:
    application = start_kiosk()
    wait_for(application, "idle")
    script.events += [about(11, EventName.VISIT_DEFERRED), print_event(12, 41)]
    wait_until(lambda: script.reports)
    assert len(tickets(application)) == 1


def test_arrivals_from_the_heat_are_asked_to_rest_in_the_shade(start_kiosk: StartKiosk, script: Script) -> None:
    script.office = office_info(temperature=TemperaturePolicy(shade_above_celsius=20.0))
    application = start_kiosk()
    wait_for(application, "idle")
    wait_until(lambda: picture(application).notices)
    assert "shade" in picture(application).notices[0]["en"]
    script.office = office_info(temperature=TemperaturePolicy())
    wait_until(lambda: not picture(application).notices, 30)


@pytest.mark.parametrize("columns", [32, 48])
@pytest.mark.parametrize("language", ["id", "en"])
def test_the_slip_is_polite_fits_and_tells_nobody_why(columns: int, language: str) -> None:
    slip = msgspec.structs.replace(SLIP, language=language, booking_code="ABCD-1234", slot_at=ISSUED_AT)
    lines = lay_out_slip(slip, load_paper_words(), columns)
    texts = [line.text for line in lines if isinstance(line, Text)]
    assert all(len(text) <= columns for text in texts)
    told = " ".join(texts).lower()
    assert "senin, 02 maret 2026, 09:05" in told
    assert "monday, march 2, 2026, 09:05" in told
    assert "abcd-1234" in told
    for word in ("suhu", "panas", "temperature", "warm", "sakit", "sick", "demam", "fever", "kesehatan", "health"):
        assert word not in told
    assert [line.data for line in lines if isinstance(line, Qr)] == ["ABCD-1234"]


def test_without_a_booking_the_slip_has_no_code() -> None:
    assert not any(isinstance(line, Qr) for line in lay_out_slip(SLIP, load_paper_words(), 32))


def test_the_slip_wears_the_office_s_logo_and_lines_as_the_ticket_does() -> None:
    own = dress(Look(logo=png(), ticket_head={"id": "Jl. Sudirman 1"}, ticket_foot={"en": "Goodbye"}), 576)
    lines = lay_out_slip(SLIP, load_paper_words(), 48, dress=own)
    texts = [line.text for line in lines if isinstance(line, Text)]
    assert isinstance(lines[0], Picture)
    assert (texts[1], texts[-1]) == ("Jl. Sudirman 1", "Goodbye")
