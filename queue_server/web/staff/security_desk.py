"""What the screening page does alike: show the desk, act, and tell how it went.

What is read (GET) shows no value. A look at the values is asked for by POST, and kept; so is the answer to an action.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from queue_server.domain.actor import Actor
from queue_server.domain.errors import AntreError, InvalidValueError
from queue_server.operations import desk as operations
from queue_server.operations.decided_case import DecidedCaseView
from queue_server.operations.views import DeskView
from queue_server.web.access import SCREENING, allow
from queue_server.web.auth import current_account
from queue_server.web.context import services
from queue_server.web.staff import answers, copies
from queue_server.web.staff.answers import Note
from queue_server.web.staff.case_words import doubt_words, gauge, quality, reason_words
from queue_server.web.staff.chart import hours_chart
from queue_server.web.staff.forms import Form
from queue_server.web.staff.looks import look_rows
from queue_server.web.staff.shared import RESULTS, zone

security = Blueprint("security", __name__, url_prefix="/screening")
guards = allow(*SCREENING)
A = TypeVar("A")


@security.get("/")
@guards
def desk() -> ResponseReturnValue:
    """Show the screening page, without a value."""
    return render_template("security/page.html", **picture(_unseen(), ()))


@security.get("/fragment")
@guards
def fragment() -> ResponseReturnValue:
    """Return the part of the page that changes, without a value."""
    return render_template("security/desk.html", **picture(_unseen(), ()))


@security.post("/look")
@guards
def look() -> ResponseReturnValue:
    """Show the values, and keep who looked."""
    return draw(())


@security.get("/look")
@guards
def look_again() -> ResponseReturnValue:
    """Lead whoever comes back to this address to the page."""
    return redirect(url_for("security.desk"))


def act(
    operation: Callable[..., A], words: Callable[[A], str], *arguments: object, **more: object
) -> ResponseReturnValue:
    """Do something for a visitor, and say it; the words may tell what came of it."""
    try:
        done = write(operation, *arguments, **more)
    except AntreError as refusal:
        return refuse(refusal)
    return answers.done(words(done), draw, url_for("security.desk"))


def refuse(refusal: AntreError) -> ResponseReturnValue:
    """Say in words why it was refused."""
    return answers.refused(refusal, draw, url_for("security.desk"))


def write(operation: Callable[..., A], *arguments: object, **more: object) -> A:
    """Let an operation run for the person who is signed in."""
    here, account = services(), current_account()
    whose = {"office_id": account.office_id, "actor": Actor.account(account.id), "now": here.now()}
    return here.store.write(operation, *arguments, **whose, **more)


def draw(notes: tuple[Note, ...], **more: object) -> str:
    """Draw the page, or the part that changes, with the values: whoever acts looks, and that is kept."""
    template = "security/desk.html" if "X-Fragment" in request.headers else "security/page.html"
    return render_template(template, **picture(write(operations.look), notes) | {"seen": True} | more)


def chosen_kiosk() -> int | None:
    """Return the kiosk that was chosen, or ``None`` for the one where the visitor is.

    Raises:
        InvalidValueError: it is no number of a kiosk.
    """
    wanted = request.form.get("kiosk_id", "")
    if wanted and not (wanted.isascii() and wanted.isdigit() and len(wanted) < 10):
        raise InvalidValueError(field="kiosk_id", problem="unknown")
    return int(wanted) if wanted else None


def slot_form(case: DecidedCaseView) -> Form:
    """Return the form that offers another day for a booking: the next day, at the time that it has."""
    if case.slot_at is None:
        return Form({})
    slot_at = case.slot_at.astimezone(zone())
    day = slot_at.date() if case.moved else slot_at.date() + timedelta(days=1)
    return Form({"date": day.isoformat(), "time": f"{slot_at:%H:%M}"})


def _unseen() -> DeskView:
    here = services()
    return here.store.read(operations.desk_view, office_id=current_account().office_id, now=here.now())


def picture(view: DeskView, notes: tuple[Note, ...]) -> dict[str, object]:
    """Collect what the templates of the page need."""
    here, account = services(), current_account()
    looks = here.store.read(operations.looks_today, office_id=account.office_id)
    return {
        "view": view,
        "notes": notes,
        "seen": False,
        "me": str(Actor.account(account.id)),
        "errors": {},
        "typed": {},
        "gauge": gauge,
        "quality": quality,
        "reason_words": reason_words,
        "doubt_words": doubt_words,
        "looks": look_rows(looks, view),
        "slot_form": slot_form,
        "today": view.business_date or here.now().astimezone(zone()).date(),
        "hours": hours_chart(view.counts_by_hour),
        "results": [(result.value, words) for result, words in RESULTS.items()],
    } | copies.unprinted_picture()
