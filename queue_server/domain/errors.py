"""Refusals: every "no" of the server is one of these, with a code of the closed list.

An error names what was wrong; the web layer turns its code into a status and words. Details are facts for
the words (a number, a counter), never free text and never health data.
"""

from typing import ClassVar

from queue_server.protocol.codes import RefusalCode

Detail = str | int | None


class AntreError(Exception):
    """A refusal. The transaction it is raised in is undone as a whole."""

    code: ClassVar[RefusalCode]

    def __init__(self, **details: Detail) -> None:
        """Keep the facts that the words speak of."""
        super().__init__(self.code.value, details)
        self.details = details

    def __str__(self) -> str:
        """Return the code and its facts, for logs."""
        facts = ", ".join(f"{name}={value}" for name, value in self.details.items())
        return f"{self.code.value}({facts})"


class MalformedError(AntreError):
    """What was sent cannot be understood; details: ``problem`` (a code), ``field``."""

    code = RefusalCode.MALFORMED


class TooLargeError(AntreError):
    """What was sent is larger than the server takes; details: ``limit``."""

    code = RefusalCode.TOO_LARGE


class NotFoundError(AntreError):
    """There is nothing at this address."""

    code = RefusalCode.NOT_FOUND


class MethodNotAllowedError(AntreError):
    """The address exists, but not for this method."""

    code = RefusalCode.METHOD_NOT_ALLOWED


class UnsupportedMediaTypeError(AntreError):
    """The body is of a type that the server does not read; details: ``expected``."""

    code = RefusalCode.UNSUPPORTED_MEDIA_TYPE


class NonceReusedError(AntreError):
    """The nonce was used for another request."""

    code = RefusalCode.NONCE_REUSED


class NotSignedInError(AntreError):
    """Nobody is signed in, or the token is unknown or revoked."""

    code = RefusalCode.NOT_SIGNED_IN


class SessionExpiredError(AntreError):
    """The session was idle for too long, too old, or ended by an admin."""

    code = RefusalCode.SESSION_EXPIRED


class ForbiddenError(AntreError):
    """This role may not do this."""

    code = RefusalCode.FORBIDDEN


class FormExpiredError(AntreError):
    """The form's token is missing or too old (CSRF)."""

    code = RefusalCode.FORM_EXPIRED


class WrongCredentialsError(AntreError):
    """User name or password is wrong; which one is not said."""

    code = RefusalCode.WRONG_CREDENTIALS


class TooManyAttemptsError(AntreError):
    """Too many failed sign-ins; details: ``seconds`` to wait."""

    code = RefusalCode.TOO_MANY_ATTEMPTS


class TooManyStreamsError(AntreError):
    """All places for open streams are taken; the client polls instead."""

    code = RefusalCode.TOO_MANY_STREAMS


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


class UnknownBookingError(AntreError):
    """No booking has this code."""

    code = RefusalCode.UNKNOWN_BOOKING


class BookingUsedError(AntreError):
    """The booking was checked in before."""

    code = RefusalCode.BOOKING_USED


class BookingCancelledError(AntreError):
    """The booking was cancelled."""

    code = RefusalCode.BOOKING_CANCELLED


class BookingOtherDayError(AntreError):
    """The booking is for another day; details: ``date``."""

    code = RefusalCode.BOOKING_OTHER_DAY


class DuplicateBookingError(AntreError):
    """Another booking has this code; details: ``code``."""

    code = RefusalCode.DUPLICATE_BOOKING


class UnknownCounterError(AntreError):
    """The office has no such counter."""

    code = RefusalCode.UNKNOWN_COUNTER


class CounterClosedError(AntreError):
    """Nobody works at the counter; details: ``counter``."""

    code = RefusalCode.COUNTER_CLOSED


class CounterTakenError(AntreError):
    """Another officer works at the counter, or the officer works at another; details: ``counter``, ``officer``."""

    code = RefusalCode.COUNTER_TAKEN


class UnknownTicketError(AntreError):
    """There is no such ticket today."""

    code = RefusalCode.UNKNOWN_TICKET


class NoTicketWaitingError(AntreError):
    """Nothing waits that this counter could serve."""

    code = RefusalCode.NO_TICKET_WAITING


class TicketElsewhereError(AntreError):
    """Another counter has the ticket; details: ``number``, ``counter``."""

    code = RefusalCode.TICKET_ELSEWHERE


class IllegalActionError(AntreError):
    """The machine has no such arrow; details: ``state``, ``action``. Nothing changes."""

    code = RefusalCode.ILLEGAL_ACTION


class UnknownKioskError(AntreError):
    """There is no such kiosk, or it was revoked, or none is known for the ticket; details: ``kiosk``."""

    code = RefusalCode.UNKNOWN_KIOSK


class PrintElsewhereError(AntreError):
    """Another kiosk was asked to print the ticket since; details: ``number``."""

    code = RefusalCode.PRINT_ELSEWHERE


class UnknownCaseError(AntreError):
    """There is no such screening case, or its purpose is over."""

    code = RefusalCode.UNKNOWN_CASE


class InvalidValueError(AntreError):
    """A value cannot be used; details: ``field``, ``problem`` (a code)."""

    code = RefusalCode.INVALID_VALUE


class DuplicateNameError(AntreError):
    """Another one has this name; details: ``field``, ``name``."""

    code = RefusalCode.DUPLICATE_NAME


class UnavailableError(AntreError):
    """The server cannot do this now (stopping, disk full); trying again later helps."""

    code = RefusalCode.UNAVAILABLE


class InternalError(AntreError):
    """A fault of the server itself; what happened stands in its log only."""

    code = RefusalCode.INTERNAL
