"""What every failure of a device has: a stable code and the mend in one line."""

from typing import ClassVar


class HardwareError(Exception):
    """A device or its configuration failed.

    Attributes:
        code: stable name of the fault, for health reports, pages and logs.
        permanent: waiting will not mend it; a person has to.
        needs_reopen: the connection is lost with it; False where the same connection can be used again.
        what, mend: an English phrase saying what is wrong, and a sentence saying what to do.
    """

    code: ClassVar[str] = "hardware_fault"
    permanent: ClassVar[bool] = False
    needs_reopen: ClassVar[bool] = True
    what: ClassVar[str] = "a device failed"
    mend: ClassVar[str] = "Check its cable and power."

    def __init__(self, detail: str = "") -> None:
        """Describe one occurrence: which device, bus, pin or file, and what the system said."""
        super().__init__(detail)
        self.detail = detail

    def __str__(self) -> str:
        which = f" ({self.detail})" if self.detail else ""
        return f"{self.what}{which}. {self.mend}"


class NotOpenedError(HardwareError):
    """Nobody has used the device yet, so nothing is known of it."""

    code = "device_not_opened"
    what = "the device has not been used yet"
    mend = "Wait a moment."


class UnexpectedDeviceError(HardwareError):
    """A driver raised something that it does not document: a defect of the driver."""

    code = "device_unexpected_error"
    what = "the driver failed in a way that it does not know"
    mend = "See the log for the traceback and report it."
