"""The one table from refusal code to HTTP status and words."""

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
    RefusalCode.TOO_MANY_STREAMS: Meaning(
        HTTPStatus.SERVICE_UNAVAILABLE,
        N_("Too many live connections are open. Ask for the events at intervals instead."),
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
    RefusalCode.UNKNOWN_BOOKING: Meaning(HTTPStatus.NOT_FOUND, N_("No booking has this code. Check the code.")),
    RefusalCode.BOOKING_USED: Meaning(HTTPStatus.CONFLICT, N_("This booking has been checked in already.")),
    RefusalCode.BOOKING_CANCELLED: Meaning(HTTPStatus.CONFLICT, N_("This booking was cancelled.")),
    RefusalCode.BOOKING_OTHER_DAY: Meaning(HTTPStatus.CONFLICT, N_("This booking is for another day: %(date)s.")),
    RefusalCode.DUPLICATE_BOOKING: Meaning(HTTPStatus.CONFLICT, N_("Another booking has the code %(code)s.")),
    RefusalCode.UNKNOWN_COUNTER: Meaning(HTTPStatus.NOT_FOUND, N_("The office has no such counter.")),
    RefusalCode.COUNTER_CLOSED: Meaning(HTTPStatus.CONFLICT, N_("Counter %(counter)s is closed. Open it first.")),
    RefusalCode.COUNTER_TAKEN: Meaning(HTTPStatus.CONFLICT, N_("%(officer)s works at counter %(counter)s.")),
    RefusalCode.UNKNOWN_TICKET: Meaning(HTTPStatus.NOT_FOUND, N_("There is no such number today.")),
    RefusalCode.NO_TICKET_WAITING: Meaning(HTTPStatus.CONFLICT, N_("Nobody is waiting for this counter.")),
    RefusalCode.TICKET_ELSEWHERE: Meaning(HTTPStatus.CONFLICT, N_("Number %(number)s is at counter %(counter)s.")),
    RefusalCode.ILLEGAL_ACTION: Meaning(
        HTTPStatus.CONFLICT, N_("“%(action)s” is not possible now: %(state)s. Look at what the page shows.")
    ),
    RefusalCode.UNKNOWN_KIOSK: Meaning(HTTPStatus.NOT_FOUND, N_("The office has no such kiosk. Choose another one.")),
    RefusalCode.PRINT_ELSEWHERE: Meaning(HTTPStatus.CONFLICT, N_("Number %(number)s is printed at another kiosk now.")),
    RefusalCode.UNKNOWN_CASE: Meaning(HTTPStatus.NOT_FOUND, N_("This case is decided already, or does not exist.")),
    RefusalCode.INVALID_VALUE: Meaning(HTTPStatus.UNPROCESSABLE_ENTITY, N_("The value of %(field)s cannot be used.")),
    RefusalCode.DUPLICATE_NAME: Meaning(HTTPStatus.CONFLICT, N_("The name %(name)s is taken. Choose another one.")),
    RefusalCode.UNAVAILABLE: Meaning(
        HTTPStatus.SERVICE_UNAVAILABLE, N_("The server cannot do this now. Try again in a moment.")
    ),
    RefusalCode.INTERNAL: Meaning(
        HTTPStatus.INTERNAL_SERVER_ERROR, N_("The server made a mistake. It is in the server's log; try again later.")
    ),
}


def tell(error: AntreError, catalogue: Catalogue) -> RefusalAnswer:
    """Put a refusal into words of each language."""
    sentences = [MEANINGS[error.code].sentence]
    problem = str(error.details.get("problem"))
    if problem in PROBLEMS:
        sentences.append(PROBLEMS[problem])
    words = catalogue.say(sentences, error.details, words_of(error.details))
    return RefusalAnswer(error=Refusal(code=error.code, words=words, details=error.details))
