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


class OfficePolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All rules of an office.

    Attributes:
        temperature: screening at the door.
        order: whose turn it is.
        promise_seconds: the time by which a visitor should be going home, after arrival.
    """

    temperature: TemperaturePolicy = TemperaturePolicy()
    order: OrderPolicy = OrderPolicy()
    promise_seconds: Annotated[int, msgspec.Meta(ge=600, le=86_400)] = 7200
