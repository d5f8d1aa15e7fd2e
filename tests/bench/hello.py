"""The measure: the least that Flask on waitress can do, with the server's own settings of waitress."""

import logging
import socket

from flask import Flask, Response, jsonify
from waitress.server import create_server

from queue_server.config import WebSettings
from queue_server.web.serve import waitress_settings


def hello_app() -> Flask:
    """Build an application with one route that answers a small JSON object."""
    app = Flask("hello")

    @app.get("/hello")
    def hello() -> Response:
        return jsonify(hello="world")

    return app


def main() -> None:
    """Print the port that the system chose, then serve until ended."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a busy moment is what is measured
    listening = socket.create_server(("127.0.0.1", 0), backlog=1024)
    server = create_server(hello_app(), sockets=[listening], **waitress_settings(WebSettings()))
    print(listening.getsockname()[1], flush=True)
    server.run()


if __name__ == "__main__":
    main()
