"""What every device tells of itself."""

from queue_server.operations import token_renewal
from queue_server.protocol.messages import Heartbeat, HeartbeatAnswer
from queue_server.protocol.pairing import TokenRenewal, TokenRenewed
from queue_server.web.access import ALL_DEVICES, access_of
from queue_server.web.api.route import ApiRoute, Ask

EVERY_DEVICE = access_of(*ALL_DEVICES)


def heartbeat(ask: Ask, body: Heartbeat) -> HeartbeatAnswer:
    """Record that a device lives."""
    return ask.store.write(
        token_renewal.beat, ask.device.id, body, former=ask.device.former, office_id=ask.office_id, now=ask.now
    )


def renew_token(ask: Ask, body: TokenRenewal) -> TokenRenewed:
    """Give a device another token."""
    return ask.store.write(
        token_renewal.renew_token, ask.device.id, body, former=ask.device.former, office_id=ask.office_id, now=ask.now
    )


ROUTES: tuple[ApiRoute, ...] = (
    ApiRoute(
        name="heartbeat",
        method="POST",
        path="/heartbeats",
        handler=heartbeat,
        access=EVERY_DEVICE,
        body=Heartbeat,
        answer=HeartbeatAnswer,
        summary="A device says that it lives, and how its parts are.",
    ),
    ApiRoute(
        name="renew_token",
        method="POST",
        path="/devices/self/token",
        handler=renew_token,
        access=EVERY_DEVICE,
        body=TokenRenewal,
        answer=TokenRenewed,
        summary="A device takes another token, which it made; the one before counts five minutes, or to the next beat.",
    ),
)
