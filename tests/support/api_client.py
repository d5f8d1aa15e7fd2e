"""A program that talks to the API as kiosks and call terminals do: one kept connection, JSON, a bearer token."""

import http.client
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import msgspec

TIMEOUT_SECONDS = 20.0


@dataclass(frozen=True)
class Reply:
    """Status and decoded body of an answer."""

    status: int
    body: Any

    @property
    def code(self) -> str:
        """The refusal's code, empty for a success."""
        return "" if self.status < 400 else str(self.body["error"]["code"])


def new_nonce() -> str:
    """A nonce as a device makes it."""
    return secrets.token_urlsafe(18)


def check_in_body(service_id: int, nonce: str | None = None, celsius: float = 36.4) -> dict[str, Any]:
    """The request of a kiosk for a visitor who was measured."""
    measurement = {"status": "measured", "celsius": celsius, "samples": 12}
    return {"nonce": nonce or new_nonce(), "service_id": service_id, "measurement": measurement}


class ApiClient:
    """One client; not for two threads at once."""

    def __init__(self, url: str, token: str, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=timeout_seconds)
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def get(self, path: str) -> Reply:
        """Ask below ``/api/v1``."""
        return self._ask("GET", path, None)

    def post(self, path: str, body: Mapping[str, Any] | None = None) -> Reply:
        """Write below ``/api/v1``; without a body a fresh nonce is sent alone."""
        return self._ask("POST", path, msgspec.json.encode(body or {"nonce": new_nonce()}))

    def check_in(self, service_id: int, nonce: str | None = None) -> Reply:
        """Check a healthy visitor in."""
        return self.post("/check-ins", check_in_body(service_id, nonce))

    def close(self) -> None:
        """Drop the connection."""
        self._connection.close()

    def _ask(self, method: str, path: str, body: bytes | None) -> Reply:
        self._connection.request(method, "/api/v1" + path, body, self._headers)
        answer = self._connection.getresponse()
        return Reply(answer.status, msgspec.json.decode(answer.read()))
