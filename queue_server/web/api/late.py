"""What a kiosk asks and tells because the server may be away: its reserve, and the visitors of such a time."""

from queue_server.operations import late_check_in, reserve
from queue_server.protocol.codes import RefusalCode as Code
from queue_server.protocol.reserve import LateCheckIn, LateCheckInAnswer, Reserve, ReserveRequest
from queue_server.protocol.words import DeviceRole
from queue_server.web.access import access_of
from queue_server.web.api.route import ApiRoute, Ask

KIOSK = access_of(DeviceRole.KIOSK)


def renew(ask: Ask, body: ReserveRequest) -> Reserve:
    """Fill a kiosk's reserve up."""
    device = ask.device
    return ask.store.write(
        reserve.renew_reserve, body, office_id=ask.office_id, device_id=device.id, place=device.place
    )


def came_meanwhile(ask: Ask, body: LateCheckIn) -> LateCheckInAnswer:
    """Record a visitor of a time without the server."""
    return ask.store.write(
        late_check_in.check_in_late, body, office_id=ask.office_id, device_id=ask.device.id, now=ask.now
    )


ROUTES: tuple[ApiRoute, ...] = (
    ApiRoute(
        name="reserve",
        method="POST",
        path="/reserves",
        handler=renew,
        access=KIOSK,
        body=ReserveRequest,
        answer=Reserve,
        summary="Numbers that only this kiosk may give while the server is away, and when its lanes take visitors.",
    ),
    ApiRoute(
        name="late_check_in",
        method="POST",
        path="/late-check-ins",
        handler=came_meanwhile,
        access=KIOSK,
        body=LateCheckIn,
        answer=LateCheckInAnswer,
        refusals=(Code.UNKNOWN_SERVICE, Code.LANE_NOT_OFFERED, Code.INVALID_VALUE, Code.NONCE_REUSED),
        summary="A visitor whom the kiosk received while the server was away; in line by when the visitor came.",
    ),
)
