"""`/metrics`: the server's figures, for a monitoring program."""

from flask import Blueprint, Response

from queue_server.web.access import MONITOR, allow
from queue_server.web.measures import CONTENT_TYPE, measures_here

metrics = Blueprint("metrics", __name__)


@metrics.get("/metrics")
@allow(MONITOR)
def figures() -> Response:
    """Return the figures in the text form of Prometheus."""
    return Response(measures_here().text(), content_type=CONTENT_TYPE)
