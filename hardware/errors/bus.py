"""How an I2C bus and the part on it can fail."""

from hardware.errors.fault import HardwareError


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
    """A kernel driver owns the address (EBUSY)."""

    code = "i2c_address_busy"
    permanent = True
    what = "the sensor is owned by a kernel driver"
    mend = 'Remove its device-tree overlay, or read it through the kernel: driver = "iio".'


class SensorOwnedError(BusError):
    """Another process has claimed the sensor: exactly one may read it."""

    code = "sensor_owned"
    what = "another process uses the sensor"
    mend = "Stop it; this one takes over by itself, half a minute later at the most."


class SensorMissingError(BusError):
    """The kernel has no such sensor (ENOENT, ENODEV)."""

    code = "sensor_missing"
    what = "the kernel has no such sensor"
    mend = "Check its wires, its device-tree overlay and the setting device."


class SensorUnsuitableError(BusError):
    """The sensor is there and can never measure a visitor."""

    code = "sensor_unsuitable"
    permanent = True
    what = "this sensor cannot measure visitors"
    mend = "Take another one, or have the maker's tool set its filter: a kiosk never writes to a sensor."
