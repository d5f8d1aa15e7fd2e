"""A phone's browser, which can read what was sealed for it, and the push service that takes messages for it."""

import base64
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def raw(text_: str) -> bytes:
    return base64.urlsafe_b64decode(text_ + "=" * (-len(text_) % 4))


@dataclass
class Phone:
    """What a browser makes when it subscribes: a key pair, and a secret that it shares with the server."""

    key: EllipticCurvePrivateKey = field(default_factory=lambda: generate_private_key(SECP256R1()))
    auth: bytes = field(default_factory=lambda: os.urandom(16))

    @property
    def public_key(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def subscription(self, endpoint: str) -> dict[str, Any]:
        """Return what ``PushSubscription.toJSON()`` gives."""
        keys = {"p256dh": text(self.public_key), "auth": text(self.auth)}
        return {"endpoint": endpoint, "expirationTime": None, "keys": keys}

    def reads(self, body: bytes) -> bytes:
        """Open a message as RFC 8291 tells browsers to."""
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        point, sealed = body[21 : 21 + length], body[21 + length :]
        assert len(sealed) <= size
        shared = self.key.exchange(ECDH(), EllipticCurvePublicKey.from_encoded_point(SECP256R1(), point))
        secret = _derived(self.auth, shared, b"WebPush: info\0" + self.public_key + point, 32)
        key, nonce = (
            _derived(salt, secret, b"Content-Encoding: " + what, length)
            for what, length in ((b"aes128gcm\0", 16), (b"nonce\0", 12))
        )
        filled = AESGCM(key).decrypt(nonce, sealed, None)
        words, mark, padding = filled.rpartition(b"\x02")
        assert mark
        assert set(padding) <= {0}
        return words


def _derived(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


def claims_of(authorization: str) -> dict[str, Any]:
    """Check the signature of a sender as a push service does; return what it claims."""
    kind, _, told = authorization.partition(" ")
    assert kind == "vapid"
    parts = dict(part.strip().split("=", 1) for part in told.split(","))
    header, claims, signature = parts["t"].split(".")
    numbers = raw(signature)
    assert len(numbers) == 64
    assert json.loads(raw(header)) == {"typ": "JWT", "alg": "ES256"}
    key = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), raw(parts["k"]))
    both = encode_dss_signature(int.from_bytes(numbers[:32], "big"), int.from_bytes(numbers[32:], "big"))
    key.verify(both, f"{header}.{claims}".encode(), ECDSA(hashes.SHA256()))
    found: dict[str, Any] = json.loads(raw(claims))
    return found


@dataclass(frozen=True)
class Came:
    """One request to the push service."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class PushService:
    """What came, in its order.

    Attributes:
        answers: statuses for the next requests; then 201.
        moved_to: where a 3xx sends whoever asks.
    """

    port: int = 0
    came: list[Came] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    moved_to: str = ""

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def words_for(self, phone: Phone) -> list[dict[str, Any]]:
        """Return what a phone reads, message by message."""
        return [json.loads(phone.reads(one.body)) for one in self.came]


@contextmanager
def push_service() -> Iterator[PushService]:
    """Run a push service on loopback."""
    service = PushService()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            service.came.append(Came(self.path, dict(self.headers), body))
            self.send_response(service.answers.pop(0) if service.answers else 201)
            if service.moved_to:
                self.send_header("Location", service.moved_to)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
