"""Which programs are told of events: added, tested and removed by an admin."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from queue_server.domain.actor import Actor
from queue_server.domain.errors import DuplicateNameError, InvalidValueError, UnknownTargetError
from queue_server.domain.webhook import EVENTS, LATE, TOLD_FOR, Delivery, DeliveryState, Webhook, may_be_told, shown_of
from queue_server.operations import require
from queue_server.operations.settings_event import record_change
from queue_server.operations.webhooks import SUBJECT
from queue_server.protocol.events import EventName
from queue_server.storage import events, offices, setting_changes, webhooks
from queue_server.storage.statement import Transaction

MOST_WEBHOOKS = 10


@dataclass(frozen=True, slots=True)
class WebhookView:
    """A program as pages and commands show it; never its secret, and of its address only where it is.

    Attributes:
        since: when it was added.
        last: the newest delivery that was tried.
        waiting: deliveries that are still to be made.
        given_up: deliveries of the last seven days that never arrived.
        in_trouble: events that were given up within a day, or fail since more than an hour.
    """

    id: int
    name: str
    shown: str
    events: tuple[EventName, ...]
    since: datetime | None
    last: Delivery | None
    waiting: int
    given_up: int
    in_trouble: int

    @property
    def troubled(self) -> bool:
        """Whether somebody should look: the last call was given up, or events are being lost."""
        return bool(self.in_trouble) or (self.last is not None and self.last.state is DeliveryState.GIVEN_UP)


def add_webhook(
    tx: Transaction,
    *,
    name: str,
    url: str,
    told_of: Collection[str],
    secret: str,
    inside: Sequence[str],
    office_id: int,
    actor: Actor,
    now: datetime,
) -> int:
    """Have a program told of events from now on, and return its id; the same once more, also its secret, adds nothing.

    Args:
        told_of: names of events, of the closed list.
        secret: what signs the calls; made by whoever asks, and shown once.
        inside: where the settings allow addresses in our own network.

    Raises:
        InvalidValueError: a name, an address or events that cannot be; or there are too many.
        DuplicateNameError: another program has this name.

    Records:
        ``settings.changed``; neither it nor the history holds anything of the secret or of the address's path.
    """
    office = offices.claim(tx, office_id)
    wanted = require.text("name", name)
    if not may_be_told(url, inside):
        raise InvalidValueError(field="url", problem="webhook_address")
    chosen = tuple(one for one in EVENTS if one in told_of)
    if not chosen or len(chosen) != len(set(told_of)):
        raise InvalidValueError(field="events", problem="unknown" if told_of else "missing")
    known, new = webhooks.every(tx, office_id), Webhook(0, office_id, wanted, url, shown_of(url), secret, chosen)
    for one in known:
        if replace(one, id=0) == new:
            return one.id
    if any(one.name == wanted for one in known):
        raise DuplicateNameError(field="name", name=wanted)
    if len(known) >= MOST_WEBHOOKS:
        raise InvalidValueError(field="name", problem="too_many")
    webhook_id = webhooks.add(tx, new)
    record_change(tx, office, SUBJECT, webhook_id, "created", after=_picture(new), actor=actor, now=now)
    return webhook_id


def remove_webhook(tx: Transaction, webhook_id: int, *, office_id: int, actor: Actor, now: datetime) -> None:
    """Tell a program nothing any more, and forget its address and its secret.

    Raises:
        UnknownTargetError: there is no such program.

    Records:
        ``settings.changed``.
    """
    office = offices.claim(tx, office_id)
    known = _known(tx, office_id, webhook_id)
    webhooks.remove(tx, webhook_id)
    record_change(tx, office, SUBJECT, webhook_id, "removed", before=_picture(known), actor=actor, now=now)


def send_webhook_test(tx: Transaction, webhook_id: int, *, office_id: int, now: datetime) -> None:
    """Have a program called with a test, once; how that ended shows with the program.

    Raises:
        UnknownTargetError: there is no such program.
    """
    offices.claim(tx, office_id)
    _known(tx, office_id, webhook_id)
    webhooks.put(tx, office_id, webhook_id, None, now)
    tx.recorded = True  # wakes whoever sends; a test is no event


def webhooks_view(tx: Transaction, *, office_id: int, now: datetime) -> tuple[tuple[WebhookView, ...], int]:
    """Return all programs by name, each with how the last call ended, and the ``seq`` of this picture."""
    shown = tuple(_view(tx, one, now) for one in webhooks.every(tx, office_id))
    return shown, events.last_seq(tx, office_id)


def _view(tx: Transaction, of: Webhook, now: datetime) -> WebhookView:
    return WebhookView(
        of.id,
        of.name,
        of.shown,
        of.events,
        since=setting_changes.made_at(tx, of.office_id, SUBJECT, of.id, "created"),
        last=webhooks.newest(tx, of.id),
        waiting=webhooks.count(tx, of.id, DeliveryState.PENDING),
        given_up=webhooks.count(tx, of.id, DeliveryState.GIVEN_UP),
        in_trouble=webhooks.count_in_trouble(tx, of.id, late_at=now - LATE, given_up_after=now - TOLD_FOR),
    )


def _known(tx: Transaction, office_id: int, webhook_id: int) -> Webhook:
    webhook = webhooks.get(tx, office_id, webhook_id)
    if webhook is None:
        raise UnknownTargetError(target=webhook_id)
    return webhook


def _picture(of: Webhook) -> dict[str, object]:
    return {"name": of.name, "shown": of.shown, "kinds": [one.value for one in of.events]}
