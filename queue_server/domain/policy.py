"""The office's rules as data: edited in pages, stored with the office."""

from typing import Annotated

import msgspec

from queue_server.protocol.temperature import TemperaturePolicy
from queue_server.protocol.words import Lane

Rate = Annotated[float, msgspec.Meta(ge=0.0, le=100.0)]


class OrderPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How the next ticket is chosen.

    Attributes:
        general_rate: credit per minute of waiting in the general lane.
        booking_rate: the same for bookings, counted from max(slot, arrival).
        priority_rate: the same for the priority lane.
        priority_cap_seconds: a priority ticket that has waited this long goes first.
        promise_margin_seconds: a ticket that would break the promise within this time goes ahead of the rest.
    """

    general_rate: Rate = 1.0
    booking_rate: Rate = 1.5
    priority_rate: Rate = 4.0
    priority_cap_seconds: Annotated[int, msgspec.Meta(ge=0)] = 1800
    promise_margin_seconds: Annotated[int, msgspec.Meta(ge=0)] = 900

    def rate(self, lane: Lane) -> float:
        """Return the credit per minute of waiting of a lane."""
        rates = {Lane.GENERAL: self.general_rate, Lane.BOOKING: self.booking_rate, Lane.PRIORITY: self.priority_rate}
        return rates[lane]


class CallPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How visitors are called, and how long an officer may take an action back.

    Attributes:
        recall_seconds: least time between two calls of the same ticket.
        calls: after so many calls the visitor counts as not come; the officer decides.
        return_seconds: who comes back within this time after a no-show keeps the place; later, the line's end.
        undo_seconds: how long the last action at a counter can be taken back.
    """

    recall_seconds: Annotated[int, msgspec.Meta(ge=0, le=600)] = 30
    calls: Annotated[int, msgspec.Meta(ge=1, le=10)] = 3
    return_seconds: Annotated[int, msgspec.Meta(ge=0, le=86_400)] = 1800
    undo_seconds: Annotated[int, msgspec.Meta(ge=0, le=600)] = 60


class OutcomeRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An outcome of the office's own, beside the built-in ones.

    Attributes:
        code: what is stored; it never changes.
        names: by language code.
        complete_file: whether the visitor's file counts as complete in the reports.
    """

    code: Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]{1,30}(?!\n)$")]
    names: dict[str, str]
    complete_file: bool = True


class BookingPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """When a booking counts as one.

    Attributes:
        early_minutes: a visitor who comes longer than this before the slot is asked to come later.
        late_minutes: who comes later than this after the slot is served in the general lane, by arrival.
        release_minutes: this long after the slot the place of who has not come is for whoever comes.
    """

    early_minutes: Annotated[int, msgspec.Meta(ge=0, le=720)] = 60
    late_minutes: Annotated[int, msgspec.Meta(ge=0, le=720)] = 30
    release_minutes: Annotated[int, msgspec.Meta(ge=0, le=720)] = 30


class DeskPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How the screening desk works.

    Attributes:
        escalate_seconds: when nobody is on the way to a visitor after this time, more people are told.
        undo_seconds: how long a decision can be taken back.
        figures_in_messages: whether a message to the task force may tell the reading.
    """

    escalate_seconds: Annotated[int, msgspec.Meta(ge=30, le=3600)] = 120
    undo_seconds: Annotated[int, msgspec.Meta(ge=0, le=600)] = 60
    figures_in_messages: bool = False


class SelfBookingPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Whether and how visitors book a slot by themselves, without an account.

    Attributes:
        switched_on: there is a page for it.
        days_ahead: the last day that can be booked, counted from today.
        slot_minutes: length of a slot; the first one begins when the service opens.
        slot_places: applicants of one service in a slot, however they were booked.
        latest_minutes: a slot can be booked, moved and cancelled until so long before it.
        hourly_bookings: most bookings from one network address in an hour.
        bring: what visitors shall bring, by language code; one thing a line.
    """

    switched_on: bool = False
    days_ahead: Annotated[int, msgspec.Meta(ge=1, le=60)] = 14
    slot_minutes: Annotated[int, msgspec.Meta(ge=5, le=120)] = 30
    slot_places: Annotated[int, msgspec.Meta(ge=1, le=500)] = 4
    latest_minutes: Annotated[int, msgspec.Meta(ge=0, le=10_080)] = 60
    hourly_bookings: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 10
    bring: dict[str, Annotated[str, msgspec.Meta(max_length=600)]] = {}


class TrustPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How the office makes sure of its thermometers.

    Attributes:
        daily_check: each kiosk is checked against a target on each day.
        check_tolerance_celsius: how far off a check may be, either way.
        calibration_days: how long a comparison with a reference is good for.
    """

    daily_check: bool = False
    check_tolerance_celsius: Annotated[float, msgspec.Meta(ge=0.1, le=1.0)] = 0.3
    calibration_days: Annotated[int, msgspec.Meta(ge=1, le=3650)] = 180


OwnLines = dict[str, Annotated[str, msgspec.Meta(max_length=200)]]


class LookPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How the office looks; its logo is kept apart.

    Attributes:
        accent: its colour as it was chosen, ``#rrggbb``; empty for Antre's own.
        logo_on_ticket: whether the logo is printed.
        ticket_head: lines below the office's name on the ticket, by language code.
        ticket_foot: lines at its end.
    """

    accent: Annotated[str, msgspec.Meta(pattern=r"^(#[0-9a-f]{6})?(?!\n)$")] = ""
    logo_on_ticket: bool = True
    ticket_head: OwnLines = {}
    ticket_foot: OwnLines = {}


class OfficePolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All rules of an office.

    Attributes:
        temperature: screening at the door.
        desk: the people who look after held visitors.
        order: whose turn it is.
        calling: pace of calls, no-show, undoing.
        outcomes: the office's own outcomes of a service.
        bookings: early, late and released bookings.
        promise_seconds: the time by which a visitor should be going home, after arrival.
        self_booking: the page on which visitors book a slot.
        trust: calibration and checks of the thermometers.
        look: colour, and the office's own lines on the ticket.
    """

    temperature: TemperaturePolicy = TemperaturePolicy()
    desk: DeskPolicy = DeskPolicy()
    order: OrderPolicy = OrderPolicy()
    calling: CallPolicy = CallPolicy()
    outcomes: Annotated[tuple[OutcomeRule, ...], msgspec.Meta(max_length=20)] = ()
    bookings: BookingPolicy = BookingPolicy()
    promise_seconds: Annotated[int, msgspec.Meta(ge=600, le=86_400)] = 7200
    self_booking: SelfBookingPolicy = SelfBookingPolicy()
    trust: TrustPolicy = TrustPolicy()
    look: LookPolicy = LookPolicy()
