"""Which lamp shows what: off = closed, slow pulse = press me, steady = available to the next visitor. Pure."""

from collections.abc import Mapping

from hardware.controls import LampState
from kiosk.config import ButtonAction
from kiosk.service_views import unavailable
from kiosk.view import Surroundings
from kiosk.visit.dialogue import Phase, Session
from queue_server.languages import Catalogue
from queue_server.protocol.words import Lane

AIDS = ("contrast", "listen")


def lamps(
    buttons: Mapping[str, ButtonAction], session: Session, around: Surroundings, catalogue: Catalogue
) -> dict[str, LampState]:
    """Return what each button's lamp shows, by the button's name."""
    lit = LampState.SLOW_PULSE if session.phase is Phase.IDLE else LampState.ON
    serves = not session.lost
    ways_in = {
        name: lit if serves and _available(action, around, catalogue) else LampState.OFF
        for name, action in buttons.items()
    }
    # who needs large letters or the voice needs them on every page, and is not asked to press
    return ways_in | {name: LampState.ON for name, action in buttons.items() if action.do in AIDS}


def _available(action: ButtonAction, around: Surroundings, catalogue: Catalogue) -> bool:
    office = around.office
    if office is None or office.business_date is None or not (around.online or around.alone):
        return False
    if action.do != "service":
        return True
    service = next((known for known in office.services if known.id == action.service), None)
    return service is not None and not unavailable(service, Lane(action.lane), catalogue)
