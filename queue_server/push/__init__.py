"""Messages to phones, as browsers and push services expect them (RFC 8030, 8188, 8291, 8292); nothing is sent here."""

from queue_server.push.encryption import Receiver
from queue_server.push.post import PostOffice, Sealed, receiver_of
from queue_server.push.vapid import Sender, new_key

__all__ = ["PostOffice", "Receiver", "Sealed", "Sender", "new_key", "receiver_of"]
