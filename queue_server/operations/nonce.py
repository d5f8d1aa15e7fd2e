"""A write of a device or of a form happens once: the same nonce gives the same answer, for ever."""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import TypeVar

import msgspec

from queue_server.domain.actor import Actor
from queue_server.domain.errors import NonceReusedError
from queue_server.storage import nonces
from queue_server.storage.statement import Transaction

A = TypeVar("A")


def answer_once(
    tx: Transaction,
    run: Callable[[], A],
    answer_type: type[A],
    *,
    device_id: int,
    nonce: str,
    asked: tuple[object, ...],
    now: datetime,
) -> A:
    """Run an action of a device once per nonce; see `answer_writer_once`."""
    writer = Actor.device(device_id)
    return answer_writer_once(tx, run, answer_type, writer=writer, nonce=nonce, asked=asked, now=now)


def answer_writer_once(
    tx: Transaction,
    run: Callable[[], A],
    answer_type: type[A],
    *,
    writer: Actor,
    nonce: str,
    asked: tuple[object, ...],
    now: datetime,
) -> A:
    """Run an action once per nonce; later requests with the nonce get the first answer.

    A refused action leaves nothing behind, so that it may be tried again with the same nonce.

    Args:
        writer: the device, or the account whose form carries the nonce.
        asked: what tells this request from others. Never a temperature: even its hash would be health data.

    Raises:
        NonceReusedError: the nonce was used for another request.
    """
    fingerprint = sha256(repr(asked).encode()).hexdigest()
    known = nonces.find(tx, writer, nonce)
    if known is not None:
        if known.fingerprint != fingerprint:
            raise NonceReusedError
        return msgspec.json.decode(known.answer, type=answer_type)
    answer = run()
    nonces.keep(tx, writer, nonce, fingerprint, msgspec.json.encode(answer).decode(), now)
    return answer
