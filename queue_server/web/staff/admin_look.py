"""How the office looks: its lines on the ticket with a preview of the paper, its logo, its colour."""

from collections.abc import Iterator
from typing import Any

import msgspec
from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from queue_server.domain.colour import READABLE, is_colour, lowest_contrast, shades
from queue_server.domain.errors import NotFoundError
from queue_server.domain.policy import LookPolicy
from queue_server.domain.ticket_text import LONGEST_LINE, MOST_LINES, line_faults, tidy
from queue_server.operations import look as operations
from queue_server.paper import sample
from queue_server.paper.sample import WIDTHS, Sample
from queue_server.web import language as languages
from queue_server.web.auth import current_account
from queue_server.web.context import services
from queue_server.web.follow import phones_origin
from queue_server.web.look import look_here
from queue_server.web.staff import language_fields
from queue_server.web.staff.admin_pages import admin, admins, change, office, page, save, write
from queue_server.web.staff.admin_self_booking import policy_now
from queue_server.web.staff.forms import Form

LOGO_UPLOAD = "admin.send_logo"
LOGO_BODY_BYTES = 505_000
"""A little more than the largest file, which then is refused in words."""
PLACES = ("ticket_head", "ticket_foot")
LINE_PROBLEMS = {
    "line_too_long": lazy_gettext("Line %(number)s has %(amount)s letters; the paper takes %(most)s."),
    "not_printable": lazy_gettext("Line %(number)s has a letter that cannot be printed."),
    "too_many_lines": lazy_gettext("These are %(amount)s lines; the ticket takes %(lines)s."),
    "no_font": lazy_gettext("Line %(number)s: neither printer nor fonts have “%(letters)s”."),
}


@admin.get("/look")
@admins
def look() -> ResponseReturnValue:
    """Show how the office looks."""
    return _look_page()


@admin.get("/look/ticket")
@admins
def tried_ticket() -> ResponseReturnValue:
    """Return what is wrong with lines that are not saved yet, and the addresses of their previews."""
    form = Form(dict(request.args))
    _check_texts(form)
    return page("look", "ticket_preview", form=form, previews=_previews(form))


@admin.get("/look/ticket/<width>-<language>.png")
@admins
def ticket_picture(width: str, language: str) -> ResponseReturnValue:
    """Draw a sample ticket with lines that need not be saved yet, from the bytes that a printer would get."""
    if width not in WIDTHS or language not in languages.installed():
        raise NotFoundError
    here = services()
    saved = here.store.read(operations.office_look, office_id=current_account().office_id)
    wanted = msgspec.structs.replace(saved, **_ticket(Form(dict(request.args))))
    png = sample.sample_png(_sample(), wanted, width, language, here.now())
    return Response(png, mimetype="image/png")


@admin.post("/look/ticket")
@admins
def save_ticket() -> ResponseReturnValue:
    """Save the lines, or show them on paper first."""
    form = Form.sent()
    _check_texts(form)
    if request.form.get("step") == "preview" and not form.errors:
        return _look_page(ticket=form)
    wanted = _ticket(form)
    return save(
        form,
        lambda: write(operations.save_look, wanted),
        gettext("The ticket is saved; the kiosks print it from now on."),
        "look",
        lambda: _look_page(ticket=form),
    )


@admin.post("/look/colour")
@admins
def save_colour() -> ResponseReturnValue:
    """Save the office's colour; without one, Antre's own."""
    form = Form.sent()
    colour = "" if request.form.get("step") == "remove" else form.text("accent").lower()
    if colour and not is_colour(colour):
        form.errors["accent"] = gettext("Please write a colour as # and six digits or letters a to f, such as #124e8f.")
    words, changes = gettext("The colour is saved."), {"accent": colour}
    return save(form, lambda: write(operations.save_look, changes), words, "look", lambda: _look_page(colour=form))


@admin.post("/look/logo")
@admins
def send_logo() -> ResponseReturnValue:
    """Take a logo."""
    form, sent = Form({}), request.files.get("logo")
    content = b"" if sent is None else sent.read()
    words = gettext("The logo is saved.")
    return save(form, lambda: write(operations.save_logo, content), words, "look", lambda: _look_page(logo=form))


@admin.post("/look/logo/remove")
@admins
def remove_logo() -> ResponseReturnValue:
    """Take the logo away."""
    return change(lambda: write(operations.remove_logo), gettext("The logo is removed."), "look")


def _look_page(ticket: Form | None = None, colour: Form | None = None, logo: Form | None = None) -> str:
    saved = policy_now().look
    ticket = ticket or Form(_values(saved))
    return page(
        "look",
        ticket=ticket,
        colour=colour or Form({"accent": saved.accent}),
        logo=logo or Form({}),
        previews=_previews(ticket),
        saved=saved,
        shown=shades(saved.accent).accent if saved.accent else "",
        contrast=lowest_contrast(saved.accent) if saved.accent else 0.0,
        readable=READABLE,
        longest=LONGEST_LINE,
        places=[language_fields.fields(place, ticket.values) for place in PLACES],
        most=MOST_LINES,
    )


def _values(saved: LookPolicy) -> dict[str, object]:
    values: dict[str, object] = {"logo_on_ticket": "on" if saved.logo_on_ticket else ""}
    for place in PLACES:
        values |= {f"{place}_{language}": text for language, text in getattr(saved, place).items()}
    return values


def _ticket(form: Form) -> dict[str, Any]:
    """Return what the form says of the ticket, by the names that office and look share."""
    texts: dict[str, dict[str, str]] = {"ticket_head": {}, "ticket_foot": {}}
    for name in _texts(form):
        place, _, language = name.rpartition("_")
        if text := _text(form, name):
            texts[place][language] = text
    return {**texts, "logo_on_ticket": form.chosen("logo_on_ticket")}


def _texts(form: Form) -> list[str]:
    """List the fields with lines: each place in each language."""
    return [f"{place}_{code}" for place in PLACES for code in language_fields.codes(f"{place}_*", form.values)]


def _text(form: Form, name: str) -> str:
    return tidy("".join(form.list(name)[:1]))


def _check_texts(form: Form) -> None:
    for name in _texts(form):
        if faults := list(_faults(_text(form, name))):
            form.errors[name] = " ".join(faults)


def _faults(text: str) -> Iterator[str]:
    limits = {"most": LONGEST_LINE, "lines": MOST_LINES}
    for number, problem, amount in line_faults(text):
        yield str(LINE_PROBLEMS[problem]) % {"number": number, "amount": amount, **limits}
    for number, letters in sample.undrawable(text):
        yield str(LINE_PROBLEMS["no_font"]) % {"number": number, "letters": letters}


def _previews(form: Form) -> list[tuple[str, str, str]]:
    """List width, language and address of each preview of these lines."""
    lines: dict[str, Any] = {name: _text(form, name) for name in _texts(form)}
    lines["logo_on_ticket"] = "on" if form.chosen("logo_on_ticket") else ""
    found = look_here()
    version = found.version if found else ""
    return [
        (width, language, url_for("admin.ticket_picture", width=width, language=language, v=version, **lines))
        for width in WIDTHS
        for language in languages.installed()
    ]


def _sample() -> Sample:
    setting = office()
    offered = next(iter(setting.services), None)
    return Sample(
        office_name=setting.name,
        timezone=setting.timezone,
        service_names=offered.names if offered else {"id": "Layanan", "en": "Service"},
        prefix=next((lane.prefix for lane in offered.lanes), "A") if offered else "A",
        promise_seconds=policy_now().promise_seconds,
        follow_url=f"{phones_origin()}/v/sample0000",
    )
