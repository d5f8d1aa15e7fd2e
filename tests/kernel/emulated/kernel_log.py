"""What the guest's kernel said: a fault of an emulated device is often told nowhere else."""

import os
from pathlib import Path

KERNEL_LOG = Path("/dev/kmsg")
_RECORD_BYTES = 8192


class KernelLog:
    """The messages of the kernel from now on."""

    def __init__(self) -> None:
        self._file = os.open(KERNEL_LOG, os.O_RDONLY | os.O_NONBLOCK)
        os.lseek(self._file, 0, os.SEEK_END)

    def read(self) -> str:
        """What came since the last look, one message to a line, each with its time in seconds since the start."""
        lines = []
        while record := self._next():
            head, _, message = record.partition(";")
            lines.append(f"{int(head.split(',')[2]) / 1e6:.3f} {message.splitlines()[0]}")
        return "\n".join(lines)

    def close(self) -> None:
        """Release it."""
        os.close(self._file)

    def _next(self) -> str:
        try:
            return os.read(self._file, _RECORD_BYTES).decode(errors="replace")
        except BlockingIOError:
            return ""
        except BrokenPipeError:  # older messages were overwritten; the next look goes on with what is left
            return self._next()
