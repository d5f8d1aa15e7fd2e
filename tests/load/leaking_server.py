"""A server that keeps something of every answer: the load must find that its memory is not flat."""

import sys

from flask import Flask, Response

from queue_server.__main__ import main

KEPT_BYTES = 200_000
kept: list[bytes] = []
whole = Flask.process_response


def keep(self: Flask, response: Response) -> Response:
    """Answer as always, and forget nothing."""
    kept.append(b"\1" * KEPT_BYTES)
    return whole(self, response)


if __name__ == "__main__":
    Flask.process_response = keep  # type: ignore[method-assign] # what is planted
    sys.exit(main())
