"""Device tokens, and codes that lead to one: shown once, stored as a hash only."""

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


def hash_code(key: bytes, code: str) -> str:
    """Return the hex HMAC of a code: it is short, so that a plain hash could be turned back by trying all."""
    return hmac.digest(key, code.encode(), "sha256").hex()
