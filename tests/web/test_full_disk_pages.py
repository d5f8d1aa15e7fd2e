"""What devices and people see of a disk that takes nothing more; it is really full to SQLite."""

from dataclasses import replace

from queue_server.protocol.words import StaffRole
from queue_server.web.app import create_app
from tests.storage.test_store import execute
from tests.web.house import House, refusal
from tests.web.roles import client_of

NOTE = "Server tidak dapat menyimpan apa pun: disknya penuh."


def test_with_a_full_disk_everything_can_be_read_and_nothing_entered_until_there_is_room(house: House) -> None:
    store, admin = house.services.store, client_of(house, StaffRole.ADMIN)
    assert NOTE not in admin.get("/admin/").get_data(as_text=True)
    store.write(execute, "UPDATE service_day SET quota = NULL")
    store.write(execute, "PRAGMA max_page_count=1")  # SQLite takes the present size, and not a page more
    answers = iter(house.check_in, None)
    refused = next(answer for answer in answers if answer.status_code != 200)
    assert refusal(refused) == (503, "cannot_store")
    assert refused.headers["Retry-After"]
    assert NOTE in admin.get("/admin/").get_data(as_text=True)
    assert admin.get("/health").get_json() == {"status": "cannot_store"}
    store.write(execute, "PRAGMA max_page_count=100000")
    assert house.check_in().status_code == 200
    assert NOTE not in admin.get("/admin/").get_data(as_text=True)
    assert admin.get("/health").get_json() == {"status": "ok"}


def test_who_asks_whether_the_server_is_ready_hears_a_code_and_nothing_else(house: House) -> None:
    client = house.app.test_client()
    assert (client.get("/ready").status_code, client.get("/ready").get_json()) == (200, {"status": "ready"})
    lacking = replace(house.services.monitoring, what_lacks=lambda: "feed_stopped")
    answer = create_app(replace(house.services, monitoring=lacking)).test_client().get("/ready")
    assert (answer.status_code, answer.get_json()) == (503, {"status": "not_ready", "reason": "feed_stopped"})
