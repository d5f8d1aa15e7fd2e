"""How a device that nobody knows yet becomes one of the office: codes that people read and type, and the messages."""

from typing import Annotated, NamedTuple

import msgspec

from queue_server.protocol.messages import END, Answer, Request
from queue_server.protocol.words import DeviceRole

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without I, L, O and U: who reads one of the first three takes it for 1 or 0, and is understood."""
CODE_LENGTH = 8
"""40 bits: too few to be left open to guessing, so tries are counted by code, by address and over all."""
SELECTOR_LENGTH = 2
"""So many signs tell which code is meant, so that wrong tries are counted for it; the others are the secret."""
MARK_LENGTH = 16
"""80 bits of the site's certificate: nobody finds another one with the same."""
_ALIKE = str.maketrans("ILO", "110")
_SCHEME = "antre-pair:"

Token = Annotated[str, msgspec.Meta(min_length=43, max_length=64, pattern=f"^[A-Za-z0-9_-]+{END}")]
"""Made by the device from 256 random bits; the server keeps its hash."""
TypedCode = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]


class PairRequest(Request, frozen=True, kw_only=True):
    """A device shows a code and the token that it made; the same again gives the same answer."""

    code: TypedCode
    token: Token
    role: DeviceRole


class PairAnswer(Answer, frozen=True, kw_only=True):
    """Who the device is from now on, and whose."""

    device_id: int
    name: str
    role: DeviceRole
    office: str


class TokenRenewal(Request, frozen=True, kw_only=True):
    """A device shall be known by another token, which it made and has on its disk already."""

    token: Token


class TokenRenewed(Answer, frozen=True, kw_only=True):
    """The new token counts; the one before for five minutes more, or until the first heartbeat with the new one."""


class Invitation(NamedTuple):
    """What the QR of a code holds.

    Attributes:
        server_url: where the server is; empty where only a code was typed.
        code: as it is sent.
        mark: of the site's certificate (`site_mark`), where the server shows one of its own; else empty.
    """

    server_url: str
    code: str
    mark: str = ""


def site_mark(digest: bytes) -> str:
    """Return by what a device knows the site's certificate.

    Args:
        digest: SHA-256 over the certificate.

    >>> site_mark(bytes(32))
    '0000000000000000'
    """
    bits = int.from_bytes(digest[:10], "big")
    return "".join(ALPHABET[bits >> 5 * place & 31] for place in reversed(range(MARK_LENGTH)))


def read_code(text: str) -> str | None:
    """Return a code as it is compared, from what somebody typed; ``None`` where it can be none.

    >>> read_code(" o1ab-cdef ")
    '01ABCDEF'
    """
    code = _signs(text)
    return code if code is not None and len(code) == CODE_LENGTH else None


def _signs(text: str) -> str | None:
    signs = "".join(sign for sign in text.upper() if sign not in " -").translate(_ALIKE)
    return signs if set(signs) <= set(ALPHABET) else None


def grouped(code: str) -> str:
    """Return a code, with or without the site's mark, as people read it.

    >>> grouped("01ABCDEF")
    '01AB-CDEF'
    """
    return "-".join(code[place : place + 4] for place in range(0, len(code), 4))


def invitation_text(invitation: Invitation) -> str:
    """Return what the QR holds: one line, read by `read_invitation`."""
    parts = (invitation.server_url, invitation.code, invitation.mark)
    return _SCHEME + "|".join(part for part in parts if part)


def read_invitation(text: str) -> Invitation | None:
    """Return what somebody typed or scanned: a code with or without the mark, or the line of a QR; else ``None``.

    >>> read_invitation("antre-pair:http://10.0.0.1:8080|01ABCDEF")
    Invitation(server_url='http://10.0.0.1:8080', code='01ABCDEF', mark='')
    """
    server_url, typed = "", text
    if text.startswith(_SCHEME):
        server_url, _, typed = text.removeprefix(_SCHEME).partition("|")
    signs = _signs(typed.replace("|", ""))
    if signs is None or len(signs) not in (CODE_LENGTH, CODE_LENGTH + MARK_LENGTH):
        return None
    return Invitation(server_url, signs[:CODE_LENGTH], signs[CODE_LENGTH:])
