"""What the admin's pages say about the server itself, where somebody must mend it."""

from flask_babel import gettext, lazy_gettext

from queue_server.web.context import services

_TROUBLES = {
    "disk_full": lazy_gettext("its disk is full"),
    "read_only": lazy_gettext("its disk can only be read"),
    "disk_fails": lazy_gettext("its disk fails"),
}


def server_notes() -> list[str]:
    """Return a sentence for each thing that somebody must mend; empty mostly."""
    trouble = services().store.trouble
    if not trouble:
        return []
    if trouble not in _TROUBLES:
        return [gettext("The server's database is damaged. Tell the technician at once.")]
    return [
        gettext(
            "The server cannot store anything: %(why)s. Whatever is entered now is refused. Tell the technician.",
            why=_TROUBLES[trouble],
        )
    ]
