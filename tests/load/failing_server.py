"""A server that cannot tell what the office offers: the load must count that as errors."""

import sys

from queue_server.__main__ import main
from queue_server.operations import offer


def fail(*_: object, **__: object) -> None:
    """Divide by nothing."""
    raise ZeroDivisionError


if __name__ == "__main__":
    offer.office_info = fail  # type: ignore[assignment] # what is planted
    sys.exit(main())
