"""What the server and its courier tell each other."""

import msgspec

ABANDONED = "abandoned"
TIMED_OUT = "timed_out"
CRASHED = "crashed"
NOT_STARTED = "not_started"


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """What is sent."""

    title: str
    body: str


class Deliver(msgspec.Struct, frozen=True, kw_only=True, tag="deliver"):
    """Send a letter."""

    url: str
    letter: Letter


class Examine(msgspec.Struct, frozen=True, kw_only=True, tag="examine"):
    """Say whether an address can be used; nothing is sent."""

    url: str


class Push(msgspec.Struct, frozen=True, kw_only=True, tag="push"):
    """Post bytes to an address: a sealed message to a push service, an event to a program of the office.

    Attributes:
        inside: whether its host may lie in our own network.
    """

    url: str
    headers: dict[str, str]
    body: bytes
    inside: bool = False


class Delivered(msgspec.Struct, frozen=True, kw_only=True, tag="delivered"):
    """How sending ended.

    Attributes:
        error: empty; ``http_503`` and the like, ``no_connection``, ``timed_out``, ``refused``, ``unusable_address``,
            ``address_not_allowed``.
    """

    error: str = ""


class Examined(msgspec.Struct, frozen=True, kw_only=True, tag="examined"):
    """What an address is.

    Attributes:
        service: name of the service it belongs to; empty where there is none.
        shown: what may be shown of it.
        problem: why it cannot be used (``no_service_named``, ``unknown_service``, ``service_not_here``,
            ``address_incomplete``, ``not_examined``), or empty.
        named: the name of the service as it was written.
        nearest: the name of a service that may be meant.
        form: how the service writes its addresses.
    """

    service: str = ""
    shown: str = ""
    problem: str = ""
    named: str = ""
    nearest: str = ""
    form: str = ""


Errand = Deliver | Examine | Push
Answer = Delivered | Examined
