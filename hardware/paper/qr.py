"""A text -> the modules of its QR code."""

import segno

QUIET_MODULES = 4
"""Light modules that a phone needs around a code; a printer that draws it by itself leaves them to the paper."""


def qr_modules(data: str, border: int = QUIET_MODULES) -> tuple[tuple[bool, ...], ...]:
    """The code as rows of dark (True) and light modules; error correction M.

    Args:
        data: what it says, 1 to 300 ASCII characters.
        border: light modules around it.
    """
    code = segno.make_qr(data, error="m", boost_error=False)
    return tuple(tuple(bool(module) for module in row) for row in code.matrix_iter(border=border))
