"""A device becomes one of the office by a code: opened by an admin, shown once, used once."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from queue_server.domain.actor import Actor
from queue_server.domain.errors import DuplicateNameError, InvalidValueError
from queue_server.operations import devices, require
from queue_server.operations.settings_event import keep_change
from queue_server.protocol.pairing import ALPHABET, CODE_LENGTH, SELECTOR_LENGTH, PairAnswer, PairRequest, read_code
from queue_server.protocol.words import DeviceRole, Place
from queue_server.storage import device_tokens, offices, pairings, people
from queue_server.storage.offices import Office
from queue_server.storage.pairings import Pairing
from queue_server.storage.people import Device
from queue_server.storage.statement import Transaction
from queue_server.tokens import hash_code, hash_token

LIFE = timedelta(minutes=10)
LONGEST_MINUTES = 60
MOST_WRONG_TRIES = 5
KEPT = timedelta(days=1)
"""After its end a code is kept so long, for a device that asks once more because the answer was lost."""


@dataclass(frozen=True, slots=True)
class NewDevice:
    """What a code is for.

    Attributes:
        device_id: a device of the office that is to be paired anew, with its name and role; ``None`` for a new one.
    """

    name: str
    role: DeviceRole
    place: Place = Place.HALL
    counter_id: int | None = None
    device_id: int | None = None


@dataclass(frozen=True, slots=True)
class OpenedPairing:
    """A code as it is shown, this once."""

    id: int
    code: str
    name: str
    role: DeviceRole
    ends_at: datetime


def open_pairing(
    tx: Transaction,
    wanted: NewDevice,
    *,
    key: bytes,
    life: timedelta = LIFE,
    office_id: int,
    actor: Actor,
    now: datetime,
) -> OpenedPairing:
    """Open a pairing: one code for one device. A code that was opened for the same name before ends.

    Args:
        key: hashes the code; see `queue_server.tokens.pairing_key`.

    Raises:
        InvalidValueError: the name is missing, or there is no such device to pair anew.
        DuplicateNameError: another device has this name.
        UnknownCounterError: there is no such counter.
    """
    office = offices.claim(tx, office_id)
    pairings.forget(tx, now - KEPT)
    known = _known(tx, office, wanted)
    name, role = (known.name, DeviceRole(known.role)) if known else (_free_name(tx, office, wanted), wanted.role)
    for before in pairings.of_name(tx, office_id, name):
        if before.used_at is None:
            pairings.remove(tx, before.id)
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    new = Pairing(
        id=0,
        office_id=office_id,
        selector=code[:SELECTOR_LENGTH],
        code_hash=hash_code(key, code),
        name=name,
        role=role.value,
        place=wanted.place.value,
        counter_id=wanted.counter_id,
        opened_by=str(actor),
        opened_at=now,
        ends_at=now + life,
        device_id=wanted.device_id,
    )
    return OpenedPairing(pairings.add(tx, new), code, name, role, new.ends_at)


def _known(tx: Transaction, office: Office, wanted: NewDevice) -> Device | None:
    if wanted.device_id is None:
        return None
    known = people.device_by_id(tx, office.id, wanted.device_id)
    if known is None or known.revoked_at is not None:
        raise InvalidValueError(field="device", problem="unknown")
    return known


def _free_name(tx: Transaction, office: Office, wanted: NewDevice) -> str:
    name = require.text("name", wanted.name)
    if people.device_named(tx, office.id, name) is not None:
        raise DuplicateNameError(field="name", name=name)
    if wanted.counter_id is not None:
        require.counter(tx, office, wanted.counter_id)
    return name


def pair(tx: Transaction, asked: PairRequest, *, key: bytes, now: datetime) -> PairAnswer | None:
    """Let a device in by a code, once; the same device that asks again gets the same answer.

    Returns:
        ``None`` for a code that is wrong, used, ended or was tried too often: which one is nobody's business. It is
        no error, since an error would undo that the try is counted.

    Raises:
        InvalidValueError: the code is right, but for a device of another role; it stays open.
        DuplicateNameError: another device has got the name meanwhile.

    Records:
        ``device.changed``.
    """
    code = read_code(asked.code)
    if code is None:
        return None
    code_hash = hash_code(key, code)
    found = pairings.with_selector(tx, code[:SELECTOR_LENGTH])
    meant = [one for one in found if hmac.compare_digest(one.code_hash, code_hash)]
    if not meant:
        for one in found:
            if one.used_at is None:
                pairings.count_wrong(tx, one.id)
        return None
    office = offices.claim(tx, meant[0].office_id)
    pairing = pairings.get(tx, office.id, meant[0].id)  # again: another device may have used it before we had the lock
    if pairing is None:
        return None
    return _again(tx, office, pairing, asked) if pairing.used_at else _first(tx, office, pairing, asked, now)


def _again(tx: Transaction, office: Office, pairing: Pairing, asked: PairRequest) -> PairAnswer | None:
    known = people.device_by_id(tx, office.id, pairing.device_id or 0)
    same = hmac.compare_digest(pairing.token_hash, hash_token(asked.token))
    return _answer(office, known) if same and known and known.revoked_at is None else None


def _first(tx: Transaction, office: Office, pairing: Pairing, asked: PairRequest, now: datetime) -> PairAnswer | None:
    token_hash = hash_token(asked.token)
    if now >= pairing.ends_at or pairing.wrong_tries >= MOST_WRONG_TRIES:
        return None
    if people.device_by_token_hash(tx, token_hash) is not None:
        return None  # each device makes a token of its own
    if asked.role != pairing.role:
        raise InvalidValueError(field="role", problem="other_role")
    device_id = _let_in(tx, office, pairing, token_hash, now)
    pairings.use(tx, pairing.id, device_id=device_id, token_hash=token_hash, used_at=now)
    known = people.device_by_id(tx, office.id, device_id)
    return _answer(office, known) if known else None


def _let_in(tx: Transaction, office: Office, pairing: Pairing, token_hash: str, now: datetime) -> int:
    opener = Actor.parse(pairing.opened_by)
    if pairing.device_id is None:
        return devices.register_device(
            tx,
            office_id=office.id,
            name=pairing.name,
            role=DeviceRole(pairing.role),
            token_hash=token_hash,
            counter_id=pairing.counter_id,
            place=Place(pairing.place),
            change="paired",
            actor=opener,
            now=now,
        )
    device_tokens.replace_token(tx, pairing.device_id, token_hash, now)
    devices.record_change(tx, office, pairing.device_id, "paired", actor=opener, now=now)
    keep_change(tx, office, "device", pairing.device_id, "paired", actor=opener, now=now)
    return pairing.device_id


def _answer(office: Office, device: Device) -> PairAnswer:
    return PairAnswer(device_id=device.id, name=device.name, role=DeviceRole(device.role), office=office.name)


@dataclass(frozen=True, slots=True)
class PairingView:
    """How a pairing stands.

    Attributes:
        state: ``open``, ``paired``, ``ended`` or ``spent`` (too many wrong tries).
    """

    name: str
    role: DeviceRole
    state: str
    ends_at: datetime


def pairing_view(tx: Transaction, pairing_id: int, *, office_id: int, now: datetime) -> PairingView | None:
    """Return how a pairing of the office stands; ``None`` where it was taken back or forgotten."""
    found = pairings.get(tx, office_id, pairing_id)
    if found is None:
        return None
    state = "open"
    if found.used_at is not None:
        state = "paired"
    elif found.wrong_tries >= MOST_WRONG_TRIES:
        state = "spent"
    elif now >= found.ends_at:
        state = "ended"
    return PairingView(found.name, DeviceRole(found.role), state, found.ends_at)
