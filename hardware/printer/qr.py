"""A text -> the modules of its QR code."""

import segno


def qr_modules(data: str) -> tuple[tuple[bool, ...], ...]:
    """The code with its quiet zone, rows of dark (True) and light modules; error correction M.

    Args:
        data: what it says, 1 to 300 ASCII characters.
    """
    code = segno.make_qr(data, error="m", boost_error=False)
    return tuple(tuple(bool(module) for module in row) for row in code.matrix_iter(border=4))
