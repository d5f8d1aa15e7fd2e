"""What commands do to the whole server is noted in the audit log of each office."""

import sys
from contextlib import closing

from queue_server.bootstrap import utc_now
from queue_server.config import Settings
from queue_server.domain.actor import SYSTEM
from queue_server.domain.audit import AuditName
from queue_server.domain.errors import UnavailableError
from queue_server.operations.audit import note_everywhere
from queue_server.storage.opening import is_current, open_store


def note_done(settings: Settings, name: AuditName, subject: str) -> None:
    """Note what was done; where it cannot be noted, say so: it is done all the same.

    A file whose tables are older gets no entry: to note a copy must not upgrade what was copied.
    """
    if not is_current(settings.database()):
        print("not in the audit log: the tables are of an older version", file=sys.stderr)
        return
    with closing(open_store(settings.database())) as store:
        try:
            store.write(note_everywhere, name, subject, actor=SYSTEM, now=utc_now())
        except UnavailableError:
            print("not in the audit log: the database takes nothing", file=sys.stderr)
