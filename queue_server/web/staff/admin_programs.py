"""Programs of the office that are told of events: which ones, whether they are reached, and a test."""

from collections.abc import Callable

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from queue_server.domain.errors import AntreError
from queue_server.domain.webhook import EVENTS, LONGEST_ADDRESS, PAUSES_SECONDS, Delivery, DeliveryState
from queue_server.operations import webhook_settings as operations
from queue_server.tokens import webhook_secret
from queue_server.web.auth import current_account
from queue_server.web.context import services
from queue_server.web.refusals import MEANINGS
from queue_server.web.staff import answers
from queue_server.web.staff.admin_messages import ERRORS as SENDING_FAILED
from queue_server.web.staff.admin_pages import admin, admins, page, programs_told, write
from queue_server.web.staff.answers import Note
from queue_server.web.staff.forms import Form
from queue_server.web.staff.nonce import sent_nonce
from queue_server.web.staff.setting_words import TOLD_EVENTS
from queue_server.web.staff.shared import moment, moment_of, zone

LONGEST_NAME = 60
ERRORS = {
    "no_connection": lazy_gettext("The program cannot be reached, or its certificate is not the one of its address."),
    "timed_out": lazy_gettext("The program did not answer in time."),
    "address_not_allowed": lazy_gettext(
        "Its address leads into the own network, and the server's settings do not allow that."
    ),
    "http_410": lazy_gettext("The program wants no more of this."),
    "crashed": SENDING_FAILED["crashed"],
    "not_started": SENDING_FAILED["not_started"],
}


@admin.get("/programs")
@admins
def programs() -> ResponseReturnValue:
    """List the programs that are told of events."""
    return _programs_page(Form({}))


@admin.get("/programs/list")
@admins
def program_list() -> ResponseReturnValue:
    """Return the part of the page that changes."""
    return _list(())


@admin.post("/programs")
@admins
def add_program() -> ResponseReturnValue:
    """Add a program; the secret that signs its calls is on this answer only, and the same if the form is sent again."""
    form, office_id = Form.sent(), current_account().office_id
    secret = webhook_secret(services().secret_key, office_id, sent_nonce())
    name = form.text("name", required=True, longest=LONGEST_NAME)
    url, told_of = form.text("url", required=True, longest=LONGEST_ADDRESS), form.list("events")
    if not told_of:
        form.errors["events"] = gettext("Please choose at least one.")
    if form.errors:
        return _programs_page(form), 422
    inside = services().programs_inside
    try:
        write(operations.add_webhook, name=name, url=url, told_of=told_of, secret=secret, inside=inside)
    except AntreError as refusal:
        form.take(refusal)
        return _programs_page(form), MEANINGS[refusal.code].status
    return _programs_page(Form({}), secret=secret, secret_of=name)


@admin.post("/programs/<int:webhook_id>/remove")
@admins
def remove_program(webhook_id: int) -> ResponseReturnValue:
    """Tell a program nothing any more."""
    return _act(lambda: write(operations.remove_webhook, webhook_id), gettext("It is removed."))


@admin.post("/programs/<int:webhook_id>/test")
@admins
def test_program(webhook_id: int) -> ResponseReturnValue:
    """Have a program called with a test; it goes beside, and the list tells how it ended."""
    here, office_id = services(), current_account().office_id
    return _act(
        lambda: here.store.write(operations.send_webhook_test, webhook_id, office_id=office_id, now=here.now()),
        gettext("A test is on its way."),
    )


def _act(attempt: Callable[[], None], words: str) -> ResponseReturnValue:
    address = url_for("admin.programs")
    try:
        attempt()
    except AntreError as refusal:
        return answers.refused(refusal, _list, address)
    return answers.done(words, _list, address)


def _list(notes: tuple[Note, ...]) -> str:
    return page("programs", "program_list", notes=notes, **_picture())


def _programs_page(form: Form, secret: str = "", secret_of: str = "") -> str:
    options = [(one.value, f"{TOLD_EVENTS[one]} ({one.value})") for one in EVENTS]
    shown = {"secret": secret, "secret_of": secret_of}
    return page("programs", "", form=form, notes=(), event_options=options, **shown, **_picture())


def _picture() -> dict[str, object]:
    told, seq = programs_told()
    return {"programs": told, "seq": seq, "last_words": last_words, "event_words": TOLD_EVENTS}


def last_words(last: Delivery) -> str:
    """Say how the last call of a program is."""
    facts = {
        "time": moment(last.settled_at or last.at),
        "why": _why(last.error),
        "tried": last.attempts,
        "most": len(PAUSES_SECONDS) + 1,
        "next": moment_of(last.next_at, services().now().astimezone(zone()).date()),
    }
    if last.state is DeliveryState.DELIVERED:
        words = gettext("%(time)s: delivered.", **facts)
    elif last.state is DeliveryState.GIVEN_UP:
        words = gettext("%(time)s: given up after try %(tried)s. %(why)s", **facts)
    elif last.error:
        words = gettext("Not delivered after try %(tried)s of %(most)s. %(why)s Tried again at %(next)s.", **facts)
    else:
        words = gettext("Is being called.")
    return f"{gettext('Test')}: {words}" if last.event_seq is None else str(words)


def _why(error: str) -> str:
    if error.startswith("http_") and error not in ERRORS:
        return str(gettext("The program answered with status %(status)s.", status=error.removeprefix("http_")))
    return str(ERRORS.get(error, error))
