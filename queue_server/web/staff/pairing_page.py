"""The page of a code that pairs a device: shown to who opened it, in the browser where it was opened."""

from http import HTTPStatus
from typing import Any

from flask import redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from queue_server.domain.actor import Actor
from queue_server.domain.errors import NotFoundError
from queue_server.operations.pairing import NewDevice, PairingView, open_pairing, pairing_view
from queue_server.protocol.pairing import Invitation, grouped, invitation_text
from queue_server.tokens import pairing_key
from queue_server.web.auth import current_account
from queue_server.web.book.qr import draw
from queue_server.web.context import services
from queue_server.web.site_certificate import shown_mark

SHOWN = "pairing"
"""In the session: id and code of what was opened last. The database knows no code, only its hash."""


def opened(wanted: NewDevice) -> ResponseReturnValue:
    """Open a pairing, and go to its page.

    Raises:
        InvalidValueError, DuplicateNameError, UnknownCounterError: as `open_pairing`.
    """
    here, account = services(), current_account()
    whose: dict[str, Any] = {"office_id": account.office_id, "actor": Actor.account(account.id), "now": here.now()}
    made = here.store.write(open_pairing, wanted, key=pairing_key(here.secret_key), **whose)
    session[SHOWN] = [made.id, made.code]
    return redirect(url_for("admin.pairing", pairing_id=made.id), HTTPStatus.SEE_OTHER)


def picture(pairing_id: int) -> dict[str, object]:
    """Return what the page shows; the code only while it is open, and only where it was opened.

    Raises:
        NotFoundError: it was replaced by another, or is long over.
    """
    here, account = services(), current_account()
    view = here.store.read(pairing_view, pairing_id, office_id=account.office_id, now=here.now())
    if view is None:
        raise NotFoundError
    return {"pairing": view, "pairing_id": pairing_id, **_shown(pairing_id, view)}


def _shown(pairing_id: int, view: PairingView) -> dict[str, object]:
    known_id, code = session.get(SHOWN, (0, ""))
    if known_id != pairing_id or view.state != "open":
        return {"code": "", "qr": None, "server": ""}
    server, mark = services().settings.public_address or request.host_url.rstrip("/"), shown_mark()
    qr = draw(invitation_text(Invitation(server, code, mark)))
    return {"code": grouped(code + mark), "qr": qr, "server": server}
