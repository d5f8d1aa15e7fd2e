"""What the routes may refuse, each a tuple of stable codes."""

from queue_server.protocol.codes import RefusalCode as Code

CHECK_IN_REFUSALS = (
    Code.OFFICE_CLOSED,
    Code.UNKNOWN_SERVICE,
    Code.SERVICE_CLOSED,
    Code.LANE_NOT_OFFERED,
    Code.QUOTA_FULL,
    Code.LANE_FULL,
    Code.OUTSIDE_HOURS,
    Code.SERVICE_ELSEWHERE,
    Code.UNKNOWN_BOOKING,
    Code.BOOKING_USED,
    Code.BOOKING_CANCELLED,
    Code.BOOKING_OTHER_DAY,
    Code.BOOKING_EARLY,
    Code.NONCE_REUSED,
)
BOOKING_REFUSALS = (
    Code.UNKNOWN_BOOKING,
    Code.BOOKING_USED,
    Code.BOOKING_CANCELLED,
    Code.INVALID_VALUE,
    Code.NONCE_REUSED,
)
COUNTER_REFUSALS = (
    Code.OFFICE_CLOSED,
    Code.UNKNOWN_COUNTER,
    Code.COUNTER_CLOSED,
    Code.COUNTER_TAKEN,
    Code.UNKNOWN_TICKET,
    Code.UNKNOWN_SERVICE,
    Code.NO_TICKET_WAITING,
    Code.TICKET_ELSEWHERE,
    Code.ILLEGAL_ACTION,
    Code.NONCE_REUSED,
)
