"""The program of the office asks how a day turned out."""

from queue_server.protocol.words import DeviceRole
from tests.web.house import House, refusal

PROGRAM = DeviceRole.INTEGRATOR


def test_a_day_is_told_in_figures(house: House) -> None:
    house.check_in()
    told = house.ask(PROGRAM, "GET", "/days/2026-03-02/result").get_json()
    assert (told["business_date"], told["issued"], told["still_here"]) == ("2026-03-02", 1, 1)
    assert told["complete"] == {"visitors": 0, "within_promise": 0, "share_within": None, "worst_seconds": None}


def test_a_day_without_visitors_has_no_data(house: House) -> None:
    told = house.ask(PROGRAM, "GET", "/days/2020-01-01/result").get_json()
    assert (told["issued"], told["waiting"]["median_seconds"]) == (0, None)


def test_what_is_no_date_is_refused(house: House) -> None:
    assert refusal(house.ask(PROGRAM, "GET", "/days/yesterday/result")) == (422, "invalid_value")
