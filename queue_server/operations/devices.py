"""Devices: kiosks, displays, call terminals, programs of the office."""

from datetime import datetime, timedelta
from typing import Any

import msgspec

from queue_server.domain.actor import Actor
from queue_server.domain.errors import DuplicateNameError, InvalidValueError, NotSignedInError
from queue_server.operations import require
from queue_server.operations.settings_event import keep_change
from queue_server.operations.views import KnownDevice
from queue_server.protocol.events import EventName, SubjectEvent
from queue_server.protocol.messages import Heartbeat, HeartbeatAnswer, PartHealth
from queue_server.protocol.words import DeviceRole, Place
from queue_server.storage import device_tokens, events, offices, people
from queue_server.storage.offices import Office
from queue_server.storage.people import Device
from queue_server.storage.statement import Transaction

OFFLINE_AFTER = timedelta(seconds=120)
"""Twelve heartbeats that did not come."""


def register_device(
    tx: Transaction,
    *,
    office_id: int,
    name: str,
    role: DeviceRole,
    token_hash: str,
    counter_id: int | None = None,
    place: Place = Place.HALL,
    change: str = "registered",
    actor: Actor,
    now: datetime,
) -> int:
    """Register a device and return its id; only the hash of its token is kept.

    Args:
        place: where it stands: a kiosk offers the services of its place, a display shows their calls.
        change: how it came, in one word.

    Raises:
        InvalidValueError: the name is missing.
        DuplicateNameError: another device has this name.
        UnknownCounterError: there is no such counter.

    Records:
        ``device.changed``.
    """
    office = offices.claim(tx, office_id)
    wanted = require.text("name", name)
    if people.device_named(tx, office_id, wanted) is not None:
        raise DuplicateNameError(field="name", name=wanted)
    if counter_id is not None:
        require.counter(tx, office, counter_id)
    device_id = people.add_device(
        tx,
        office_id,
        name=wanted,
        role=role.value,
        token_hash=token_hash,
        counter_id=counter_id,
        place=place,
        token_since=now,
    )
    record_change(tx, office, device_id, change, actor=actor, now=now)
    after = {"name": wanted, "role": role.value, "place": place.value}
    keep_change(tx, office, "device", device_id, change, after=after, actor=actor, now=now)
    return device_id


def revoke_device(tx: Transaction, device_id: int, *, office_id: int, actor: Actor, now: datetime) -> None:
    """Make a device's token worthless.

    Raises:
        InvalidValueError: there is no such device.

    Records:
        ``device.changed``, unless it was revoked before.
    """
    office = offices.claim(tx, office_id)
    device = people.device_by_id(tx, office_id, device_id)
    if device is None:
        raise InvalidValueError(field="device", problem="unknown")
    if device.revoked_at is None:
        people.revoke_device(tx, device_id, now)
        record_change(tx, office, device_id, "revoked", actor=actor, now=now)
        keep_change(tx, office, "device", device_id, "revoked", actor=actor, now=now)


def device_by_token_hash(tx: Transaction, token_hash: str, now: datetime | None = None) -> KnownDevice | None:
    """Return the device whose token has this hash; ``None`` if there is none or it was revoked.

    Args:
        now: without it, a token that was renewed counts no more.
    """
    device, former = people.device_by_token_hash(tx, token_hash), False
    if device is None and now is not None:
        device, former = _by_former(tx, token_hash, now), True
    if device is None or device.revoked_at is not None:
        return None
    place = Place(device.place)
    return KnownDevice(device.id, device.office_id, device.name, device.role, device.counter_id, place, former)


def _by_former(tx: Transaction, token_hash: str, now: datetime) -> Device | None:
    state = device_tokens.with_former(tx, token_hash)
    if state is None or state.former_ends_at is None or now >= state.former_ends_at:
        return None
    return people.device_by_token_hash(tx, state.token_hash)


def record_heartbeat(
    tx: Transaction, device_id: int, heartbeat: Heartbeat, *, office_id: int, now: datetime
) -> HeartbeatAnswer:
    """Store that a device lives, and how its parts are, each with the time since when it is so.

    Records:
        ``device.changed`` when a part came, went or changed its state, when the version changed, and when the device is
        back after a silence; a beat without news is no event.
    """
    office = offices.claim(tx, office_id)
    device = people.device_by_id(tx, office_id, device_id)
    if device is None:
        raise NotSignedInError
    parts = [_with_time(part, device.parts, now) for part in heartbeat.parts]
    people.device_seen(tx, device_id, now, parts=parts, version=heartbeat.version)
    if silent(device.last_seen_at, now) or heartbeat.version != device.version or _news(parts, device.parts):
        record_change(tx, office, device_id, "health", actor=Actor.device(device_id), now=now)
    return HeartbeatAnswer(now=now, device_id=device.id, device_name=device.name, role=DeviceRole(device.role))


def silent(last_seen_at: datetime | None, now: datetime) -> bool:
    """Tell whether a device has not been heard of for so long that it counts as off line."""
    return last_seen_at is None or now - last_seen_at > OFFLINE_AFTER


def _with_time(part: PartHealth, before: list[dict[str, Any]], now: datetime) -> dict[str, Any]:
    """Note since when a part is as it is: since now, unless it was so before."""
    known: dict[str, Any] = msgspec.to_builtins(part)
    since = next((one.get("since") for one in before if _state(one) == _state(known)), None)
    return known | {"since": since or now.isoformat()}


def _news(parts: list[dict[str, Any]], before: list[dict[str, Any]]) -> bool:
    return [_state(part) for part in parts] != [_state(part) for part in before]


def _state(part: dict[str, Any]) -> tuple[object, ...]:
    return tuple(part.get(name) for name in ("name", "driver", "simulated", "state", "code"))


def record_change(tx: Transaction, office: Office, device_id: int, change: str, *, actor: Actor, now: datetime) -> None:
    """Record ``device.changed``: which device, and how in one word."""
    payload = SubjectEvent(subject="device", subject_id=device_id, change=change)
    events.record(tx, office, EventName.DEVICE_CHANGED, payload, actor=actor, now=now)
