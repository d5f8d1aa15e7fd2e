"""A device gets another token without anybody coming by; an answer that is lost locks nobody out."""

from datetime import datetime, timedelta

import msgspec

from queue_server.domain.actor import Actor
from queue_server.domain.errors import InvalidValueError
from queue_server.operations.devices import record_change, record_heartbeat
from queue_server.operations.settings_event import keep_change
from queue_server.protocol.messages import Heartbeat, HeartbeatAnswer
from queue_server.protocol.pairing import TokenRenewal, TokenRenewed
from queue_server.storage import device_tokens, offices, people
from queue_server.storage.device_tokens import TokenState
from queue_server.storage.statement import Transaction
from queue_server.tokens import hash_token

FORMER_COUNTS = timedelta(minutes=5)
"""So long the token before is good, unless the new one is used sooner."""
RENEWED_EVERY = timedelta(days=30)


def renew_token(
    tx: Transaction, device_id: int, asked: TokenRenewal, *, former: bool, office_id: int, now: datetime
) -> TokenRenewed:
    """Give a device the token that it made; the same request again gets the same answer.

    Args:
        former: the request came with the token before.

    Raises:
        InvalidValueError: the token is another device's, or was this one's before.

    Records:
        ``device.changed``, unless it has this token already.
    """
    office = offices.claim(tx, office_id)
    state, token_hash = device_tokens.state(tx, device_id), hash_token(asked.token)
    if token_hash == state.token_hash:
        return TokenRenewed()
    if people.device_by_token_hash(tx, token_hash) or device_tokens.with_former(tx, token_hash):
        raise InvalidValueError(field="token", problem="unusable_field")
    shown = state.former_token_hash if former else state.token_hash
    device_tokens.renew(tx, device_id, token_hash, former=shown, former_ends_at=now + FORMER_COUNTS, now=now)
    by = Actor.device(device_id)
    record_change(tx, office, device_id, "token", actor=by, now=now)
    keep_change(tx, office, "device", device_id, "token", actor=by, now=now)
    return TokenRenewed()


def beat(
    tx: Transaction, device_id: int, heartbeat: Heartbeat, *, former: bool, office_id: int, now: datetime
) -> HeartbeatAnswer:
    """Record a heartbeat, and with it that the device has its present token; see `record_heartbeat`."""
    answer = record_heartbeat(tx, device_id, heartbeat, office_id=office_id, now=now)
    return msgspec.structs.replace(answer, renew_token=_settled(tx, device_id, former=former, now=now))


def _settled(tx: Transaction, device_id: int, *, former: bool, now: datetime) -> bool:
    """Note that a device uses the token with which it asked; return whether it should make another one."""
    state = device_tokens.state(tx, device_id)
    if state.former_token_hash and not former:
        device_tokens.settle(tx, device_id)
    return not former and _due(state, now)


def _due(state: TokenState, now: datetime) -> bool:
    return state.renew_asked or state.since is None or now - state.since >= RENEWED_EVERY


def ask_renewal(tx: Transaction, device_id: int, *, office_id: int, actor: Actor, now: datetime) -> None:
    """Have a device make another token at its next beat.

    Raises:
        InvalidValueError: there is no such device, or it was revoked.
    """
    office = offices.claim(tx, office_id)
    known = people.device_by_id(tx, office_id, device_id)
    if known is None or known.revoked_at is not None:
        raise InvalidValueError(field="device", problem="unknown")
    device_tokens.ask_renewal(tx, device_id)
    keep_change(tx, office, "device", device_id, "token_asked", actor=actor, now=now)
