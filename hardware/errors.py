"""Every way in which a device can fail: one class each, with a stable code and the mend in one line."""

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


class HardwareConfigError(HardwareError):
    """The configuration names something that does not exist or cannot be."""

    code = "hardware_config_invalid"
    permanent = True
    what = "the configuration is wrong"
    mend = "Correct the table in the configuration file and restart."


class UnknownDriverError(HardwareConfigError):
    """No driver has this name."""

    code = "driver_unknown"
    what = "no such driver"
    mend = "Write one of the drivers named here; a simulated one has to be asked for by name."


class UnknownSettingError(HardwareConfigError):
    """The driver has no setting of this name."""

    code = "setting_unknown"
    what = "no such setting"


class InvalidSettingError(HardwareConfigError):
    """A setting has the wrong type or an impossible value."""

    code = "setting_invalid"
    what = "a setting has a value that cannot be used"


class BusError(HardwareError):
    """The I2C bus or the part on it failed."""

    code = "i2c_fault"
    what = "the I2C bus failed"
    mend = "Check the sensor's four wires and the bus number."


class BusMissingError(BusError):
    """The bus does not exist (ENOENT, ENODEV)."""

    code = "i2c_bus_missing"
    what = "there is no such I2C bus"
    mend = "Switch I2C on (raspi-config, dtparam=i2c_arm=on) and check the bus number."


class BusForbiddenError(BusError):
    """The user may not open the bus (EACCES, EPERM)."""

    code = "i2c_bus_forbidden"
    permanent = True
    what = "no permission to open the I2C bus"
    mend = "Add the service's user to the group i2c and start it again."


class DeviceAbsentError(BusError):
    """Nothing acknowledged the address (ENXIO, EREMOTEIO)."""

    code = "i2c_no_answer"
    what = "nothing answers at this I2C address"
    mend = "Check the sensor's wires, its power and its address."


class BusIoError(BusError):
    """The adapter reports a failed transfer (EIO and errors that have no name of their own)."""

    code = "i2c_io"
    what = "the I2C transfer failed"


class BusStuckError(BusError):
    """A line is held low (ETIMEDOUT)."""

    code = "i2c_bus_stuck"
    what = "the I2C bus is stuck"
    mend = "Power the sensor off and on; check for a short between SDA, SCL and ground."


class ChecksumError(BusError):
    """The packet error code did not match (EBADMSG): the word is not to be used."""

    code = "i2c_checksum"
    needs_reopen = False
    what = "the sensor's checksum was wrong"
    mend = "Shorten or shield the wires, or lower the baud rate."


class AddressBusyError(BusError):
    """A kernel driver or another process owns the address (EBUSY)."""

    code = "i2c_address_busy"
    permanent = True
    what = "the sensor is owned by a kernel driver or another process"
    mend = "Remove its device-tree overlay, or stop the other process."


class ReadingInvalidError(HardwareError):
    """The sensor answered with a word that is no temperature."""

    code = "reading_invalid"
    needs_reopen = False
    what = "the sensor's answer is not a temperature"
    mend = "Measure by hand; replace the sensor if it goes on."


class ReadingFlaggedError(ReadingInvalidError):
    """Bit 15 is set: the sensor itself marks the word as wrong, or the bus floats (0xFFFF)."""

    code = "reading_flagged"
    what = "the sensor marks its reading as wrong"


class ReadingOutOfRangeError(ReadingInvalidError):
    """The word lies outside what the part can measure."""

    code = "reading_out_of_range"
    what = "the reading is outside the sensor's range"


class PrinterError(HardwareError):
    """The printer failed."""

    code = "printer_fault"
    what = "the printer failed"
    mend = "Check its power and cable."


class PrinterMissingError(PrinterError):
    """The printer is not there: unplugged, off, or nothing listens at the address."""

    code = "printer_missing"
    what = "the printer was not found"
    mend = "Switch it on, check the cable and the address in the configuration."


class PrinterForbiddenError(PrinterError):
    """The user may not open the printer."""

    code = "printer_forbidden"
    permanent = True
    what = "no permission to open the printer"
    mend = "Add the service's user to the groups lp and dialout, or install the udev rules."


class PrinterBusyError(PrinterError):
    """A kernel driver or another process owns the printer."""

    code = "printer_busy"
    what = "another driver or process owns the printer"
    mend = "Unload usblp, or stop the other process."


class PrinterStalledError(PrinterError):
    """The printer did not take the ticket in time; part of it may be printed."""

    code = "printer_stalled"
    what = "the printer stopped taking data"
    mend = "Look for a paper jam, an open cover or an empty roll."


class PaperOutError(PrinterError):
    """The roll is empty; nothing was sent."""

    code = "printer_paper_out"
    needs_reopen = False
    what = "the printer is out of paper"
    mend = "Put in a new roll."


class CoverOpenError(PrinterError):
    """The cover is open; nothing was sent."""

    code = "printer_cover_open"
    needs_reopen = False
    what = "the printer's cover is open"
    mend = "Close the cover."


class PrinterOfflineError(PrinterError):
    """The printer says that it is off line; nothing was sent."""

    code = "printer_offline"
    needs_reopen = False
    what = "the printer is off line"
    mend = "Press its feed or on-line button; switch it off and on."


class ControlsError(HardwareError):
    """A button, lamp or buzzer failed."""

    code = "controls_fault"
    what = "the buttons and lamps failed"
    mend = "Check the wires and the pins in the configuration."


class GpioMissingError(ControlsError):
    """There is no GPIO chip, no library for it, or no such pin."""

    code = "gpio_missing"
    what = "the GPIO chip or pin was not found"
    mend = "Check the pin numbers (BCM) and that lgpio is installed."


class GpioForbiddenError(ControlsError):
    """The user may not open the GPIO chip."""

    code = "gpio_forbidden"
    permanent = True
    what = "no permission to open the GPIO chip"
    mend = "Add the service's user to the group gpio and start it again."


class PinBusyError(ControlsError):
    """Another process, or another setting, uses the pin."""

    code = "gpio_pin_busy"
    what = "the pin is in use already"
    mend = "Give each part its own pin and stop other programs that use it."


class ButtonStuckError(ControlsError):
    """A button has been down for longer than anybody presses one."""

    code = "button_stuck"
    needs_reopen = False
    what = "a button is stuck"
    mend = "Free the button; look for a short in its wires."


class SpeakerError(HardwareError):
    """A sound could not be played."""

    code = "speaker_fault"
    needs_reopen = False
    what = "the sound could not be played"
    mend = "Check the speaker and the sound device in the configuration."


class SoundPlayerMissingError(SpeakerError):
    """The program that plays sounds is not installed."""

    code = "speaker_player_missing"
    permanent = True
    what = "the sound player is not installed"
    mend = "Install alsa-utils."


class SoundTimeoutError(SpeakerError):
    """The sound did not end in time and was cut off."""

    code = "speaker_timeout"
    what = "the sound did not end in time"
