"""The office's look as its papers wear it: its lines, and its logo in dots for the paper that is in the printer."""

import logging

from hardware.paper.logo import UnusableLogoError, dithered
from queue_server.paper.page import Dress
from queue_server.protocol.look import Look

log = logging.getLogger(__name__)


def dress(look: Look, dots: int) -> Dress:
    """Return what an office puts on its tickets; a logo that cannot be read is left out.

    Args:
        look: as the server tells it.
        dots: printable dots across the paper.
    """
    try:
        logo = dithered(look.logo, dots) if look.logo and look.logo_on_ticket else None
    except UnusableLogoError as error:
        log.warning("the office's logo cannot be printed: %s", error)
        logo = None
    return Dress(logo, look.ticket_head, look.ticket_foot)
