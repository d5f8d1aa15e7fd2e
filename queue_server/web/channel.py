"""A connection of waitress as this project wants it: who does not read is dropped, and refusals have our form."""

import time

import msgspec
from flask import Flask
from waitress.channel import HTTPChannel
from waitress.task import ErrorTask, WSGITask

from queue_server.web.context import services_of
from queue_server.web.errors import refusal_for_status
from queue_server.web.refusals import tell

UNREAD_BYTES = 262_144
UNREAD_SECONDS = 5.0
"""Who leaves this much of a stream unread for so long is dropped; it resumes where it was. Catching up is quicker."""
PHONES = "/v/"
"""Where the visitors' phones look: each asks once in many seconds."""


class _Task(WSGITask):  # type: ignore[misc] # waitress has no types
    """Answers a phone and closes its connection: 500 idle ones would be looked at in every turn of waitress's loop."""

    def build_response_header(self) -> bytes:
        if self.request.path.startswith(PHONES):
            self.set_close_on_finish()
        header: bytes = super().build_response_header()
        return header


class _RefusalTask(ErrorTask):  # type: ignore[misc] # waitress has no types
    """Answers what waitress refuses by itself in the form of every other refusal."""

    def execute(self) -> None:
        """Write the refusal and close the connection."""
        application: Flask = self.channel.server.flask_app
        error = refusal_for_status(self.request.error.code, application.config["MAX_CONTENT_LENGTH"])
        body = msgspec.json.encode(tell(error, services_of(application).catalogue))
        self.status = f"{self.request.error.code} {self.request.error.reason}"
        self.response_headers.append(("Content-Type", "application/json"))
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class Channel(HTTPChannel):  # type: ignore[misc] # waitress has no types
    """A connection that counts as left when its client does not read."""

    task_class = _Task
    error_task_class = _RefusalTask
    _unread_since: float | None = None

    def check_client_disconnected(self) -> bool:
        if self.total_outbufs_len <= UNREAD_BYTES:
            self._unread_since = None
            return not self.connected
        now = time.monotonic()
        self._unread_since = self._unread_since or now
        return not self.connected or now - self._unread_since > UNREAD_SECONDS
