"""What staff may put into the dialogue at any moment, for the tests of all sequences of inputs."""

from hypothesis import strategies as st

from kiosk.visit.inputs import StaffAsked, StaffMeasured
from queue_server.protocol.temperature import Measurement
from queue_server.protocol.words import MeasurementStatus

_NONCES = st.sampled_from(["n" * 32, "staff-measurement-00000001"])
_VALUE = Measurement(status=MeasurementStatus.MEASURED, celsius=38.654321)
_FOUND = st.sampled_from([_VALUE, Measurement(status=MeasurementStatus.UNSURE, reason="nobody")])
STAFF_INPUTS = st.one_of(
    st.builds(StaffAsked, measurement_id=st.sampled_from([1, 2]), at_seconds=st.just(0)),
    st.builds(StaffMeasured, nonce=_NONCES, measurement=_FOUND, offset_celsius=st.just(0.5), at_seconds=st.just(0)),
)
