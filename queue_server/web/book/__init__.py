"""The pages on which visitors book a slot by themselves, without an account and without a name."""

from queue_server.web.book.choose import book
from queue_server.web.book.limits import install
from queue_server.web.book.own import own

BLUEPRINTS = (book, own)

__all__ = ["BLUEPRINTS", "install"]
