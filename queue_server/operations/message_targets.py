"""Where messages to the task force go: added, switched, tested and removed by an admin."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from queue_server.domain.actor import Actor
from queue_server.domain.errors import DuplicateNameError, InvalidValueError, UnknownTargetError
from queue_server.domain.message import CHOSEN_KINDS, Message, MessageKind, MessageState, MessageTarget
from queue_server.operations import require
from queue_server.operations.settings_event import record_change
from queue_server.protocol.events import EventName, SubjectEvent
from queue_server.storage import events, messages, offices
from queue_server.storage.statement import Transaction

MOST_TARGETS = 20
SUBJECT = "message_target"


@dataclass(frozen=True, slots=True)
class TargetView:
    """A target as its page shows it; never its address.

    Attributes:
        shown: of the address, what is no secret.
        last: the newest message to it.
    """

    id: int
    name: str
    shown: str
    kinds: tuple[MessageKind, ...]
    active: bool
    last: Message | None

    @property
    def troubled(self) -> bool:
        """Whether the newest message could not be delivered, so far or for good."""
        return self.active and self.last is not None and bool(self.last.error)


def add_target(
    tx: Transaction,
    *,
    name: str,
    url: str,
    shown: str,
    kinds: Collection[MessageKind],
    office_id: int,
    actor: Actor,
    now: datetime,
) -> int:
    """Add a target, switched on, and return its id.

    Args:
        url: for the library that sends; the web layer has asked it whether it understands the address.
        shown: of the address, what pages may show.

    Raises:
        InvalidValueError: the name or the kinds are missing, or there are too many targets.
        DuplicateNameError: another target has this name.

    Records:
        ``settings.changed``; neither it nor the history holds anything of the address.
    """
    office = offices.claim(tx, office_id)
    wanted = require.text("name", name)
    chosen = tuple(kind for kind in CHOSEN_KINDS if kind in kinds)
    if not chosen:
        raise InvalidValueError(field="kinds", problem="missing")
    if messages.target_named(tx, office_id, wanted) is not None:
        raise DuplicateNameError(field="name", name=wanted)
    if len(messages.targets(tx, office_id)) >= MOST_TARGETS:
        raise InvalidValueError(field="name", problem="too_many")
    target = MessageTarget(0, wanted, url, shown, chosen, active=True)
    target_id = messages.add_target(tx, office_id, target)
    record_change(tx, office, SUBJECT, target_id, "created", after=_picture(target), actor=actor, now=now)
    return target_id


def switch_target(
    tx: Transaction, target_id: int, *, active: bool, office_id: int, actor: Actor, now: datetime
) -> None:
    """Switch a target on or off; what waits to be sent to one that is off is not sent.

    Raises:
        UnknownTargetError: there is no such target.

    Records:
        ``settings.changed``, unless it was so before.
    """
    office = offices.claim(tx, office_id)
    target = _known(tx, office_id, target_id)
    if target.active != active:
        messages.switch_target(tx, target_id, active=active)
        before, after = _picture(target), {**_picture(target), "active": active}
        record_change(tx, office, SUBJECT, target_id, "changed", before=before, after=after, actor=actor, now=now)


def remove_target(tx: Transaction, target_id: int, *, office_id: int, actor: Actor, now: datetime) -> None:
    """Remove a target, its address and its messages.

    Raises:
        UnknownTargetError: there is no such target.

    Records:
        ``settings.changed``.
    """
    office = offices.claim(tx, office_id)
    target = _known(tx, office_id, target_id)
    messages.remove_target(tx, target_id)
    record_change(tx, office, SUBJECT, target_id, "removed", before=_picture(target), actor=actor, now=now)


def send_test(tx: Transaction, target_id: int, *, office_id: int, actor: Actor, now: datetime) -> None:
    """Have a test sent to a target, switched on or off; how that ended shows on the page.

    Raises:
        UnknownTargetError: there is no such target.

    Records:
        ``message.asked``, unless a test is under way.
    """
    office = offices.claim(tx, office_id)
    _known(tx, office_id, target_id)
    if messages.pending_test(tx, target_id) is None:
        messages.add(tx, new_message(office_id, target_id, MessageKind.TEST, now))
        payload = SubjectEvent(subject="message", subject_id=target_id, change=MessageKind.TEST)
        events.record(tx, office, EventName.MESSAGE_ASKED, payload, actor=actor, now=now)


def new_message(
    office_id: int,
    target_id: int,
    kind: MessageKind,
    now: datetime,
    *,
    case_id: str | None = None,
    device_id: int | None = None,
) -> Message:
    """Return a message that is to be sent at once."""
    state, attempts, error = MessageState.PENDING, 0, ""
    return Message(0, office_id, target_id, kind, case_id, device_id, now, state, attempts, now, error, None)


def targets_view(tx: Transaction, *, office_id: int) -> tuple[tuple[TargetView, ...], int]:
    """Return all targets by name with how the last message to each ended, and the ``seq`` of this picture."""
    shown = tuple(
        TargetView(one.id, one.name, one.shown, one.kinds, one.active, messages.newest(tx, one.id))
        for one in messages.targets(tx, office_id)
    )
    return shown, events.last_seq(tx, office_id)


def _known(tx: Transaction, office_id: int, target_id: int) -> MessageTarget:
    found = messages.target(tx, office_id, target_id)
    if found is None:
        raise UnknownTargetError
    return found


def _picture(target: MessageTarget) -> dict[str, object]:
    """Return what the history may hold of a target."""
    return {"name": target.name, "kinds": list(target.kinds), "active": target.active}
