"""What the admin's pages say about the server itself, where somebody must mend it."""

from flask_babel import gettext, lazy_gettext

from queue_server.web.context import services
from queue_server.web.staff.shared import moment

_TROUBLES = {
    "disk_full": lazy_gettext("its disk is full"),
    "read_only": lazy_gettext("its disk can only be read"),
    "disk_fails": lazy_gettext("its disk fails"),
}


def server_notes() -> list[str]:
    """Return a sentence for each thing that somebody must mend; empty mostly."""
    return [*_of_the_disk(), *_of_the_backups()]


def _of_the_disk() -> list[str]:
    trouble = services().store.trouble
    if not trouble:
        return []
    if trouble not in _TROUBLES:
        return [gettext("The server's database is damaged. Tell the technician at once.")]
    why = _TROUBLES[trouble]
    words = gettext("The server cannot store anything: %(why)s. Whatever is entered now is refused.", why=why)
    return [f"{words} {gettext('Tell the technician.')}"]


def _of_the_backups() -> list[str]:
    lack = services().monitoring.no_backup()
    if lack is None:
        return []
    words = gettext("No backup could be made since %(time)s: %(why)s.", time=moment(lack.since), why=lack.why)
    return [f"{words} {gettext('Tell the technician.')}"]
