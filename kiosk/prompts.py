"""What the kiosk says aloud: the sentences that stand on the page, in the visitor's language. Pure.

Whoever stands near hears it too: of a visitor it says the number alone, which is called in the hall anyway, and of
temperatures and thermometers nothing at all.
"""

from collections.abc import Iterator

from hardware.speech.port import Utterance, spelt
from kiosk.view import View
from queue_server.languages import Catalogue, pick

_WAIT = ("One moment, please.",)
SENTENCES: dict[str, tuple[str, ...]] = {
    "idle": ("Please choose a service",),
    "choosing": ("Priority: please choose a service",),
    "full": (
        "All numbers for today have been given out",
        "Please come back tomorrow, or ask our staff.",
    ),
    "entering": ("Type the code of your booking",),
    "looking_up": _WAIT,
    "submitting": _WAIT,
    "invited": ("If our staff asked you to: please stand before the sensor",),
    "printing": ("Your ticket is being printed",),
    "showing": ("Take your ticket", "Sanitize your hands", "Take a seat until your number is called"),
    "number_on_screen": (
        "No paper: please note your number",
        "Take a picture of this screen. Your place in line is kept, and our staff know.",
    ),
    "held": ("Please take a seat for a moment, our staff will help you",),
    "away": ("Please ask our staff, they will gladly help you",),
    "offline": ("Please ask our staff, they will gladly help you",),
    "closed": ("The office is closed now", "Tickets are given out when it opens. See you soon!"),
    "paused": ("This kiosk is taking a break", "Please ask our staff; they give you a number."),
    "out_of_service": (
        "This kiosk is out of service",
        "Please ask our staff for a number; your turn is called as always.",
    ),
    **dict.fromkeys(("staff_who", "staff_pin", "staff_whom", "staff_decide"), _WAIT),
    "staff_check": ("One moment, please; then it is your turn.",),
}
AIMS: dict[str, str] = {
    "step_up": "Please stand before the sensor and look at it",
    "come_closer": "Please come a little closer",
    "hold_still": "Good. Please hold still",
    "done": "Thank you",
}
_CHOICES = ("idle", "choosing", "full")
_NUMBERED = ("showing", "number_on_screen")


def prompt(shown: View, catalogue: Catalogue) -> tuple[Utterance, ...]:
    """Return what is said of a picture of the page, sentence by sentence."""
    return tuple(Utterance(shown.language, text) for text in _texts(shown, catalogue))


def _texts(shown: View, catalogue: Catalogue) -> Iterator[str]:
    for msgid in _msgids(shown):
        yield catalogue.text(shown.language, msgid)
    if shown.phase in _CHOICES:
        yield from (f"{key}: {name}." for key, name in _choices(shown, catalogue))
    if shown.phase == "closed" and shown.opens:
        yield pick(shown.opens, shown.language)
    if shown.phase == "refused":
        yield pick(shown.words, shown.language)
    if shown.phase in _NUMBERED and shown.ticket:
        yield f"{catalogue.text(shown.language, 'Your number')}: {spelt(shown.ticket.number)}."


def _msgids(shown: View) -> tuple[str, ...]:
    if shown.phase != "measuring":
        return SENTENCES.get(shown.phase, ())
    again = ("Once more, please: forehead free, a hand's breadth away.",) if shown.again else ()
    return (*again, *((AIMS[shown.aim],) if shown.aim in AIMS else ()))


def _choices(shown: View, catalogue: Catalogue) -> Iterator[tuple[int, str]]:
    """The tiles with their number keys, in the page's order; one that cannot be chosen is passed over."""
    language = shown.language
    services = () if shown.phase == "full" else shown.services
    for place, service in enumerate(services):
        if not service.closed:
            yield place + 1, f"{pick(service.names, language)}, {pick(service.wait, language)}"
    doors = [
        (shown.phase != "choosing" and shown.booking, "I have a booking"),
        (shown.phase != "choosing" and shown.priority, "Priority"),
        (shown.phase != "choosing" and shown.back, "I was asked to take a seat"),
        (shown.phase != "choosing" and shown.desk, "For our staff"),
        (shown.phase == "choosing", "Back"),
    ]
    fitted = [msgid for there, msgid in doors if there]
    yield from enumerate((catalogue.text(language, msgid) for msgid in fitted), len(services) + 1)
