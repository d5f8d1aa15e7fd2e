"""What a kiosk and the screening desk say to each other; nothing here tells a kiosk how a visitor was judged."""

from datetime import datetime

from queue_server.protocol.messages import Answer, Nonce, Request, Words
from queue_server.protocol.temperature import Measurement


class MeasurementReport(Request, frozen=True, kw_only=True):
    """A kiosk has measured a held visitor again."""

    nonce: Nonce
    measurement: Measurement


class MeasurementAnswer(Answer, frozen=True, kw_only=True):
    """The measurement is kept; what it means is for a person to say."""

    visit_id: int


class ReturnReport(Request, frozen=True, kw_only=True):
    """A visitor says that the rest is over."""

    nonce: Nonce


class ReturnAnswer(Answer, frozen=True, kw_only=True):
    """Whom to measure again; ``None``: a person comes."""

    visit_id: int | None = None


class Slip(Answer, frozen=True, kw_only=True):
    """What the paper of a visitor shows who cannot be served today. Never a word on why.

    Attributes:
        booking_code: of the booking, which may be used on another day.
        slot_at: the booking's new time, where it was moved already.
    """

    visit_id: int
    office_name: str
    timezone: str
    service_names: Words
    language: str
    booking_code: str | None = None
    slot_at: datetime | None = None


class CaseCounts(Answer, frozen=True, kw_only=True):
    """How many visitors are held, and nothing about them.

    Attributes:
        open: visitors who wait for a person's decision.
        untaken: those to whom nobody is on the way.
        seq: the events up to here are counted.
    """

    open: int
    untaken: int
    seq: int


class TakeReport(Request, frozen=True, kw_only=True):
    """Somebody at the guards' post is on the way to the visitor who has waited longest."""

    nonce: Nonce
