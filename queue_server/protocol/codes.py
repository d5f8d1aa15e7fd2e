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
    PAIRING_CODE = "pairing_code"
    # the office
    OFFICE_CLOSED = "office_closed"
    CLOCK_BEHIND = "clock_behind"
    UNKNOWN_SERVICE = "unknown_service"
    SERVICE_CLOSED = "service_closed"
    LANE_NOT_OFFERED = "lane_not_offered"
    QUOTA_FULL = "quota_full"
    LANE_FULL = "lane_full"
    LANE_OUTSIDE_HOURS = "lane_outside_hours"
    OUTSIDE_HOURS = "outside_hours"
    SERVICE_ELSEWHERE = "service_elsewhere"
    # bookings
    UNKNOWN_BOOKING = "unknown_booking"
    BOOKING_USED = "booking_used"
    BOOKING_CANCELLED = "booking_cancelled"
    BOOKING_EARLY = "booking_early"
    BOOKING_OTHER_DAY = "booking_other_day"
    BOOKING_FILE = "booking_file"
    IMPORT_OVER = "import_over"
    DUPLICATE_BOOKING = "duplicate_booking"
    # bookings by visitors
    SELF_BOOKING_OFF = "self_booking_off"
    SLOT_NOT_OFFERED = "slot_not_offered"
    SLOT_FULL = "slot_full"
    BOOKING_TOO_LATE = "booking_too_late"
    TOO_MANY_BOOKINGS = "too_many_bookings"
    # counters and tickets
    UNKNOWN_COUNTER = "unknown_counter"
    COUNTER_CLOSED = "counter_closed"
    COUNTER_TAKEN = "counter_taken"
    UNKNOWN_TICKET = "unknown_ticket"
    PHONES_FULL = "phones_full"
    NO_TICKET_WAITING = "no_ticket_waiting"
    TICKET_ELSEWHERE = "ticket_elsewhere"
    ILLEGAL_ACTION = "illegal_action"
    COUNTER_PAUSED = "counter_paused"
    RECALL_TOO_SOON = "recall_too_soon"
    RIGHT_MISSING = "right_missing"
    SERVICE_NOT_YOURS = "service_not_yours"
    NO_STAGE_LEFT = "no_stage_left"
    NOTHING_TO_UNDO = "nothing_to_undo"
    UNDO_TOO_LATE = "undo_too_late"
    UNDO_OVERTAKEN = "undo_overtaken"
    # paper
    UNKNOWN_KIOSK = "unknown_kiosk"
    PRINT_ELSEWHERE = "print_elsewhere"
    # screening
    UNKNOWN_CASE = "unknown_case"
    NUMBERS_BY_SECURITY = "numbers_by_security"
    UNKNOWN_TARGET = "unknown_target"
    CASE_TAKEN = "case_taken"
    MEASURED_SINCE = "measured_since"
    DECISION_TOO_OLD = "decision_too_old"
    DECISION_OVERTAKEN = "decision_overtaken"
    # thermometers
    MEASUREMENT_OVER = "measurement_over"
    CALIBRATION_UNFIT = "calibration_unfit"
    # administration
    INVALID_VALUE = "invalid_value"
    DUPLICATE_NAME = "duplicate_name"
    UNKNOWN_CHANGE = "unknown_change"
    UNKNOWN_CLOSURE = "unknown_closure"
    # the machine
    UNAVAILABLE = "unavailable"
    INTERNAL = "internal"
