"""What people do on these pages and no event tells of, noted in the audit log.

A disk that takes no entry must not keep out who would mend it: then the journal has a warning in its place.
"""

import logging
from collections.abc import Callable

from queue_server.domain.actor import SYSTEM, Actor
from queue_server.domain.audit import AuditName
from queue_server.domain.errors import UnavailableError
from queue_server.operations.audit import note, note_everywhere
from queue_server.operations.views import SignedInAccount
from queue_server.web.context import services

log = logging.getLogger(__name__)
NOBODY = "account:0"


def note_done(name: AuditName, account: SignedInAccount, subject: str = "") -> None:
    """Note what somebody did; where no subject is given, to his own account."""
    whose = {"office_id": account.office_id, "actor": Actor.account(account.id)}
    _write(note, name, subject or f"account:{account.id}", **whose)


def note_slowed(account: SignedInAccount | None) -> None:
    """Note that so many passwords or PINs were wrong that the next one has to wait; who typed them nobody knows.

    A name that nobody has is noted too, though not which: it may be a password in the wrong field. And if it were not,
    the answer would come sooner than that to a name which somebody has.
    """
    name = AuditName.SIGN_IN_SLOWED
    if account is None:
        _write(note_everywhere, name, NOBODY, actor=SYSTEM)
    else:
        _write(note, name, f"account:{account.id}", office_id=account.office_id, actor=SYSTEM)


def _write(operation: Callable[..., None], name: AuditName, subject: str, **whose: object) -> None:
    here = services()
    try:
        here.store.write(operation, name, subject, now=here.now(), **whose)
    except UnavailableError:
        log.warning("%s of %s is not in the audit log: the database takes nothing", name, subject)
