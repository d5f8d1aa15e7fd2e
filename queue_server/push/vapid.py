"""Who sends: the key by which push services, and browsers, know this server. Pure: the time is passed in."""

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    derive_private_key,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

KEY_BYTES = 32
VALID = timedelta(hours=12)
"""At most 24 hours are allowed; half of them bear a clock that is some hours wrong."""


def new_key() -> bytes:
    """Make a key to be kept: the secret number of a key pair on P-256."""
    return generate_private_key(SECP256R1()).private_numbers().private_value.to_bytes(KEY_BYTES, "big")


@dataclass(frozen=True, slots=True)
class Sender:
    """This server before the push services.

    Attributes:
        contact: whom a push service may write to when something is wrong (``mailto:...`` or ``https://...``).
    """

    key: EllipticCurvePrivateKey
    contact: str

    @classmethod
    def kept(cls, key: bytes, contact: str) -> "Sender":
        """Take up the key that was kept.

        Raises:
            ValueError: it is no such key.
        """
        if len(key) != KEY_BYTES:
            raise ValueError(f"the key has {len(key)} bytes, not {KEY_BYTES}")
        return cls(derive_private_key(int.from_bytes(key, "big"), SECP256R1()), contact)

    @property
    def public_key(self) -> str:
        """The half that browsers are told, base64url."""
        return _text(self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))

    def authorization(self, audience: str, now: datetime) -> str:
        """Return the header that names the sender to one push service, for some hours.

        Args:
            audience: scheme and host of the push service.

        Source:
            RFC 8292, sections 2 and 3; RFC 7518, section 3.4 (the two numbers of the signature, 32 bytes each).
        """
        claims = {"aud": audience, "exp": int((now + VALID).timestamp()), "sub": self.contact}
        signed = f"{_text(msgspec.json.encode({'typ': 'JWT', 'alg': 'ES256'}))}.{_text(msgspec.json.encode(claims))}"
        numbers = decode_dss_signature(self.key.sign(signed.encode(), ECDSA(hashes.SHA256())))
        signature = b"".join(number.to_bytes(KEY_BYTES, "big") for number in numbers)
        return f"vapid t={signed}.{_text(signature)}, k={self.public_key}"


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
