"""Whether the server is alive, for supervisors and monitors: asks the database, changes nothing."""

from flask import Blueprint, Response, jsonify

from queue_server.operations.admin_page import every_office
from queue_server.web.access import OPEN, allow
from queue_server.web.context import services

health = Blueprint("health", __name__)


@health.get("/health")
@allow(OPEN)
def alive() -> Response:
    """Tell that pages are served and the database answers.

    Raises:
        UnavailableError: the database does not answer; the status is 503.
    """
    services().store.read(every_office)
    return jsonify(status="ok")
