"""How an office looks: read by every screen, changed by an admin."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec

from queue_server.domain.actor import Actor
from queue_server.domain.colour import shades
from queue_server.domain.policy import LookPolicy
from queue_server.operations.admin import save_office
from queue_server.operations.logo_file import read_logo
from queue_server.operations.settings_event import record_change
from queue_server.protocol.look import Look
from queue_server.storage import logos, offices
from queue_server.storage.logos import Logo
from queue_server.storage.offices import Office
from queue_server.storage.statement import Transaction


def look_version(tx: Transaction, office: Office) -> str:
    """Return what changes whenever the look does; short, since it goes out with every picture of the office."""
    return _version(office.policy.look, logos.digest(tx, office.id))


def office_look(tx: Transaction, *, office_id: int) -> Look:
    """Return how an office looks, with its logo."""
    office = offices.get(tx, office_id)
    rules, logo = office.policy.look, logos.get(tx, office_id)
    return Look(
        version=_version(rules, logo.digest if logo else ""),
        shades=shades(rules.accent) if rules.accent else None,
        logo=logo.png if logo else None,
        logo_on_ticket=rules.logo_on_ticket,
        ticket_head=rules.ticket_head,
        ticket_foot=rules.ticket_foot,
    )


@dataclass(frozen=True, slots=True)
class PageLook:
    """What a page needs to know of an office's look before it asks for the rest."""

    office_id: int
    office_name: str
    version: str
    has_logo: bool


def page_look(tx: Transaction, office_id: int | None) -> PageLook | None:
    """Return the look for a page.

    Args:
        office_id: whose page it is; ``None`` where that is not known: then that of an only office.
    """
    if office_id is None:
        found = offices.every(tx)
        if len(found) != 1:
            return None
        office = found[0]
    else:
        office = offices.get(tx, office_id)
    digest = logos.digest(tx, office.id)
    return PageLook(office.id, office.name, _version(office.policy.look, digest), bool(digest))


def _version(rules: LookPolicy, logo_digest: str) -> str:
    return hashlib.sha256(msgspec.json.encode((rules, logo_digest))).hexdigest()[:12]


def save_look(tx: Transaction, changes: Mapping[str, object], *, office_id: int, actor: Actor, now: datetime) -> None:
    """Change the colour or the office's lines on the ticket; what is not named stays, also where another admin set it.

    Args:
        changes: values of `LookPolicy` by their names.

    Raises:
        InvalidValueError: a line does not fit on the paper, or a value is out of its range.

    Records:
        ``settings.changed``.
    """
    office = offices.claim(tx, office_id)
    look = msgspec.structs.replace(office.policy.look, **changes)
    policy = msgspec.structs.replace(office.policy, look=look)
    save_office(
        tx, office_id=office_id, name=office.name, timezone=office.timezone, policy=policy, actor=actor, now=now
    )


def save_logo(tx: Transaction, content: bytes, *, office_id: int, actor: Actor, now: datetime) -> None:
    """Give the office a logo.

    Args:
        content: a PNG as it was sent.

    Raises:
        InvalidValueError: it cannot be used.

    Records:
        ``settings.changed``.
    """
    _change_logo(tx, read_logo(content), office_id, actor, now)


def remove_logo(tx: Transaction, *, office_id: int, actor: Actor, now: datetime) -> None:
    """Take the office's logo away; nothing happens where there is none.

    Records:
        ``settings.changed``.
    """
    _change_logo(tx, None, office_id, actor, now)


def _change_logo(tx: Transaction, logo: Logo | None, office_id: int, actor: Actor, now: datetime) -> None:
    office = offices.claim(tx, office_id)
    before, after = logos.digest(tx, office_id), logo.digest if logo else ""
    if before == after:
        return
    if logo is None:
        logos.remove(tx, office_id)
    else:
        logos.put(tx, office_id, logo)
    told = {"before": {"logo": before}, "after": {"logo": after}}
    record_change(tx, office, "office", office_id, "changed", **told, actor=actor, now=now)
