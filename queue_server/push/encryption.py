"""What a phone is told, sealed so that only its browser can read it. Pure: salt and key of the moment are passed in."""

from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

SALT_BYTES = 16
AUTH_BYTES = 16
RECORD_BYTES = 4096
"""What every push service takes, and the size of the only record."""
_LAST_RECORD = b"\x02"
_OVERHEAD_BYTES = SALT_BYTES + 4 + 1 + 65 + len(_LAST_RECORD) + 16


@dataclass(frozen=True, slots=True)
class Receiver:
    """A browser, as it introduced itself.

    Attributes:
        public_key: 65 bytes, a point of P-256 in the open.
        auth: 16 secret bytes that it shares with us.
    """

    public_key: bytes
    auth: bytes

    def __post_init__(self) -> None:
        """Raise `ValueError` where this cannot be a receiver: a wrong length, or a point that is not on the curve."""
        if len(self.auth) != AUTH_BYTES:
            raise ValueError("the secret of a subscription has 16 bytes")
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), self.public_key)


def seal(
    receiver: Receiver, words: bytes, salt: bytes, once: EllipticCurvePrivateKey, padded_to_bytes: int = 0
) -> bytes:
    """Encrypt a message for one browser.

    Args:
        words: what it is to read.
        salt: 16 random bytes, never used twice.
        once: a key that is made for this message only.
        padded_to_bytes: shorter words are filled up to this, so that the length does not tell what they say.

    Returns:
        The body to send, with salt and public key in front (``aes128gcm``).

    Raises:
        ValueError: it would be longer than push services take.

    Source:
        RFC 8291, sections 3.3 and 3.4; RFC 8188, section 2.
    """
    filled = words + _LAST_RECORD + bytes(max(0, padded_to_bytes - len(words)))
    if len(filled) + _OVERHEAD_BYTES - len(_LAST_RECORD) > RECORD_BYTES:
        raise ValueError(f"{len(words)} bytes are too many for a push message")
    own = _point(once.public_key())
    shared = once.exchange(ECDH(), EllipticCurvePublicKey.from_encoded_point(SECP256R1(), receiver.public_key))
    secret = _derived(receiver.auth, shared, b"WebPush: info\0" + receiver.public_key + own, 32)
    key = _derived(salt, secret, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(salt, secret, b"Content-Encoding: nonce\0", 12)
    header = salt + RECORD_BYTES.to_bytes(4, "big") + bytes([len(own)]) + own
    return header + AESGCM(key).encrypt(nonce, filled, None)


def _point(key: EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _derived(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)
