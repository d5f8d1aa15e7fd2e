"""The address of a visitor's place in line: signed, of one office and one day, short enough for a small QR. Pure.

It holds office, date and ticket with a signature over the three: whoever has the paper has the address, nobody can make
one, and nothing of the person is in it. Numbers stand in it in groups of seven bits, the last group without a mark.
"""

import base64
import binascii
import hmac
from dataclasses import dataclass
from datetime import date, timedelta

SIGNATURE_BYTES = 9
"""72 bits: at a thousand tries in a second one is found in a hundred million years; each byte more widens the QR."""
LONGEST = 40
_FIRST_DAY = date(2024, 1, 1)
_DAY_BYTES = 2
_GROUP = 0x7F
_MORE = 0x80


@dataclass(frozen=True, slots=True)
class Followed:
    """What an address leads to."""

    office_id: int
    business_date: date
    ticket_id: int


def follow_code(key: bytes, followed: Followed) -> str:
    """Return the last part of the address, about 20 letters, digits, ``-`` and ``_``.

    Args:
        key: kept by the server; another key makes another address.
        followed: a day of 2024 or later, within 179 years; ids of 0 or more.
    """
    told = _packed(followed)
    return base64.urlsafe_b64encode(told + _signature(key, told)).decode().rstrip("=")


def followed_by(key: bytes, code: str) -> Followed | None:
    """Return what an address leads to; ``None`` where it was not made with this key, or was changed since."""
    if len(code) > LONGEST or not code.isascii():
        return None
    try:
        raw = base64.b64decode(code + "=" * (-len(code) % 4), altchars=b"-_", validate=True)
    except binascii.Error:
        return None
    told, signature = raw[:-SIGNATURE_BYTES], raw[-SIGNATURE_BYTES:]
    if not hmac.compare_digest(signature, _signature(key, told)):
        return None
    followed = _unpacked(told)
    return followed if follow_code(key, followed) == code else None  # one place has one address, to the last bit


def _signature(key: bytes, told: bytes) -> bytes:
    return hmac.digest(key, told, "sha256")[:SIGNATURE_BYTES]


def _packed(followed: Followed) -> bytes:
    days = (followed.business_date - _FIRST_DAY).days
    return days.to_bytes(_DAY_BYTES, "big") + _grouped(followed.office_id) + _grouped(followed.ticket_id)


def _grouped(number: int) -> bytes:
    groups = [number & _GROUP]
    while number := number >> 7:
        groups.append(number & _GROUP | _MORE)
    return bytes(reversed(groups))


def _unpacked(told: bytes) -> Followed:
    """Take apart what our own signature stands behind."""
    numbers, number = [], 0
    for byte in told[_DAY_BYTES:]:
        number = number << 7 | byte & _GROUP
        if not byte & _MORE:
            numbers.append(number)
            number = 0
    office_id, ticket_id = numbers
    days = int.from_bytes(told[:_DAY_BYTES], "big")
    return Followed(office_id, _FIRST_DAY + timedelta(days=days), ticket_id)
