"""Messages to the task force: where they go, whether they arrive, and a test."""

from collections.abc import Callable

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from queue_server.courier import Examined
from queue_server.domain.errors import AntreError
from queue_server.domain.message import CHOSEN_KINDS, PAUSES_SECONDS, Message, MessageState
from queue_server.operations import message_targets as operations
from queue_server.web.auth import current_account
from queue_server.web.context import services
from queue_server.web.refusals import MEANINGS
from queue_server.web.staff import answers
from queue_server.web.staff.admin_pages import admin, admins, page, tell, write
from queue_server.web.staff.answers import Note
from queue_server.web.staff.forms import Form
from queue_server.web.staff.setting_words import MESSAGE_KINDS
from queue_server.web.staff.shared import clock, moment

LONGEST_ADDRESS = 1000
EXAMPLES = (
    (lazy_gettext("E-mail"), "mailtos://user:password@mail.example?from=antre@office.example&to=guards@office.example"),
    ("Telegram", "tgram://bot-token/chat-id"),
    ("ntfy", "ntfy://server.example/topic"),
    (lazy_gettext("A program of your own"), "json://server.example/path"),
)
PROBLEMS = {
    "no_service_named": lazy_gettext("It must begin with the name of a service and ://, such as ntfy://."),
    "unknown_service": lazy_gettext("No service is called “%(named)s”."),
    "unknown_service_near": lazy_gettext("No service is called “%(named)s”; did you mean “%(nearest)s”?"),
    "service_not_here": lazy_gettext("%(service)s cannot be used on this machine."),
    "address_incomplete": lazy_gettext(
        "For %(service)s something is missing or wrong in it. It is written like this: %(form)s"
    ),
    "not_examined": lazy_gettext("The address could not be checked now. Try again in a moment."),
}
ERRORS = {
    "http_401": lazy_gettext("The service does not accept the password or token."),
    "http_403": lazy_gettext("The service does not allow this; check the token and the recipient."),
    "http_404": lazy_gettext("The service does not know this address or recipient."),
    "http_429": lazy_gettext("The service takes no more messages for now."),
    "no_connection": lazy_gettext("The service cannot be reached; check the address, and the network of this machine."),
    "timed_out": lazy_gettext("The service did not answer in time."),
    "refused": lazy_gettext("The service did not take it."),
    "unusable_address": lazy_gettext("The address cannot be used any more; remove it and add it again."),
    "too_old": lazy_gettext("It could not be delivered within an hour."),
    "crashed": lazy_gettext("The program that sends has failed."),
    "not_started": lazy_gettext("The program that sends could not be started."),
}


@admin.get("/messages")
@admins
def messages() -> ResponseReturnValue:
    """List where messages go."""
    return _messages_page(Form({"kinds": CHOSEN_KINDS}))


@admin.get("/messages/list")
@admins
def message_list() -> ResponseReturnValue:
    """Return the part of the page that changes."""
    return _list(())


@admin.post("/messages")
@admins
def add_target() -> ResponseReturnValue:
    """Add a target whose address the library understands."""
    form = Form.sent()
    name, url = form.text("name", required=True, longest=60), form.text("url", required=True, longest=LONGEST_ADDRESS)
    kinds = [kind for kind in CHOSEN_KINDS if form.chosen("kinds", kind)]
    if not kinds:
        form.errors["kinds"] = gettext("Please choose at least one.")
    examined = Examined() if form.errors else services().courier.examine(url)
    if examined.problem:
        form.errors["url"] = _problem(examined)
    if form.errors:
        return _messages_page(form), 422
    try:
        write(operations.add_target, name=name, url=url, shown=examined.shown, kinds=kinds)
    except AntreError as refusal:
        form.take(refusal)
        return _messages_page(form), MEANINGS[refusal.code].status
    return tell(gettext("The target is added. Send a test now."), "messages")


@admin.post("/messages/<int:target_id>/on")
@admins
def switch_on(target_id: int) -> ResponseReturnValue:
    """Have messages sent to a target again."""
    return _act(lambda: write(operations.switch_target, target_id, active=True), gettext("It is switched on."))


@admin.post("/messages/<int:target_id>/off")
@admins
def switch_off(target_id: int) -> ResponseReturnValue:
    """Send no messages to a target for now."""
    return _act(lambda: write(operations.switch_target, target_id, active=False), gettext("It is switched off."))


@admin.post("/messages/<int:target_id>/remove")
@admins
def remove_target(target_id: int) -> ResponseReturnValue:
    """Remove a target with its address."""
    return _act(lambda: write(operations.remove_target, target_id), gettext("It is removed."))


@admin.post("/messages/<int:target_id>/test")
@admins
def send_test(target_id: int) -> ResponseReturnValue:
    """Have a test sent; it goes beside, and the list tells how it ended."""
    return _act(lambda: write(operations.send_test, target_id), gettext("A test is on its way."))


def _act(attempt: Callable[[], None], words: str) -> ResponseReturnValue:
    address = url_for("admin.messages")
    try:
        attempt()
    except AntreError as refusal:
        return answers.refused(refusal, _list, address)
    return answers.done(words, _list, address)


def _problem(examined: Examined) -> str:
    code = examined.problem + ("_near" if examined.nearest else "")
    facts = {"named": examined.named, "nearest": examined.nearest, "service": examined.service, "form": examined.form}
    return str(PROBLEMS[code]) % facts


def _list(notes: tuple[Note, ...]) -> str:
    return page("messages", "message_list", notes=notes, **_picture())


def _messages_page(form: Form) -> str:
    kinds = [(kind.value, MESSAGE_KINDS[kind]) for kind in CHOSEN_KINDS]
    return page("messages", "", form=form, notes=(), kind_options=kinds, examples=EXAMPLES, **_picture())


def _picture() -> dict[str, object]:
    targets, seq = services().store.read(operations.targets_view, office_id=current_account().office_id)
    return {"targets": targets, "seq": seq, "last_words": last_words, "kind_names": MESSAGE_KINDS}


def last_words(last: Message) -> str:
    """Say how the last message to a target is."""
    tried = last.attempts if last.error else 0
    facts = {
        "what": MESSAGE_KINDS[last.kind],
        "time": moment(last.settled_at) if last.settled_at else "",
        "why": _why(last.error),
        "tried": tried,
        "most": len(PAUSES_SECONDS) + 1,
    }
    if last.state is MessageState.SENT:
        return str(gettext("%(time)s: delivered (%(what)s).", **facts))
    if last.state is MessageState.FAILED:
        return str(gettext("%(time)s: not delivered (%(what)s). %(why)s", **facts))
    if last.state is MessageState.OVERTAKEN:
        return str(gettext("%(time)s: not sent any more, as nobody needed to come (%(what)s).", **facts))
    if tried:
        facts["time"] = clock(last.next_at)
        return str(
            gettext("Not delivered after try %(tried)s of %(most)s (%(what)s). %(why)s Goes on by itself.", **facts)
        )
    return str(gettext("Is being sent (%(what)s).", **facts))


def _why(error: str) -> str:
    if error.startswith("http_") and error not in ERRORS:
        return str(gettext("The service answered with status %(status)s.", status=error.removeprefix("http_")))
    return str(ERRORS.get(error, error))
