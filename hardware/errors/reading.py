"""How a sensor's answer can be no temperature, or no distance."""

from hardware.errors.fault import HardwareError


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


class DistanceLostError(HardwareError):
    """The distance sensor does not answer."""

    code = "distance_lost"
    what = "the distance sensor does not answer"
    mend = "Check its four wires and its 5 V supply; until then visitors are noticed by their warmth alone."
