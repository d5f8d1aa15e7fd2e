"""The devices: how each part is and how to mend it, tokens, copies of tickets."""

from collections.abc import Callable

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from queue_server.domain.errors import AntreError
from queue_server.operations import devices as operations
from queue_server.operations.pairing import NewDevice
from queue_server.operations.token_renewal import ask_renewal
from queue_server.protocol.words import DeviceRole, Place
from queue_server.tokens import hash_token, new_token
from queue_server.web.refusals import MEANINGS
from queue_server.web.staff import answers, copies, mends, pairing_page
from queue_server.web.staff.admin_pages import admin, admins, office, page, write
from queue_server.web.staff.answers import Note
from queue_server.web.staff.forms import Form
from queue_server.web.staff.setting_words import PLACES

DEVICE_ROLES = {
    DeviceRole.KIOSK: lazy_gettext("Kiosk"),
    DeviceRole.DISPLAY: lazy_gettext("Display"),
    DeviceRole.COUNTER: lazy_gettext("Call terminal"),
    DeviceRole.STATION: lazy_gettext("Lamp and buzzer of security"),
    DeviceRole.INTEGRATOR: lazy_gettext("Program of the office"),
}


@admin.get("/devices")
@admins
def devices() -> ResponseReturnValue:
    """List the devices."""
    return _devices_page(Form({}))


@admin.get("/devices/list")
@admins
def device_list() -> ResponseReturnValue:
    """Return the part of the page that changes."""
    return _list(())


@admin.post("/devices")
@admins
def register() -> ResponseReturnValue:
    """Register a device; its token is on this answer only."""
    form, token = Form.sent(), new_token()
    wanted = _wanted(form)
    if wanted is None:
        return _devices_page(form), 422
    try:
        write(
            operations.register_device,
            name=wanted.name,
            role=wanted.role,
            token_hash=hash_token(token),
            counter_id=wanted.counter_id,
            place=wanted.place,
        )
    except AntreError as refusal:
        form.take(refusal)
        return _devices_page(form), MEANINGS[refusal.code].status
    return _devices_page(Form({}), token=token, token_of=wanted.name)


@admin.post("/pairings")
@admins
def open_pairing() -> ResponseReturnValue:
    """Open a pairing for a new device and show its code."""
    form = Form.sent()
    wanted = _wanted(form)
    if wanted is None:
        return _devices_page(form), 422
    try:
        return pairing_page.opened(wanted)
    except AntreError as refusal:
        form.take(refusal)
        return _devices_page(form), MEANINGS[refusal.code].status


@admin.post("/devices/<int:device_id>/pairing")
@admins
def pair_anew(device_id: int) -> ResponseReturnValue:
    """Show a code for a device that is known, and lost its token."""
    try:
        return pairing_page.opened(NewDevice("", DeviceRole.KIOSK, device_id=device_id))
    except AntreError as refusal:
        return answers.refused(refusal, _list, url_for("admin.devices"))


@admin.get("/pairings/<int:pairing_id>")
@admins
def pairing(pairing_id: int) -> ResponseReturnValue:
    """Show a code and how it stands."""
    return page("devices", "pairing", **pairing_page.picture(pairing_id), **_words())


@admin.get("/pairings/<int:pairing_id>/state")
@admins
def pairing_state(pairing_id: int) -> ResponseReturnValue:
    """Return the part of the page that changes."""
    return page("devices", "pairing_state", **pairing_page.picture(pairing_id), **_words())


@admin.post("/devices/<int:device_id>/revoke")
@admins
def revoke(device_id: int) -> ResponseReturnValue:
    """Take a device's token away."""
    return _act(lambda: write(operations.revoke_device, device_id), gettext("The device is revoked."))


@admin.post("/devices/<int:device_id>/token")
@admins
def renew_token(device_id: int) -> ResponseReturnValue:
    """Have a device make another token at its next beat."""
    return _act(lambda: write(ask_renewal, device_id), gettext("The device gets a new token within seconds."))


@admin.post("/devices/copy/<int:ticket_id>")
@admins
def print_copy(ticket_id: int) -> ResponseReturnValue:
    """Have a ticket printed again."""
    return copies.print_copy(ticket_id, _list, url_for("admin.devices"))


def _wanted(form: Form) -> NewDevice | None:
    """Read the form of a new device; ``None`` where it is not right, which the form then tells."""
    name, role = form.text("name", required=True, longest=60), form.text("role")
    counter_id, place = form.whole("counter_id", 1, 10**9), form.text("place")
    if role not in tuple(DeviceRole):
        form.errors["role"] = gettext("Please choose a kind.")
    if form.errors:
        return None
    return NewDevice(name, DeviceRole(role), Place(place) if place in tuple(Place) else Place.HALL, counter_id)


def _act(attempt: Callable[[], None], words: str) -> ResponseReturnValue:
    address = url_for("admin.devices")
    try:
        attempt()
    except AntreError as refusal:
        return answers.refused(refusal, _list, address)
    return answers.done(words, _list, address)


def _list(notes: tuple[Note, ...]) -> str:
    return page("devices", "device_list", notes=notes, **_words())


def _devices_page(form: Form, token: str = "", token_of: str = "") -> str:
    counters = [("", "-"), *((setting.id, setting.name) for setting in office().counters)]
    roles = [(role.value, label) for role, label in DEVICE_ROLES.items()]
    more: dict[str, object] = {"token": token, "token_of": token_of, "device_roles": roles, "counter_options": counters}
    more["places"] = [(place.value, PLACES[place]) for place in Place]
    return page("devices", "", form=form, notes=(), **more, **_words())


def _words() -> dict[str, object]:
    names = {role.value: label for role, label in DEVICE_ROLES.items()}
    parts = {"part_names": mends.PARTS, "part_states": mends.STATES, "mend": mends.mend}
    return {"device_names": names} | parts | copies.unprinted_picture()
