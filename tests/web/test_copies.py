"""Copies of tickets over the application: asked for on the pages, fetched by one kiosk."""

import re

import pytest

from queue_server.domain.actor import SYSTEM
from queue_server.operations import devices
from queue_server.protocol.words import DeviceRole, StaffRole
from queue_server.tokens import hash_token
from tests.web.house import House, refusal
from tests.web.roles import client_of
from tests.web.test_staff_refusals import page_refusal, send

KIOSK = DeviceRole.KIOSK


def uncertain(house: House) -> int:
    """Let a visitor check in whose ticket may not have come out."""
    ticket_id = int(house.check_in().get_json()["ticket"]["id"])
    report = {"nonce": house.nonce(), "outcome": "uncertain"}
    assert house.ask(KIOSK, "POST", f"/tickets/{ticket_id}/print-reports", report).status_code == 200
    return ticket_id


def other_kiosk(house: House) -> int:
    def register() -> int:
        return house.services.store.write(
            devices.register_device,
            name="second kiosk",
            role=KIOSK,
            token_hash=hash_token("token of the second kiosk"),
            office_id=house.office_id,
            actor=SYSTEM,
            now=house.clock.now(),
        )

    return register()


def pages(house: House) -> dict[StaffRole, tuple[str, str]]:
    """Where each role sees the list, and the address that asks for a copy."""
    counter = f"/counter/{house.counter_id}"
    return {
        StaffRole.OFFICER: (counter, counter + "/copy"),
        StaffRole.SECURITY: ("/screening/", "/screening/copy"),
        StaffRole.ADMIN: ("/admin/devices", "/admin/devices/copy"),
    }


@pytest.mark.parametrize("role", [StaffRole.OFFICER, StaffRole.SECURITY, StaffRole.ADMIN])
def test_a_page_lists_the_ticket_and_asks_for_its_copy_once(house: House, role: StaffRole) -> None:
    ticket_id = uncertain(house)
    page, copy = pages(house)[role]
    client = client_of(house, role)
    text = client.get(page).get_data(as_text=True)
    assert f"{copy}/{ticket_id}" in text
    assert "belum pasti tercetak" in text
    nonce = re.findall(r'name="nonce" value="([^"]+)"', text)[0]
    seqs = []
    for _ in range(2):
        assert send(client, f"{copy}/{ticket_id}", nonce=nonce).status_code in (200, 303)
        seqs.append(house.services.feed.last_seq(house.office_id))
    assert seqs[0] == seqs[1]
    assert "salinan sedang dicetak" in client.get(page).get_data(as_text=True)


def test_a_kiosk_that_there_is_not(house: House) -> None:
    ticket_id, officer = uncertain(house), client_of(house, StaffRole.OFFICER)
    path = f"/counter/{house.counter_id}/copy/{ticket_id}"
    assert page_refusal(send(officer, path, nonce=house.nonce(), kiosk_id="4711"), "unknown_kiosk") == 404
    assert page_refusal(send(officer, path, nonce=house.nonce(), kiosk_id="x"), "invalid_value") == 422
    assert page_refusal(send(officer, path, nonce="short"), "form_expired") == 400


def test_a_kiosk_that_comes_too_late_is_told_so(house: House) -> None:
    ticket_id, officer = uncertain(house), client_of(house, StaffRole.OFFICER)
    form = {"nonce": house.nonce(), "kiosk_id": str(other_kiosk(house))}
    assert send(officer, f"/counter/{house.counter_id}/copy/{ticket_id}", **form).status_code == 200
    assert refusal(house.ask(KIOSK, "GET", f"/tickets/{ticket_id}/print")) == (409, "print_elsewhere")
