"""A pairing that an admin opened."""

from datetime import datetime

from queue_server.domain.actor import SYSTEM
from queue_server.operations.pairing import NewDevice, OpenedPairing, open_pairing
from queue_server.protocol.words import DeviceRole
from queue_server.storage.store import Store
from queue_server.tokens import pairing_key


def opened(
    store: Store, secret: bytes, name: str, role: DeviceRole = DeviceRole.KIOSK, *, office_id: int, now: datetime
) -> OpenedPairing:
    """Open a pairing for a new device.

    Args:
        secret: that of the server, from which the key of the codes is made.
    """
    wanted = NewDevice(name, role)
    return store.write(open_pairing, wanted, key=pairing_key(secret), office_id=office_id, actor=SYSTEM, now=now)
