"""Stands in for the package ``python3-lgpio`` of Raspberry Pi OS, which plain Debian Trixie has not: it only loads.

The emulated machine has no pins. What the library does at real ones is tested in tests/kernel.
"""

SET_PULL_NONE, SET_PULL_UP, SET_PULL_DOWN = 128, 32, 64
RISING_EDGE, FALLING_EDGE, BOTH_EDGES = 1, 2, 3


class error(Exception):  # noqa: N801, N818 - as the library calls it
    """What the library raises."""


def gpiochip_open(chip: int) -> int:
    """Refuse: there is no chip.

    Raises:
        error: always.
    """
    raise error(f"can not open gpiochip {chip}")
