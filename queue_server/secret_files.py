"""Secrets that the server makes for itself and keeps in files that only its own user may read."""

import os
import secrets
from collections.abc import Callable
from functools import partial
from pathlib import Path

SECRET_KEY_FILE = "secret.key"  # noqa: S105 - a file's name
PUSH_KEY_FILE = "push.key"
METRICS_TOKEN_FILE = "metrics.token"  # noqa: S105 - a file's name


def secret_key(data_dir: Path) -> bytes:
    """Return the key that signs sessions, made at the first start and readable by the service only.

    Two servers that start at once on an empty folder end up with the same key: the file appears whole, or not at all.
    """
    return kept_secret(data_dir / SECRET_KEY_FILE, partial(secrets.token_bytes, 32))


def metrics_token(data_dir: Path) -> bytes:
    """Return the token with which a monitoring program reads the metrics; text, so that it can be handed over."""
    return kept_secret(data_dir / METRICS_TOKEN_FILE, lambda: secrets.token_urlsafe(32).encode()).strip()


def kept_secret(path: Path, make: Callable[[], bytes]) -> bytes:
    """Return a secret that is kept in a file, made where there is none yet and readable by the service only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _keep_secret(path, make())
    return path.read_bytes()


def replace_secret(path: Path, secret: bytes) -> None:
    """Put another secret in a file's place; a power cut leaves the old one or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _draft(path, secret).replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the old one must not come back with a power cut
    finally:
        os.close(folder)


def _keep_secret(path: Path, secret: bytes) -> None:
    draft = _draft(path, secret)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # another server was first; its key is the one
    finally:
        draft.unlink()


def _draft(path: Path, secret: bytes) -> Path:
    draft = path.with_suffix(f".{os.getpid()}-{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    return draft
