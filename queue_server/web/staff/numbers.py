"""Giving a number by hand: where the kiosk is down, or at a window that has none."""

from http import HTTPStatus
from typing import Any

import segno
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from markupsafe import Markup

from queue_server.domain.actor import Actor
from queue_server.domain.errors import AntreError, InvalidValueError, UnavailableError
from queue_server.operations import give_number as operations
from queue_server.protocol.messages import CheckInRequest
from queue_server.protocol.temperature import NOT_ASKED, Measurement
from queue_server.protocol.words import Lane, MeasurementStatus, Place, StaffRole
from queue_server.web import language
from queue_server.web.access import allow
from queue_server.web.auth import current_account
from queue_server.web.context import services
from queue_server.web.follow import follow_address
from queue_server.web.refusals import MEANINGS
from queue_server.web.staff.forms import Form
from queue_server.web.staff.nonce import is_nonce, new_nonce
from queue_server.web.staff.setting_words import PLACES
from queue_server.web.staff.shared import LANES, localised

numbers = Blueprint("numbers", __name__, url_prefix="/numbers")
givers = allow(StaffRole.OFFICER, StaffRole.SECURITY, StaffRole.HEALTH)
WALK_IN_LANES = (Lane.GENERAL, Lane.PRIORITY)
LOWEST_CELSIUS, HIGHEST_CELSIUS = 30.0, 45.0


@numbers.get("/")
@givers
def form() -> ResponseReturnValue:
    """Show an empty form; its nonce makes one number of it, however often it is sent."""
    return _page(Form({}))


@numbers.post("/")
@givers
def give() -> ResponseReturnValue:
    """Give the number, or have the visitor asked to sit."""
    sent = Form.sent()
    wanted, kiosk_id = _read(sent), sent.whole("kiosk_id", 1, 10**9)
    if wanted is None or sent.errors:
        return _page(sent), HTTPStatus.UNPROCESSABLE_ENTITY
    here, account = services(), current_account()
    whose: dict[str, Any] = {"office_id": account.office_id, "actor": Actor.account(account.id)}
    try:
        answer = here.store.write(operations.give_number, wanted, kiosk_id, **whose, now=here.now())
    except AntreError as refusal:
        sent.take(refusal)
        # what stands under the nonce is not tried again with it; what the server could not do, or is mended here, is
        fresh = not isinstance(refusal, UnavailableError | InvalidValueError)
        return _page(sent, fresh=fresh), MEANINGS[refusal.code].status
    if answer.ticket is None:
        flash(gettext("The visitor is asked to sit. Decide here."), "done")
        return redirect(url_for("security.desk"), HTTPStatus.SEE_OTHER)
    return redirect(url_for("numbers.given", ticket_id=answer.ticket.id, kiosk=kiosk_id), HTTPStatus.SEE_OTHER)


@numbers.get("/<int:ticket_id>")
@givers
def given(ticket_id: int) -> ResponseReturnValue:
    """Show a number large, with the QR that leads to its place in line."""
    here = services()
    office_id = current_account().office_id
    ticket = here.store.read(operations.given_number, ticket_id, office_id=office_id)
    kiosk_id = Form(dict(request.args.items())).whole("kiosk", 1, 10**9)
    kiosk = next((one.name for one in _view().kiosks if one.id == kiosk_id), "")
    return render_template("numbers/given.html", ticket=ticket, qr=_qr(follow_address(office_id, ticket)), kiosk=kiosk)


def _read(sent: Form) -> CheckInRequest | None:
    code, nonce, lane = sent.text("booking_code"), sent.text("nonce"), sent.text("lane")
    service_id = sent.whole("service_id", 1, 10**9)
    celsius = sent.decimal("celsius", LOWEST_CELSIUS, HIGHEST_CELSIUS)
    if not code:
        sent.needed("service_id")
    if not is_nonce(nonce):
        sent.errors[""] = gettext("This form is too old. Load the page again and repeat the action.")
    if sent.errors:
        return None
    measured = celsius is not None
    return CheckInRequest(
        nonce=nonce,
        service_id=None if code else service_id,
        lane=Lane(lane) if lane in WALK_IN_LANES and not code else Lane.GENERAL,
        booking_code=code or None,
        measurement=Measurement(status=MeasurementStatus.MEASURED, celsius=celsius) if measured else NOT_ASKED,
        language=sent.text("language") if sent.text("language") in dict(language.languages()) else "id",
    )


def _view() -> operations.GivingView:
    here, account = services(), current_account()
    actor = Actor.account(account.id)
    return here.store.read(operations.giving_view, office_id=account.office_id, actor=actor, now=here.now())


def _page(form_: Form, *, fresh: bool = False) -> str:
    view = _view()
    nonce = "" if fresh else form_.text("nonce")
    offered: list[tuple[str, list[tuple[str, str]]]] = [
        (str(PLACES[Place(place)]), [(str(one.id), localised(one.names)) for one in found if one.open])
        for place, found in view.offered
    ]
    picture: dict[str, Any] = {
        "offered": [(place, found) for place, found in offered if found],
        "lanes": [(lane.value, LANES[lane]) for lane in WALK_IN_LANES],
        "kiosks": [("", gettext("No paper: the visitor notes the number")), *_names(view)],
        "visitor_languages": language.languages(),
        "nonce": nonce or new_nonce(),
    }
    return render_template("numbers/form.html", view=view, form=form_, **picture)


def _names(view: operations.GivingView) -> list[tuple[int, str]]:
    return [(kiosk.id, kiosk.name) for kiosk in view.kiosks]


def _qr(address: str) -> Markup:
    """Draw the modules of a QR code; its colours are those of paper, for every phone's camera."""
    return Markup(segno.make_qr(address, error="m").svg_inline(scale=6, light="#fff", omitsize=True))  # noqa: S704 - ours
