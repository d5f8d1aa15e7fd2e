"""An admin writes a notice, and the wall tells it without being touched: real server, real pages, real display."""

from pathlib import Path

from tests.journeys.conftest import House
from tests.support.devices import RunningDisplay, running_display, wait_for
from tests.support.premises import ADMIN
from tests.support.staff_session import StaffSession

PAGE = "/admin/notices"


def told(display: RunningDisplay) -> str:
    notice = display.picture.notice if display.picture else None
    return notice.text if notice else ""


def test_a_notice_reaches_the_wall_and_leaves_it(house: House, tmp_path: Path) -> None:
    admin = StaffSession(house.server.url, ADMIN)
    with running_display(house.server.url, house.premises, tmp_path / "display") as display:
        assert told(display) == ""
        assert "tampil di papan" in admin.send(PAGE, PAGE, text_id="Bawa KTP asli", text_en="", turn="")
        wait_for("the notice on the wall", lambda: told(display) == "Bawa KTP asli")
        admin.send(PAGE, f"{PAGE}/1", text_id="Bawa paspor lama", text_en="", turn="")
        wait_for("the changed notice on the wall", lambda: told(display) == "Bawa paspor lama")
        admin.send(PAGE, f"{PAGE}/1/remove")
        wait_for("the wall without notices", lambda: told(display) == "")
