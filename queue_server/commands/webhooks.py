"""Programs that are told of events: added, listed, tried and removed."""

import argparse
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime

from queue_server.bootstrap import utc_now
from queue_server.commands.usage import Commands, UsageError, add_office_choice, office_id
from queue_server.config import Settings
from queue_server.domain.actor import SYSTEM
from queue_server.domain.webhook import EVENTS
from queue_server.operations.webhook_settings import (
    WebhookView,
    add_webhook,
    remove_webhook,
    send_webhook_test,
    webhooks_view,
)
from queue_server.storage.opening import open_store
from queue_server.storage.store import Store
from queue_server.tokens import new_token


def add(commands: Commands) -> None:
    """Add the commands."""
    hook = commands.add_parser("add-webhook", help="tell a program of events, and show once the secret that signs")
    hook.add_argument("name")
    hook.add_argument("url", help="https://..., or what [webhooks] inside allows")
    hook.add_argument("--event", action="append", required=True, choices=[one.value for one in EVENTS], dest="events")
    add_office_choice(hook)
    hook.set_defaults(with_settings=_add)
    shown = commands.add_parser(
        "webhooks", help="list the programs that are told of events, and how the last call ended"
    )
    add_office_choice(shown)
    shown.set_defaults(run=_list)
    for name, run, words in (
        ("test-webhook", _test, "call a program once, beside the running server; `webhooks` tells how that ended"),
        ("remove-webhook", _remove, "tell a program nothing any more, and forget its secret"),
    ):
        one = commands.add_parser(name, help=words)
        one.add_argument("name")
        add_office_choice(one)
        one.set_defaults(run=run)


def _add(settings: Settings, options: argparse.Namespace) -> int:
    secret = new_token()
    with closing(open_store(settings.database())) as store:
        store.write(
            add_webhook,
            name=options.name,
            url=options.url,
            told_of=options.events,
            secret=secret,
            inside=settings.webhooks.inside.split(),
            office_id=office_id(store, options.office),
            actor=SYSTEM,
            now=utc_now(),
        )
    print(f"secret of {options.name}, shown this once: {secret}")
    return 0


def _list(store: Store, options: argparse.Namespace, now: datetime) -> int:
    for one in _of(store, options, now):
        print(f"{one.name}  {one.shown}  {', '.join(one.events)}")
        print(f"  {_how(one)}")
    return 0


def _how(one: WebhookView) -> str:
    last = one.last
    if last is None:
        told = "not called yet"
    else:
        at = (last.settled_at or last.at).isoformat(timespec="seconds")
        told = f"last call {at}: {last.state.value}{f' ({last.error})' if last.error else ''}, try {last.attempts}"
    return f"{told}; {one.waiting} waiting, {one.given_up} given up"


def _test(store: Store, options: argparse.Namespace, now: datetime) -> int:
    here = office_id(store, options.office)
    store.write(send_webhook_test, _named(store, options, now), office_id=here, now=now)
    return 0


def _remove(store: Store, options: argparse.Namespace, now: datetime) -> int:
    here = office_id(store, options.office)
    store.write(remove_webhook, _named(store, options, now), office_id=here, actor=SYSTEM, now=now)
    return 0


def _of(store: Store, options: argparse.Namespace, now: datetime) -> Sequence[WebhookView]:
    return store.read(webhooks_view, office_id=office_id(store, options.office), now=now)[0]


def _named(store: Store, options: argparse.Namespace, now: datetime) -> int:
    found = {one.name: one.id for one in _of(store, options, now)}
    if options.name not in found:
        raise UsageError(f"there is no webhook {options.name}; there are: {', '.join(found) or 'none'}")
    return found[options.name]
