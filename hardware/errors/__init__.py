"""Every way in which a device can fail: one class each, with a stable code and the mend in one line."""

from hardware.errors.bus import (
    AddressBusyError,
    BusError,
    BusForbiddenError,
    BusIoError,
    BusMissingError,
    BusStuckError,
    ChecksumError,
    DeviceAbsentError,
)
from hardware.errors.configuration import (
    HardwareConfigError,
    InvalidSettingError,
    UnknownDriverError,
    UnknownSettingError,
)
from hardware.errors.controls import (
    ButtonStuckError,
    ControlsError,
    GpioForbiddenError,
    GpioMissingError,
    PinBusyError,
)
from hardware.errors.fault import (
    HardwareError,
    NotOpenedError,
    UnexpectedDeviceError,
)
from hardware.errors.printer import (
    CoverOpenError,
    PaperOutError,
    PrinterBusyError,
    PrinterError,
    PrinterForbiddenError,
    PrinterMissingError,
    PrinterOfflineError,
    PrinterStalledError,
)
from hardware.errors.reading import (
    ReadingFlaggedError,
    ReadingInvalidError,
    ReadingOutOfRangeError,
)
from hardware.errors.speaker import (
    SoundPlayerMissingError,
    SoundTimeoutError,
    SpeakerError,
)

__all__ = [
    "AddressBusyError",
    "BusError",
    "BusForbiddenError",
    "BusIoError",
    "BusMissingError",
    "BusStuckError",
    "ButtonStuckError",
    "ChecksumError",
    "ControlsError",
    "CoverOpenError",
    "DeviceAbsentError",
    "GpioForbiddenError",
    "GpioMissingError",
    "HardwareConfigError",
    "HardwareError",
    "InvalidSettingError",
    "NotOpenedError",
    "PaperOutError",
    "PinBusyError",
    "PrinterBusyError",
    "PrinterError",
    "PrinterForbiddenError",
    "PrinterMissingError",
    "PrinterOfflineError",
    "PrinterStalledError",
    "ReadingFlaggedError",
    "ReadingInvalidError",
    "ReadingOutOfRangeError",
    "SoundPlayerMissingError",
    "SoundTimeoutError",
    "SpeakerError",
    "UnexpectedDeviceError",
    "UnknownDriverError",
    "UnknownSettingError",
]
