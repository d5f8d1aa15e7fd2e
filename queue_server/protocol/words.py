"""Closed vocabularies: the only values that the messages, the tables and the pages may use."""

from enum import StrEnum


class Lane(StrEnum):
    """How a visitor comes."""

    GENERAL = "general"
    BOOKING = "booking"
    PRIORITY = "priority"


class Place(StrEnum):
    """Where visitors come for a service, and where a kiosk or display stands."""

    HALL = "hall"
    DRIVE_THRU = "drive_thru"


class MeasurementStatus(StrEnum):
    """What the kiosk could tell about the visitor's temperature."""

    MEASURED = "measured"
    UNSURE = "unsure"
    """Readings came, but none that may be judged (too low, unsteady, out of range)."""
    NO_SENSOR = "no_sensor"
    NOT_ASKED = "not_asked"
    """The office does not screen today."""


class Verdict(StrEnum):
    """What the policy makes of a measurement. No verdict says that a person is healthy."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    WARM = "warm"
    UNMEASURED = "unmeasured"
    """Nothing to judge: a person must measure by hand. Never a pass, never a fever."""


class PrintOutcome(StrEnum):
    """How the printing of a ticket ended, as far as the kiosk knows."""

    PRINTED = "printed"
    UNCERTAIN = "uncertain"
    FAILED = "failed"


class ServiceOutcome(StrEnum):
    """How serving ended."""

    DONE = "done"
    DOCUMENTS_INCOMPLETE = "documents_incomplete"
    OTHER = "other"
    DAY_ENDED = "day_ended"
    """Nobody completed the ticket before the next business date was opened."""


class DeviceRole(StrEnum):
    """What a device's token may do."""

    KIOSK = "kiosk"
    DISPLAY = "display"
    COUNTER = "counter"
    """A call terminal, or a program that calls for a counter."""
    STATION = "station"
    """A lamp and a buzzer at the guards' post."""
    INTEGRATOR = "integrator"
    """A program of the office that hands over bookings and reads figures."""


class StaffRole(StrEnum):
    """What an account may do."""

    ADMIN = "admin"
    OFFICER = "officer"
    SECURITY = "security"
    HEALTH = "health"


class StaffRight(StrEnum):
    """What some officers may do and others not."""

    CALL_OUT_OF_ORDER = "call_out_of_order"


class Topic(StrEnum):
    """The feed's topics; each role may listen to some of them."""

    BOARD = "board"
    QUEUE = "queue"
    SCREENING = "screening"
    KIOSK = "kiosk"
    DEVICES = "devices"
    SETTINGS = "settings"
