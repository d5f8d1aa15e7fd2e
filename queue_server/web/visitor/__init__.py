"""The visitor's phone: the place in line behind the ticket's QR, without account or personal data."""

from queue_server.web.visitor.follow import follow_address, install
from queue_server.web.visitor.page import visitor

BLUEPRINTS = (visitor,)

__all__ = ["BLUEPRINTS", "follow_address", "install"]
