"""The whole of what is sent to a push service: address, headers, sealed words."""

import base64
import binascii
import os
import re
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from queue_server.domain.push import is_own, may_go_to
from queue_server.push.encryption import SALT_BYTES, Receiver, seal
from queue_server.push.vapid import Sender

PADDED_TO_BYTES = 512
"""Every message of ours is as long: the push service cannot tell one from the other."""
_ORIGIN = re.compile(r"https?://[^/]+")


@dataclass(frozen=True, slots=True)
class Sealed:
    """One request to a push service.

    Attributes:
        inside: whether its host may lie in the office's own network.
    """

    url: str
    headers: dict[str, str]
    body: bytes
    inside: bool


@dataclass(frozen=True, slots=True)
class PostOffice:
    """Seals messages, and says which push services they may go to.

    Attributes:
        services: names of their hosts.
        own_service: beginning of the addresses of one of the office's own, or empty.
    """

    sender: Sender
    services: tuple[str, ...]
    own_service: str = ""

    def takes(self, endpoint: str) -> bool:
        """Tell whether we send to an address."""
        return may_go_to(endpoint, self.services, self.own_service)

    def sealed(
        self, endpoint: str, receiver: Receiver, words: bytes, *, seconds: int, topic: str, now: datetime
    ) -> Sealed:
        """Seal a message with a key and a salt of its own.

        Args:
            seconds: how long the push service keeps it for a phone that is out of reach.
            topic: a later message with the same one takes its place; up to 32 letters and digits.

        Source:
            RFC 8030, sections 5.2 to 5.4.
        """
        origin = _ORIGIN.match(endpoint)
        body = seal(receiver, words, os.urandom(SALT_BYTES), generate_private_key(SECP256R1()), PADDED_TO_BYTES)
        headers = {
            "Authorization": self.sender.authorization(origin[0] if origin else "", now),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(seconds),
            "Topic": topic,
            "Urgency": "high",
        }
        return Sealed(endpoint, headers, body, is_own(endpoint, self.own_service))


def receiver_of(p256dh: str, auth: str) -> Receiver:
    """Read how a browser introduces itself.

    Args:
        p256dh: its public key, base64url.
        auth: the secret, base64url.

    Raises:
        ValueError: one of the two is none.
    """
    return Receiver(_raw(p256dh), _raw(auth))


def _raw(text: str) -> bytes:
    try:
        return base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("this is no base64url") from error
