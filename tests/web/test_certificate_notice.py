"""The admin's first page speaks of a certificate that ends soon."""

from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from queue_server.certificates.issuing import issue, new_authority
from queue_server.config import WebSettings
from queue_server.protocol.words import StaffRole
from tests.support.clock import FakeClock
from tests.web.house import House
from tests.web.roles import client_of
from tests.web.test_setting_pages import text


@pytest.fixture
def settings(tmp_path: Path, clock: FakeClock) -> WebSettings:
    authority = new_authority("site", clock.now())
    made = issue(authority, ["antre.local"], [ip_address("127.0.0.1")], clock.now(), 31)
    (tmp_path / "server.pem").write_bytes(made.certificate)
    return WebSettings(certificate_file=str(tmp_path / "server.pem"), key_file="not needed here")


@pytest.fixture
def admin(house: House) -> FlaskClient:
    return client_of(house, StaffRole.ADMIN)


def test_the_first_page_speaks_of_it_from_thirty_days_before(house: House, clock: FakeClock, tmp_path: Path) -> None:
    assert 'id="certificate"' not in text(client_of(house, StaffRole.ADMIN).get("/admin/"))
    clock.sleep(timedelta(days=2).total_seconds())
    page = text(client_of(house, StaffRole.ADMIN).get("/admin/"))
    assert "Sertifikat server ini berlaku sampai Kamis, 02 April 2026" in page
    (tmp_path / "server.pem").unlink()
    assert 'id="certificate"' not in text(client_of(house, StaffRole.ADMIN).get("/admin/"))
