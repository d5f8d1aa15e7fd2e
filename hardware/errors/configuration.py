"""The configuration names something that cannot be."""

from hardware.errors.fault import HardwareError


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
