"""What the office names has a field for each language; one that is not installed any more is not lost by saving."""

from flask.testing import FlaskClient

from tests.web.house import House
from tests.web.test_rules_pages import admin, policy, shown
from tests.web.test_setting_pages import send, text

__all__ = ["admin"]


def test_an_outcome_keeps_its_name_in_a_language_that_is_not_installed(house: House, admin: FlaskClient) -> None:
    outcome = {"outcome_code_0": "late", "outcome_id_0": "Terlambat", "outcome_ja_0": "遅刻"}
    assert send(admin, "/admin/office", **shown(admin) | outcome).status_code == 303
    assert 'for="outcome_ja_0">Nama 1 dalam bahasa Jepang<' in text(admin.get("/admin/office"))
    assert send(admin, "/admin/office", **shown(admin)).status_code == 303
    assert [dict(one.names) for one in policy(house).outcomes] == [{"id": "Terlambat", "ja": "遅刻"}]


def test_a_reason_for_closing_is_asked_for_in_each_language_and_needed_in_the_first(admin: FlaskClient) -> None:
    page = text(admin.get("/admin/closures"))
    assert 'for="reason_id">Alasan dalam bahasa Indonesia<' in page
    assert 'for="reason_en">Alasan dalam bahasa Inggris<' in page
    refused = send(admin, "/admin/closures", first_date="2030-03-10", reason_en="Holiday", reason_ja="祝日")
    assert refused.status_code == 422
    told = text(refused)
    assert '<a href="#reason_id">Alasan dalam bahasa Indonesia</a>' in told
    assert 'value="祝日"' in told
