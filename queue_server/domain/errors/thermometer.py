"""Refusals about thermometers: measurements that staff ask for, and offsets."""

from queue_server.domain.errors.refusal import AntreError
from queue_server.protocol.codes import RefusalCode


class MeasurementOverError(AntreError):
    """The measurement is not there to be answered or used: replaced, used, too old, or without a value."""

    code = RefusalCode.MEASUREMENT_OVER


class CalibrationUnfitError(AntreError):
    """The pairs make no offset; details: ``problem`` (a code)."""

    code = RefusalCode.CALIBRATION_UNFIT
