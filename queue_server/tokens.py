"""What lets devices and programs in: tokens, codes that lead to one, secrets that sign. Each is shown once."""

import base64
import hashlib
import hmac
import secrets


def new_token() -> str:
    """Make a token of 256 random bits; as it cannot be guessed, a plain hash of it is safe to store."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """Return the hex SHA-256 of a token, by which the device is found."""
    return hashlib.sha256(token.encode()).hexdigest()


def pairing_key(secret: bytes) -> bytes:
    """Return what hashes the codes that pair devices, and nothing else."""
    return hmac.digest(secret, b"antre: pairing codes", "sha256")


def webhook_secret(secret: bytes, office_id: int, nonce: str) -> str:
    """Return what signs the calls of a program that was added by a form: the same for the same form of an office.

    Whoever presses twice, or lost the answer, is shown the secret that counts; it is nowhere kept for that.
    """
    made = hmac.digest(secret, f"antre: webhook {office_id} {nonce}".encode(), "sha256")
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


def hash_code(key: bytes, code: str) -> str:
    """Return the hex HMAC of a code: it is short, so that a plain hash could be turned back by trying all."""
    return hmac.digest(key, code.encode(), "sha256").hex()
