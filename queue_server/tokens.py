"""Device tokens: shown once, stored as a hash only."""

import hashlib
import secrets


def new_token() -> str:
    """Make a token of 256 random bits; as it cannot be guessed, a plain hash of it is safe to store."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """Return the hex SHA-256 of a token, by which the device is found."""
    return hashlib.sha256(token.encode()).hexdigest()
