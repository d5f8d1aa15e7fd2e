"""What every device tells of itself."""

from queue_server.operations import devices
from queue_server.protocol.messages import Heartbeat, HeartbeatAnswer
from queue_server.web.access import ALL_DEVICES, access_of
from queue_server.web.api.route import ApiRoute, Ask

EVERY_DEVICE = access_of(*ALL_DEVICES)


def heartbeat(ask: Ask, body: Heartbeat) -> HeartbeatAnswer:
    """Record that a device lives."""
    return ask.store.write(devices.record_heartbeat, ask.device.id, body, office_id=ask.office_id, now=ask.now)


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
)
