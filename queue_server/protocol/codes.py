"""The closed list of refusal codes; every refusal of the server carries one of them."""

from enum import StrEnum


class RefusalCode(StrEnum):
    """Why the server refused. Codes are stable: programs may rely on them."""

    # what was sent
    MALFORMED = "malformed"
    TOO_LARGE = "too_large"
    NOT_FOUND = "not_found"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type"
    NONCE_REUSED = "nonce_reused"
    # who sent it
    NOT_SIGNED_IN = "not_signed_in"
    SESSION_EXPIRED = "session_expired"
    FORBIDDEN = "forbidden"
    FORM_EXPIRED = "form_expired"
    WRONG_CREDENTIALS = "wrong_credentials"
    TOO_MANY_ATTEMPTS = "too_many_attempts"
    TOO_MANY_STREAMS = "too_many_streams"
    # the office
    OFFICE_CLOSED = "office_closed"
    CLOCK_BEHIND = "clock_behind"
    UNKNOWN_SERVICE = "unknown_service"
    SERVICE_CLOSED = "service_closed"
    LANE_NOT_OFFERED = "lane_not_offered"
    QUOTA_FULL = "quota_full"
    # bookings
    UNKNOWN_BOOKING = "unknown_booking"
    BOOKING_USED = "booking_used"
    BOOKING_CANCELLED = "booking_cancelled"
    BOOKING_OTHER_DAY = "booking_other_day"
    DUPLICATE_BOOKING = "duplicate_booking"
    # counters and tickets
    UNKNOWN_COUNTER = "unknown_counter"
    COUNTER_CLOSED = "counter_closed"
    COUNTER_TAKEN = "counter_taken"
    UNKNOWN_TICKET = "unknown_ticket"
    NO_TICKET_WAITING = "no_ticket_waiting"
    TICKET_ELSEWHERE = "ticket_elsewhere"
    ILLEGAL_ACTION = "illegal_action"
    # paper
    UNKNOWN_KIOSK = "unknown_kiosk"
    PRINT_ELSEWHERE = "print_elsewhere"
    # screening
    UNKNOWN_CASE = "unknown_case"
    # administration
    INVALID_VALUE = "invalid_value"
    DUPLICATE_NAME = "duplicate_name"
    # the machine
    UNAVAILABLE = "unavailable"
    INTERNAL = "internal"
