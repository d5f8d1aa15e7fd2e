"""How buttons, lamps and the buzzer can fail."""

from hardware.errors.fault import HardwareError


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


class GpioFolderError(ControlsError):
    """The library finds no folder in which it may make its pipe."""

    code = "gpio_folder_unwritable"
    permanent = True
    what = "the GPIO library has no folder to write to"
    mend = "Set LG_WD to a folder that the service's user may write, such as its runtime directory."


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


class SanitizerStuckError(ControlsError):
    """The hand sensor of the sanitizer sees a hand for longer than anybody holds one there."""

    code = "sanitizer_stuck"
    needs_reopen = False
    what = "the sanitizer's hand sensor is blocked"
    mend = "Clear and clean the view of the hand sensor; look at its wire."
