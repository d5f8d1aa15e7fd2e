"""The one table from refusal code to HTTP status and words."""

from datetime import date
from http import HTTPStatus
from typing import NamedTuple

from queue_server.domain.errors import AntreError
from queue_server.protocol.codes import RefusalCode
from queue_server.protocol.messages import Refusal, RefusalAnswer
from queue_server.web.catalogue import N_, Catalogue
from queue_server.web.fact_words import words_of
from queue_server.web.problems import PROBLEMS


class Meaning(NamedTuple):
    """How a refusal is told: HTTP status, and the English sentence that the catalogues translate."""

    status: HTTPStatus
    sentence: str


MEANINGS: dict[RefusalCode, Meaning] = {
    RefusalCode.MALFORMED: Meaning(
        HTTPStatus.BAD_REQUEST, N_("The request cannot be understood. Correct it and send it again.")
    ),
    RefusalCode.TOO_LARGE: Meaning(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE, N_("The request is too large; at most %(limit)s bytes are taken.")
    ),
    RefusalCode.NOT_FOUND: Meaning(HTTPStatus.NOT_FOUND, N_("There is nothing at this address.")),
    RefusalCode.METHOD_NOT_ALLOWED: Meaning(
        HTTPStatus.METHOD_NOT_ALLOWED, N_("This address cannot be used in this way.")
    ),
    RefusalCode.UNSUPPORTED_MEDIA_TYPE: Meaning(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE, N_("The request must be sent as %(expected)s.")
    ),
    RefusalCode.NONCE_REUSED: Meaning(
        HTTPStatus.CONFLICT, N_("This request mark was used for another request. Make a new one for each action.")
    ),
    RefusalCode.NOT_SIGNED_IN: Meaning(HTTPStatus.UNAUTHORIZED, N_("Please sign in first.")),
    RefusalCode.SESSION_EXPIRED: Meaning(HTTPStatus.UNAUTHORIZED, N_("Your session has ended. Please sign in again.")),
    RefusalCode.FORBIDDEN: Meaning(
        HTTPStatus.FORBIDDEN, N_("Your role may not do this. Ask the head of office if you need it.")
    ),
    RefusalCode.FORM_EXPIRED: Meaning(
        HTTPStatus.BAD_REQUEST, N_("This form is too old. Load the page again and repeat the action.")
    ),
    RefusalCode.WRONG_CREDENTIALS: Meaning(HTTPStatus.UNAUTHORIZED, N_("User name or password is wrong.")),
    RefusalCode.TOO_MANY_ATTEMPTS: Meaning(
        HTTPStatus.TOO_MANY_REQUESTS, N_("Too many attempts. Please wait %(seconds)s seconds and try again.")
    ),
    RefusalCode.TOO_MANY_REQUESTS: Meaning(
        HTTPStatus.TOO_MANY_REQUESTS, N_("Too much at once from here. Please wait %(seconds)s seconds and try again.")
    ),
    RefusalCode.TOO_MANY_STREAMS: Meaning(
        HTTPStatus.SERVICE_UNAVAILABLE,
        N_("Too many live connections are open. Ask for the events at intervals instead."),
    ),
    RefusalCode.PAIRING_CODE: Meaning(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        N_("This code is wrong, was used, or has ended. Ask the administrator for a new one."),
    ),
    RefusalCode.OFFICE_CLOSED: Meaning(HTTPStatus.CONFLICT, N_("The office is not open now.")),
    RefusalCode.CLOCK_BEHIND: Meaning(
        HTTPStatus.CONFLICT, N_("The server's clock is behind the last record. Check date and time before opening.")
    ),
    RefusalCode.UNKNOWN_SERVICE: Meaning(HTTPStatus.NOT_FOUND, N_("The office does not offer this service.")),
    RefusalCode.SERVICE_CLOSED: Meaning(HTTPStatus.CONFLICT, N_("This service takes no more visitors now.")),
    RefusalCode.LANE_NOT_OFFERED: Meaning(HTTPStatus.CONFLICT, N_("This service does not have this lane.")),
    RefusalCode.QUOTA_FULL: Meaning(
        HTTPStatus.CONFLICT, N_("All %(quota)s places of today are taken. Please come on another day.")
    ),
    RefusalCode.LANE_FULL: Meaning(
        HTTPStatus.CONFLICT, N_("All %(quota)s places of the %(lane)s lane are taken today. Please ask our staff.")
    ),
    RefusalCode.OUTSIDE_HOURS: Meaning(
        HTTPStatus.CONFLICT, N_("This service takes no visitors now. Its hours today: %(hours)s.")
    ),
    RefusalCode.LANE_OUTSIDE_HOURS: Meaning(
        HTTPStatus.CONFLICT, N_("The %(lane)s lane takes no visitors now. Its hours: %(hours)s.")
    ),
    RefusalCode.SERVICE_ELSEWHERE: Meaning(
        HTTPStatus.CONFLICT, N_("This service is not here but at another place: %(place)s.")
    ),
    RefusalCode.UNKNOWN_CHANGE: Meaning(
        HTTPStatus.NOT_FOUND, N_("This planned change was made or cancelled already. Look at the list.")
    ),
    RefusalCode.UNKNOWN_CLOSURE: Meaning(HTTPStatus.NOT_FOUND, N_("There is no such closure. Look at the list.")),
    RefusalCode.UNKNOWN_BOOKING: Meaning(HTTPStatus.NOT_FOUND, N_("No booking has this code. Check the code.")),
    RefusalCode.BOOKING_USED: Meaning(HTTPStatus.CONFLICT, N_("This booking has been checked in already.")),
    RefusalCode.BOOKING_CANCELLED: Meaning(HTTPStatus.CONFLICT, N_("This booking was cancelled.")),
    RefusalCode.BOOKING_EARLY: Meaning(
        HTTPStatus.CONFLICT, N_("You are early: this booking is for %(time)s. Please come back from %(opens)s on.")
    ),
    RefusalCode.BOOKING_OTHER_DAY: Meaning(
        HTTPStatus.CONFLICT, N_("This booking is for %(date)s at %(time)s. For another day please ask our staff.")
    ),
    RefusalCode.BOOKING_FILE: Meaning(HTTPStatus.UNPROCESSABLE_ENTITY, N_("This file cannot be read.")),
    RefusalCode.IMPORT_OVER: Meaning(
        HTTPStatus.CONFLICT, N_("This file cannot be taken over: it was taken over or thrown away, or is still read.")
    ),
    RefusalCode.DUPLICATE_BOOKING: Meaning(HTTPStatus.CONFLICT, N_("Another booking has the code %(code)s.")),
    RefusalCode.SELF_BOOKING_OFF: Meaning(
        HTTPStatus.NOT_FOUND, N_("Times cannot be booked here. Please come to the office during its hours.")
    ),
    RefusalCode.SLOT_NOT_OFFERED: Meaning(
        HTTPStatus.CONFLICT, N_("This time cannot be booked any more. Please choose another time.")
    ),
    RefusalCode.SLOT_FULL: Meaning(
        HTTPStatus.CONFLICT, N_("This time has too few places left: %(left)s. Please choose another time.")
    ),
    RefusalCode.BOOKING_TOO_LATE: Meaning(
        HTTPStatus.CONFLICT, N_("This booking could be changed until %(date)s, %(time)s. Please speak to the office.")
    ),
    RefusalCode.TOO_MANY_BOOKINGS: Meaning(
        HTTPStatus.TOO_MANY_REQUESTS,
        N_("Many bookings came from your connection. Please wait %(minutes)s minutes, or ask the office."),
    ),
    RefusalCode.UNKNOWN_COUNTER: Meaning(HTTPStatus.NOT_FOUND, N_("The office has no such counter.")),
    RefusalCode.COUNTER_CLOSED: Meaning(HTTPStatus.CONFLICT, N_("Counter %(counter)s is closed. Open it first.")),
    RefusalCode.COUNTER_TAKEN: Meaning(HTTPStatus.CONFLICT, N_("%(officer)s works at counter %(counter)s.")),
    RefusalCode.UNKNOWN_TICKET: Meaning(HTTPStatus.NOT_FOUND, N_("There is no such number today.")),
    RefusalCode.PHONES_FULL: Meaning(
        HTTPStatus.CONFLICT,
        N_("%(most)s phones get messages for this number already. Switch them off on one of these phones first."),
    ),
    RefusalCode.NO_TICKET_WAITING: Meaning(HTTPStatus.CONFLICT, N_("Nobody is waiting for this counter.")),
    RefusalCode.TICKET_ELSEWHERE: Meaning(HTTPStatus.CONFLICT, N_("Number %(number)s is at counter %(counter)s.")),
    RefusalCode.ILLEGAL_ACTION: Meaning(
        HTTPStatus.CONFLICT, N_("“%(action)s” is not possible now: %(state)s. Look at what the page shows.")
    ),
    RefusalCode.COUNTER_PAUSED: Meaning(HTTPStatus.CONFLICT, N_("Counter %(counter)s is paused. End the pause first.")),
    RefusalCode.RECALL_TOO_SOON: Meaning(
        HTTPStatus.CONFLICT, N_("The visitor was called a moment ago. Wait %(seconds)s seconds more.")
    ),
    RefusalCode.RIGHT_MISSING: Meaning(
        HTTPStatus.FORBIDDEN, N_("You may not call out of order. Ask the head of the office for this right.")
    ),
    RefusalCode.SERVICE_NOT_YOURS: Meaning(
        HTTPStatus.FORBIDDEN, N_("You may not serve this service (%(service)s). Transfer the number to a colleague.")
    ),
    RefusalCode.NO_STAGE_LEFT: Meaning(
        HTTPStatus.CONFLICT, N_("The way of this visitor ends here. Complete the service instead.")
    ),
    RefusalCode.NOTHING_TO_UNDO: Meaning(HTTPStatus.CONFLICT, N_("There is nothing to take back at this counter.")),
    RefusalCode.UNDO_TOO_LATE: Meaning(HTTPStatus.CONFLICT, N_("Only the last %(seconds)s seconds can be taken back.")),
    RefusalCode.UNDO_OVERTAKEN: Meaning(
        HTTPStatus.CONFLICT, N_("Number %(number)s has gone on since. Nothing was taken back.")
    ),
    RefusalCode.UNKNOWN_KIOSK: Meaning(HTTPStatus.NOT_FOUND, N_("The office has no such kiosk. Choose another one.")),
    RefusalCode.PRINT_ELSEWHERE: Meaning(HTTPStatus.CONFLICT, N_("Number %(number)s is printed at another kiosk now.")),
    RefusalCode.UNKNOWN_CASE: Meaning(HTTPStatus.NOT_FOUND, N_("This case is decided already, or does not exist.")),
    RefusalCode.NUMBERS_BY_SECURITY: Meaning(
        HTTPStatus.FORBIDDEN,
        N_("Visitors are measured today: security gives the numbers. Send the visitor to the screening desk."),
    ),
    RefusalCode.UNKNOWN_TARGET: Meaning(
        HTTPStatus.NOT_FOUND, N_("Messages do not go there any more. Look at the list.")
    ),
    RefusalCode.CASE_TAKEN: Meaning(HTTPStatus.CONFLICT, N_("%(officer)s is on the way to this visitor already.")),
    RefusalCode.MEASURED_SINCE: Meaning(
        HTTPStatus.CONFLICT,
        N_("A measurement has been kept since you looked, perhaps this one. Look at the readings before you save."),
    ),
    RefusalCode.DECISION_TOO_OLD: Meaning(
        HTTPStatus.CONFLICT, N_("A decision can be taken back for %(seconds)s seconds. Speak to the visitor instead.")
    ),
    RefusalCode.DECISION_OVERTAKEN: Meaning(
        HTTPStatus.CONFLICT, N_("The visitor has gone on since. The decision stands; speak to the visitor instead.")
    ),
    RefusalCode.MEASUREMENT_OVER: Meaning(
        HTTPStatus.CONFLICT, N_("This measurement cannot be used any more. Have the kiosk measure again.")
    ),
    RefusalCode.CALIBRATION_UNFIT: Meaning(HTTPStatus.CONFLICT, N_("The offset was not changed.")),
    RefusalCode.INVALID_VALUE: Meaning(HTTPStatus.UNPROCESSABLE_ENTITY, N_("The value of %(field)s cannot be used.")),
    RefusalCode.DUPLICATE_NAME: Meaning(HTTPStatus.CONFLICT, N_("The name %(name)s is taken. Choose another one.")),
    RefusalCode.UNAVAILABLE: Meaning(
        HTTPStatus.SERVICE_UNAVAILABLE, N_("The server cannot do this now. Try again in a moment.")
    ),
    RefusalCode.CANNOT_STORE: Meaning(
        HTTPStatus.SERVICE_UNAVAILABLE,
        N_("The server cannot store anything now. Tell the technician. What has been stored is safe."),
    ),
    RefusalCode.INTERNAL: Meaning(
        HTTPStatus.INTERNAL_SERVER_ERROR, N_("The server made a mistake. It is in the server's log; try again later.")
    ),
}


def _dates(error: AntreError) -> dict[str, date]:
    return {name: date.fromisoformat(str(fact)) for name, fact in error.details.items() if name == "date"}


def tell(error: AntreError, catalogue: Catalogue) -> RefusalAnswer:
    """Put a refusal into words of each language."""
    sentences = [MEANINGS[error.code].sentence]
    problem = str(error.details.get("problem"))
    if problem in PROBLEMS:
        sentences.append(PROBLEMS[problem])
    words = catalogue.say(sentences, {**error.details, **_dates(error)}, words_of(error.details))
    return RefusalAnswer(error=Refusal(code=error.code, words=words, details=error.details))
