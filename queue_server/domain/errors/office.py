"""Refusals of the office: its day, services, places, bookings, paper and cases."""

from queue_server.domain.errors.refusal import AntreError
from queue_server.protocol.codes import RefusalCode


class OfficeClosedError(AntreError):
    """The office has not opened its day."""

    code = RefusalCode.OFFICE_CLOSED


class ClockBehindError(AntreError):
    """The clock is behind the last stored event; details: ``last_event_at``."""

    code = RefusalCode.CLOCK_BEHIND


class UnknownServiceError(AntreError):
    """The office has no such service; details: ``service``."""

    code = RefusalCode.UNKNOWN_SERVICE


class ServiceClosedError(AntreError):
    """The service takes no visitors now; details: ``service``."""

    code = RefusalCode.SERVICE_CLOSED


class LaneNotOfferedError(AntreError):
    """The service has no such lane; details: ``lane``."""

    code = RefusalCode.LANE_NOT_OFFERED


class QuotaFullError(AntreError):
    """All places of the day are taken; details: ``quota``."""

    code = RefusalCode.QUOTA_FULL


class LaneFullError(AntreError):
    """All places of the lane are taken; details: ``lane``, ``quota``."""

    code = RefusalCode.LANE_FULL


class LaneOutsideHoursError(AntreError):
    """The lane has other hours; details: ``lane``, ``hours``."""

    code = RefusalCode.LANE_OUTSIDE_HOURS


class OutsideHoursError(AntreError):
    """The service has other hours; details: ``service``, ``hours`` of today (empty: none today)."""

    code = RefusalCode.OUTSIDE_HOURS


class ServiceElsewhereError(AntreError):
    """The service is at another place than this kiosk; details: ``place``."""

    code = RefusalCode.SERVICE_ELSEWHERE


class UnknownChangeError(AntreError):
    """There is no such planned change, or it was made or cancelled since."""

    code = RefusalCode.UNKNOWN_CHANGE


class UnknownClosureError(AntreError):
    """There is no such closure."""

    code = RefusalCode.UNKNOWN_CLOSURE


class UnknownBookingError(AntreError):
    """No booking has this code."""

    code = RefusalCode.UNKNOWN_BOOKING


class BookingEarlyError(AntreError):
    """The visitor comes too early; details: ``time`` of the slot, ``opens``: when to come."""

    code = RefusalCode.BOOKING_EARLY


class BookingUsedError(AntreError):
    """The booking was checked in before."""

    code = RefusalCode.BOOKING_USED


class BookingCancelledError(AntreError):
    """The booking was cancelled."""

    code = RefusalCode.BOOKING_CANCELLED


class BookingOtherDayError(AntreError):
    """The booking is for another day; details: ``date``."""

    code = RefusalCode.BOOKING_OTHER_DAY


class BookingFileError(AntreError):
    """A file of bookings cannot be read at all; details: ``problem`` (a code), ``column``."""

    code = RefusalCode.BOOKING_FILE


class ImportOverError(AntreError):
    """The file is not there to be taken over any more: it was taken over, thrown away, or is not read yet."""

    code = RefusalCode.IMPORT_OVER


class DuplicateBookingError(AntreError):
    """Another booking has this code; details: ``code``."""

    code = RefusalCode.DUPLICATE_BOOKING


class CaseTakenError(AntreError):
    """Somebody else is on the way to the visitor; details: ``officer``."""

    code = RefusalCode.CASE_TAKEN


class MeasuredSinceError(AntreError):
    """The case has another measurement than the person saw who typed this one in."""

    code = RefusalCode.MEASURED_SINCE


class DecisionTooOldError(AntreError):
    """The decision is too old to be taken back; details: ``seconds``, the limit."""

    code = RefusalCode.DECISION_TOO_OLD


class DecisionOvertakenError(AntreError):
    """The visitor, or the booking, has gone on since the decision."""

    code = RefusalCode.DECISION_OVERTAKEN


class SelfBookingOffError(AntreError):
    """Visitors of this office do not book by themselves."""

    code = RefusalCode.SELF_BOOKING_OFF


class SlotNotOfferedError(AntreError):
    """Visitors cannot book this service at this time, or not any more."""

    code = RefusalCode.SLOT_NOT_OFFERED


class SlotFullError(AntreError):
    """The slot has not so many places left; details: ``left``."""

    code = RefusalCode.SLOT_FULL


class BookingTooLateError(AntreError):
    """It is too late to move or cancel a booking; details: ``date`` and ``time`` until which it could be."""

    code = RefusalCode.BOOKING_TOO_LATE


class TooManyBookingsError(AntreError):
    """As many bookings as are allowed in an hour came from this address; details: ``minutes``, ``seconds`` to wait."""

    code = RefusalCode.TOO_MANY_BOOKINGS


class UnknownCaseError(AntreError):
    """There is no such screening case, or its purpose is over."""

    code = RefusalCode.UNKNOWN_CASE


class UnknownTargetError(AntreError):
    """Messages do not go there, or not any more."""

    code = RefusalCode.UNKNOWN_TARGET


class UnknownKioskError(AntreError):
    """There is no such kiosk, or it was revoked, or none is known for the ticket; details: ``kiosk``."""

    code = RefusalCode.UNKNOWN_KIOSK


class PrintElsewhereError(AntreError):
    """Another kiosk was asked to print the ticket since; details: ``number``."""

    code = RefusalCode.PRINT_ELSEWHERE


class NumbersBySecurityError(AntreError):
    """Visitors are measured today: only who may see a temperature gives numbers."""

    code = RefusalCode.NUMBERS_BY_SECURITY
