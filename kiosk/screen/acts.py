"""What the page may ask of the kiosk: one type for each, decoded strictly."""

from collections.abc import Callable, Mapping
from typing import Annotated, Literal

import msgspec

from kiosk.asks import Asks
from kiosk.runner import Kiosk
from queue_server.protocol.messages import BookingCode
from queue_server.protocol.reserve import StaffDecision
from queue_server.protocol.words import Lane


class ChooseAct(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="choose"):
    """A service was touched."""

    service: int
    lane: Literal["general", "priority"] = "general"


class BookingAct(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="booking"):
    """A booking's code was typed."""

    code: BookingCode


class LanguageAct(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="language"):
    """A language was touched."""

    language: Annotated[str, msgspec.Meta(pattern="^[a-z]{2,3}$")]


class ContrastAct(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="contrast"):
    """High contrast and larger letters, or the usual page again."""


class ListenAct(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="listen"):
    """The visitor wants to hear what the page says."""


class OpenBookingAct(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="open_booking"):
    """The visitor wants to type a booking's code."""


class OpenPriorityAct(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="open_priority"):
    """The visitor asks for the priority lane."""


class CameBackAct(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="came_back"):
    """Somebody is back from the rest."""


class ReadyAct(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="ready"):
    """Somebody stands before the sensor to be measured again."""


class OpenDeskAct(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="open_desk"):
    """Staff want to decide on a held visitor."""


class StaffAct(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="staff"):
    """Staff touched a name."""

    account: int


class PinAct(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="pin"):
    """Staff typed a PIN."""

    pin: Annotated[str, msgspec.Meta(pattern="^[0-9]{6,12}$")]


class VisitorAct(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="visitor"):
    """Staff touched a visitor on whom nobody has decided."""

    entry: int


class DecideAct(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="decide"):
    """Staff decided."""

    decision: StaffDecision


class TouchAct(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="touch"):
    """The visitor is still there."""


class ResetAct(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="reset"):
    """Back to the start."""


Act = (
    ChooseAct
    | BookingAct
    | LanguageAct
    | ContrastAct
    | ListenAct
    | OpenBookingAct
    | OpenPriorityAct
    | CameBackAct
    | ReadyAct
    | OpenDeskAct
    | StaffAct
    | PinAct
    | VisitorAct
    | DecideAct
    | TouchAct
    | ResetAct
)


PLAIN: Mapping[type[Act], Callable[[Asks], None]] = {
    ContrastAct: Asks.contrast,
    ListenAct: Asks.listen,
    OpenBookingAct: Asks.open_booking,
    OpenPriorityAct: Asks.open_priority,
    CameBackAct: Asks.came_back,
    ReadyAct: Asks.ready,
    OpenDeskAct: Asks.open_desk,
    TouchAct: Asks.touch,
    ResetAct: Asks.reset,
}
"""Acts that say nothing more than their name."""


def perform(act: Act, kiosk: Kiosk) -> None:
    """Hand what the page asks to the kiosk; returns at once."""
    match act:
        case ChooseAct(service, lane):
            kiosk.asks.choose(service, Lane(lane))
        case BookingAct(code):
            kiosk.asks.enter_booking(code)
        case LanguageAct(language):
            kiosk.asks.speak(language)
        case StaffAct() | PinAct() | VisitorAct() | DecideAct():
            _perform_at_desk(act, kiosk.asks)
        case _:
            PLAIN[type(act)](kiosk.asks)


def _perform_at_desk(act: StaffAct | PinAct | VisitorAct | DecideAct, asks: Asks) -> None:
    match act:
        case StaffAct(account):
            asks.name_staff(account)
        case PinAct(pin):
            asks.type_pin(pin)
        case VisitorAct(entry):
            asks.name_visitor(entry)
        case DecideAct(decision):
            asks.decide(decision)
