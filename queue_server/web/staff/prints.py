"""Sheets that the office prints: the poster for the door, and the officers' keys on one page; both in two languages."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask_babel import gettext

from queue_server.operations.admin import checked_policy
from queue_server.operations.admin_page import office_setting
from queue_server.operations.views import OfficeSetting
from queue_server.protocol.words import Lane, StaffRole
from queue_server.web import language
from queue_server.web.access import allow
from queue_server.web.auth import current_account
from queue_server.web.catalogue import N_, Fact
from queue_server.web.context import services

prints = Blueprint("prints", __name__, url_prefix="/print")
PAPERS = {"a4": "A4", "a3": "A3"}


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the counter page.

    Attributes:
        label: what its button says there.
        note: when to press it.
    """

    letter: str
    icon: str
    label: str
    note: str


STEPS = {
    "enter": N_("Come in and choose your service at the kiosk."),
    "sensor": N_("Look at the sensor for a moment."),
    "ticket": N_("Take your ticket."),
    "sit": N_("Please take a seat."),
    "watch": N_("Watch the display, or scan the ticket with your phone."),
    "counter": N_("Called? Go to the counter beside your number."),
}
KEYS = (
    Key(
        "N", "next", N_("Next"), N_("Calls the visitor whose turn it is. Whoever is still with you is completed first.")
    ),
    Key("S", "start", N_("Start"), N_("The visitor has come: serving begins.")),
    Key("R", "recall", N_("Call again"), N_("The visitor has not come yet: the number is called once more.")),
    Key("C", "complete", N_("Complete"), N_("Then the number of the outcome, such as 1 for “done”.")),
    Key("X", "no-show", N_("No-show"), N_("The visitor did not come. Who comes back later is put in line again.")),
    Key("P", "park", N_("Park"), N_("Sets the ticket aside, such as for a copy that is fetched.")),
    Key("T", "transfer", N_("Transfer"), N_("To another service, with the waiting time kept.")),
    Key("A", "plus", N_("One service more"), N_("The same ticket goes there when you are done.")),
    Key("G", "next", N_("Next stage"), N_("Where the visitor's way goes on at another counter.")),
    Key("Z", "back", N_("Take back"), N_("A wrong key? Takes the last action back, for %(seconds)s seconds.")),
)
BEGIN = (
    N_("Sign in with your own account."),
    N_("Choose your counter and open it."),
    N_("Press N: the number is shown and called out."),
)
RULES = {
    "park": N_("You leave for a moment: Pause. Nobody is called to your counter."),
    "person": N_("A colleague takes over: Hand over, and the colleague types the PIN."),
    "link-off": N_("“No connection”: what you see may be old. An action that did not arrive says so."),
    "cancel": N_("The day ends: Close counter, then sign out."),
}


@prints.get("/poster")
@allow(StaffRole.ADMIN)
def poster() -> str:
    """Draw the poster for the door: the visitor's way through this office, in pictures."""
    office = _office()
    policy = checked_policy(dict(office.policy))
    lanes = {lane.lane for service in office.services if service.open for lane in service.lanes}
    steps = {
        name: _both(words)
        for name, words in STEPS.items()
        if name != "sensor" or policy.temperature.on(office.business_date).screening
    }
    foot = {"person": _both(N_("Our staff will gladly help you."))}
    if Lane.BOOKING in lanes:
        foot = {"clock": _both(N_("You have a booking? Keep its code ready."))} | foot
    if Lane.PRIORITY in lanes:
        hint = N_("Elderly, pregnant, disabled, with children under five? Choose Priority at the kiosk.")
        foot = {"flag": _both(hint)} | foot
    title = _both(N_("How to take a queue number"))
    return _draw("poster", gettext("Poster for the door"), office, title=title, steps=steps, foot=foot)


@prints.get("/quick-start")
@allow(StaffRole.ADMIN, StaffRole.OFFICER)
def quick_start() -> str:
    """Draw the officers' page: how to begin, every key, and what to do otherwise."""
    office = _office()
    facts = {"seconds": checked_policy(dict(office.policy)).calling.undo_seconds}
    keys = [(key, _both(key.label), _both(key.note, facts)) for key in KEYS]
    rules = {name: _both(words) for name, words in RULES.items()}
    title = _both(N_("The counter in one minute"))
    begin = [_both(words) for words in BEGIN]
    return _draw("quick_start", gettext("Quick start"), office, title=title, begin=begin, keys=keys, rules=rules)


def _office() -> OfficeSetting:
    here = services()
    return here.store.read(office_setting, office_id=current_account().office_id, now=here.now())


def _both(sentence: str, facts: Mapping[str, Fact] | None = None) -> dict[str, str]:
    """Say it in the office's first language and in the reader's; who reads the first one gets the next beside it."""
    said = services().catalogue.say([sentence], facts or {})
    first, following, *_ = said
    other = language.language()
    return {code: said[code] for code in (first, following if other == first else other)}


def _draw(name: str, heading: str, office: OfficeSetting, **picture: object) -> str:
    asked = request.args.get("paper", "")
    paper = asked if asked in PAPERS else next(iter(PAPERS))
    return render_template(f"print/{name}.html", heading=heading, office=office, paper=paper, papers=PAPERS, **picture)
