"""Whether the server is alive, and whether it is ready, for supervisors and monitors; changes nothing."""

from http import HTTPStatus

from flask import Blueprint, Response, jsonify

from queue_server.operations.admin_page import every_office
from queue_server.web.access import OPEN, allow
from queue_server.web.context import services

health = Blueprint("health", __name__)


@health.get("/health")
@allow(OPEN)
def alive() -> Response:
    """Tell that pages are served and the database answers, and whether it takes what is written.

    Raises:
        UnavailableError: the database does not answer; the status is 503.
    """
    store = services().store
    store.read(every_office)
    return jsonify(status="cannot_store" if store.trouble else "ok")


@health.get("/ready")
@allow(OPEN)
def ready() -> Response:
    """Tell whether the server does its whole work: 200, or 503 with the code of what is missing."""
    lack = services().monitoring.what_lacks()
    response = jsonify({"status": "not_ready", "reason": lack} if lack else {"status": "ready"})
    response.status_code = HTTPStatus.SERVICE_UNAVAILABLE if lack else HTTPStatus.OK
    return response
