"""A write of a device or of a form happens once: the same nonce gives the same answer, for ever."""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import TypeVar

import msgspec

from queue_server.domain.actor import Actor
from queue_server.domain.errors import AntreError, InternalError, NonceReusedError, UnavailableError, refusal_of
from queue_server.protocol.codes import RefusalCode
from queue_server.storage import nonces
from queue_server.storage.nonces import StoredAnswer
from queue_server.storage.statement import Transaction

A = TypeVar("A")
OF_THE_MOMENT = (UnavailableError, InternalError)
"""Refusals that speak of the server and not of the request: not kept, the same request may succeed later."""


def answer_once(
    tx: Transaction,
    run: Callable[[], A],
    answer_type: type[A],
    *,
    device_id: int,
    nonce: str,
    asked: tuple[object, ...],
    now: datetime,
    although_refused: bool = False,
) -> A:
    """Run an action of a device once per nonce; see `answer_writer_once`."""
    writer = Actor.device(device_id)
    return answer_writer_once(
        tx, run, answer_type, writer=writer, nonce=nonce, asked=asked, now=now, although_refused=although_refused
    )


def answer_writer_once(
    tx: Transaction,
    run: Callable[[], A],
    answer_type: type[A],
    *,
    writer: Actor,
    nonce: str,
    asked: tuple[object, ...],
    now: datetime,
    although_refused: bool = False,
) -> A:
    """Run an action once per nonce; later requests with the nonce get the first answer, also where it was a refusal.

    Of a refused action nothing stays but the refusal. So a request that the network held up, or repeated, is not
    carried out after its sender was told "no": whoever tries again makes a new nonce.

    Args:
        writer: the device, or the account whose form carries the nonce.
        asked: what tells this request from others. Never a temperature: even its hash would be health data.
        although_refused: run even where the nonce was refused before: what is told has happened meanwhile.

    Raises:
        NonceReusedError: the nonce was used for another request.
        AntreError: the action was refused, now or before.
    """
    fingerprint = sha256(repr(asked).encode()).hexdigest()
    known = nonces.find(tx, writer, nonce)
    if known is not None and known.refused and although_refused:
        nonces.forget(tx, writer, nonce)
    elif known is not None:
        return _as_before(known, fingerprint, answer_type)
    try:
        answer = tx.undone_if_refused(run)
    except AntreError as refusal:
        if not isinstance(refusal, OF_THE_MOMENT):
            facts = msgspec.json.encode(refusal.details).decode()
            nonces.keep(tx, writer, nonce, StoredAnswer(fingerprint, facts, refusal.code.value), now)
            tx.kept_refusal = refusal
        raise
    nonces.keep(tx, writer, nonce, StoredAnswer(fingerprint, msgspec.json.encode(answer).decode()), now)
    return answer


def _as_before(known: StoredAnswer, fingerprint: str, answer_type: type[A]) -> A:
    if known.fingerprint != fingerprint:
        raise NonceReusedError
    if known.refused:
        raise refusal_of(RefusalCode(known.refused), msgspec.json.decode(known.answer))
    return msgspec.json.decode(known.answer, type=answer_type)
