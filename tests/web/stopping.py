"""A server process whose one route answers slowly; started by the test of the stop."""

import sys
import time

import msgspec
from flask import Flask

from queue_server.config import WebSettings
from queue_server.feed import Feed
from queue_server.web import errors
from queue_server.web.serve import run_server
from tests.web.event_source import MemoryEvents


def slow() -> str:
    """Take longer than a stop would like."""
    print("working", flush=True)
    time.sleep(0.5)
    return "finished"


def main() -> None:
    """Serve at the port given on the command line, with certificate and key where they are too, until told to stop."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = 65_536
    errors.install(app)
    app.add_url_rule("/slow", "slow", slow)
    tls = dict(zip(("certificate_file", "key_file"), sys.argv[2:], strict=True)) if sys.argv[2:] else {}
    feed = Feed(MemoryEvents())
    feed.start()
    run_server(app, msgspec.structs.replace(WebSettings(), port=int(sys.argv[1]), **tls), feed)
    print("stopped", flush=True)


if __name__ == "__main__":
    main()
