"""Who works at a counter: open, close, pause, hand over."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from queue_server.domain.actor import Actor
from queue_server.domain.errors import CounterTakenError, IllegalActionError, InvalidValueError
from queue_server.operations import require
from queue_server.operations.calling import serve_awaiting
from queue_server.operations.nonce import answer_writer_once
from queue_server.operations.post import take_post
from queue_server.protocol.events import EventName, SubjectEvent
from queue_server.protocol.words import StaffRole
from queue_server.storage import counters, events, offices, people
from queue_server.storage.counters import Counter
from queue_server.storage.offices import Office
from queue_server.storage.statement import Transaction

LONGEST_REASON = 80
A = TypeVar("A")


def open_counter(tx: Transaction, *, office_id: int, counter_id: int, actor: Actor, now: datetime) -> None:
    """Open a counter and work there.

    Raises:
        CounterTakenError: another officer works there, or this officer works at another counter.

    Records:
        ``counter.opened``, unless it was open with this officer already.
    """
    office = offices.claim(tx, office_id)
    counter = require.counter(tx, office, counter_id)
    officer_id = actor.id if actor.kind == "account" else None
    if counter.open and counter.officer_id == officer_id:
        return
    if counter.open and counter.officer_id is not None:
        raise CounterTakenError(counter=counter.name, officer=counter.officer_name)
    if officer_id is not None:
        _require_free(tx, office, officer_id, counter)
    counters.staff(tx, counter.id, is_open=True, account_id=officer_id)
    _record_counter(tx, office, counter, EventName.COUNTER_OPENED, actor=actor, now=now)


def _require_free(tx: Transaction, office: Office, officer_id: int, wanted: Counter) -> None:
    other = counters.of_officer(tx, office.id, officer_id)
    if other is not None and other.id != wanted.id:
        raise CounterTakenError(counter=other.name, officer=other.officer_name)


def close_counter(tx: Transaction, *, office_id: int, counter_id: int, actor: Actor, now: datetime) -> None:
    """Leave a counter; a ticket still open there is ended first, as with "next".

    Undoing opens the counter again, with its visitor; who was to come back here waits for every counter meanwhile.

    Raises:
        CounterTakenError: another officer works there.

    Records:
        ``ticket.completed`` (or ``ticket.forwarded``) for the open ticket, if any; ``counter.closed``.
    """
    office = offices.claim(tx, office_id)
    counter = require.counter(tx, office, counter_id)
    if not counter.open:
        return
    if office.business_date is not None:
        post = take_post(tx, office_id=office_id, counter_id=counter_id, actor=actor, now=now)
        post.finish_current()
        post.remember(closed=True)
    counters.staff(tx, counter.id, is_open=False, account_id=None)
    _record_counter(tx, office, counter, EventName.COUNTER_CLOSED, actor=actor, now=now)
    serve_awaiting(tx, office, now)


def _record_counter(
    tx: Transaction, office: Office, counter: Counter, name: EventName, *, actor: Actor, now: datetime, why: str = ""
) -> None:
    payload = SubjectEvent(subject="counter", subject_id=counter.id, change=why or name.partition(".")[2])
    events.record(tx, office, name, payload, actor=actor, now=now)


def pause(tx: Transaction, reason: str, *, office_id: int, counter_id: int, actor: Actor, now: datetime) -> None:
    """Leave a counter for a while; it stays the officer's, and calls nobody.

    Raises:
        InvalidValueError: the reason is missing or too long.
        IllegalActionError: a visitor is at the counter.

    Records:
        ``counter.paused`` with the reason.
    """
    post = take_post(tx, office_id=office_id, counter_id=counter_id, actor=actor, now=now)
    why = require.text("reason", reason)
    if len(why) > LONGEST_REASON:
        raise InvalidValueError(field="reason", problem="too_long")
    ticket = post.current()
    if ticket is not None:
        raise IllegalActionError(state=ticket.state.value, action="pause")
    counters.pause(tx, counter_id, why)
    _record_counter(tx, post.office, post.counter, EventName.COUNTER_PAUSED, actor=actor, now=now, why=why)


def come_back(tx: Transaction, *, office_id: int, counter_id: int, actor: Actor, now: datetime) -> None:
    """End the pause.

    Records:
        ``counter.resumed``, unless there was no pause.
    """
    post = take_post(tx, office_id=office_id, counter_id=counter_id, actor=actor, now=now)
    if not post.counter.paused:
        return
    counters.pause(tx, counter_id, "")
    _record_counter(tx, post.office, post.counter, EventName.COUNTER_RESUMED, actor=actor, now=now)


def hand_over(
    tx: Transaction, account_id: int, *, office_id: int, counter_id: int, actor: Actor, now: datetime
) -> None:
    """Give a counter to another officer, with the visitor who is there.

    Raises:
        InvalidValueError: the office has no such officer.
        CounterTakenError: that officer works at another counter.

    Records:
        ``counter.handed_over``.
    """
    post = take_post(tx, office_id=office_id, counter_id=counter_id, actor=actor, now=now)
    officer = people.account_by_id(tx, account_id)
    if (
        officer is None
        or officer.office_id != office_id
        or not officer.active
        or StaffRole.OFFICER.value not in officer.roles
    ):
        raise InvalidValueError(field="account_id", problem="unknown")
    _require_free(tx, post.office, officer.id, post.counter)
    counters.staff(tx, counter_id, is_open=True, account_id=officer.id)
    _record_counter(tx, post.office, post.counter, EventName.COUNTER_HANDED_OVER, actor=actor, now=now)
    serve_awaiting(tx, post.office, now)


def act_once(
    tx: Transaction,
    operation: Callable[..., A],
    /,
    *arguments: object,
    nonce: str,
    answer_type: type[A],
    office_id: int,
    counter_id: int,
    actor: Actor,
    now: datetime,
    **more: object,
) -> A:
    """Run an operation of a counter for a terminal or for a page's form, once per nonce.

    Raises:
        NonceReusedError: the nonce was used for another request.
    """
    offices.claim(tx, office_id)
    return answer_writer_once(
        tx,
        lambda: operation(tx, *arguments, office_id=office_id, counter_id=counter_id, actor=actor, now=now, **more),
        answer_type,
        writer=actor,
        nonce=nonce,
        asked=(operation.__name__, counter_id, arguments, sorted(more.items())),
        now=now,
    )
