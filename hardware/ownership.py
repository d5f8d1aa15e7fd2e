"""Exactly one process owns a sensor: locks of the kernel on the sensor's own node, which end with the process.

No lock file is needed, and so no folder that every service and every technician could write to.
"""

import fcntl
import os
from pathlib import Path

from hardware.errors import BusError, SensorOwnedError

_LOCKS = Path("/proc/locks")


def claim_address(node: int, address: int, detail: str) -> None:
    """Own one address of a bus until the node is closed: a lock on the byte at that place of the bus's node.

    The lock belongs to the process: closing any descriptor of the same node gives it up, so nothing else in this
    process may open a bus that a driver has.

    Args:
        node: descriptor of the bus, open for writing.
        address: 7-bit address of the sensor.
        detail: which bus and address.

    Raises:
        SensorOwnedError: another process owns it; the message names the process.
    """
    try:
        fcntl.lockf(node, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, address)
    except OSError as error:
        raise _refused(node, address, detail, error) from error


def claim_folder(folder: int, detail: str) -> None:
    """Own a device of sysfs until its folder is closed.

    Args:
        folder: descriptor of the folder.
        detail: which device.

    Raises:
        SensorOwnedError: another process owns it; the message names the process.
    """
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise _refused(folder, 0, detail, error) from error


def owner_of(node: int, start: int) -> int | None:
    """The process that holds a lock.

    Args:
        node: descriptor of the file.
        start: first byte of the lock.

    Returns:
        Its number; ``None`` where the kernel does not tell.
    """
    status = os.fstat(node)
    place = f"{os.major(status.st_dev):02x}:{os.minor(status.st_dev):02x}:{status.st_ino}"
    try:
        lines = _LOCKS.read_text().splitlines()
    except OSError:
        return None
    held = [line.split()[-4:] for line in lines if "->" not in line]
    return next((int(pid) for pid, file, first, _ in held if file == place and int(first) == start), None)


def _refused(node: int, start: int, detail: str, error: OSError) -> BusError:
    if not isinstance(error, BlockingIOError | PermissionError):
        return BusError(f"{detail}: {error}")
    pid = owner_of(node, start)
    return SensorOwnedError(f"{detail}: {f'process {pid}' if pid else 'a process unknown'}")
