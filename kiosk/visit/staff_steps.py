"""What happens to the dialogue while staff have the sensor measure: pure, and never in a visitor's time.

As with visitors, the session holds no temperature: a value goes from its input straight into the report.
"""

from dataclasses import replace

from kiosk.visit import steps
from kiosk.visit.commands import Command, ReportStaff, StartStaffMeasuring, StopMeasuring
from kiosk.visit.dialogue import Phase, Rules, Session
from kiosk.visit.inputs import Aimed, Reset, StaffAsked, StaffMeasured, Tick
from kiosk.visit.moves import Result
from queue_server.protocol.staff_measurements import StaffReport
from queue_server.protocol.temperature import Measurement
from queue_server.protocol.words import MeasurementStatus

STOPPED = Measurement(status=MeasurementStatus.UNSURE, reason="stopped")
LOST = Measurement(status=MeasurementStatus.NO_SENSOR, reason="timeout")


def asked(session: Session, given: StaffAsked, rules: Rules) -> Result:
    """Measure for staff; the nonce is made from the order, so that a kiosk which is started anew reports the same."""
    nonce = f"staff-measurement-{given.measurement_id:08d}"
    home = _home(session, given.at_seconds, rules)
    begun = replace(home, phase=Phase.STAFF_CHECK, nonce=nonce, staff_measurement_id=given.measurement_id)
    return begun, (StartStaffMeasuring(nonce),)


def aimed(session: Session, given: Aimed, _rules: Rules) -> Result:
    """Show how far it is."""
    return (replace(session, fraction=given.fraction) if given.nonce == session.nonce else session), ()


def measured(session: Session, given: StaffMeasured, rules: Rules) -> Result:
    """Tell the server, and be there for visitors again."""
    if given.nonce != session.nonce:
        return session, ()
    report = _report(session, given.measurement, given.offset_celsius)
    return _home(session, given.at_seconds, rules), (report,)


def reset(session: Session, given: Reset, rules: Rules) -> Result:
    """Leave off: staff pressed their button."""
    return _home(session, given.at_seconds, rules), _left_off(session, STOPPED)


def tick(session: Session, given: Tick, rules: Rules) -> Result:
    """Leave off what never ends; held visitors are waited for as in any phase."""
    after, commands = steps.tick(session, given, rules)
    if after.phase is Phase.STAFF_CHECK:
        return after, commands
    return after, (*commands, *_left_off(session, LOST))


def _home(session: Session, at_seconds: float, rules: Rules) -> Session:
    return steps.reset(session, Reset(at_seconds=at_seconds), rules)[0]


def _left_off(session: Session, why: Measurement) -> tuple[Command, ...]:
    return StopMeasuring(session.nonce), _report(session, why)


def _report(session: Session, measurement: Measurement, offset_celsius: float = 0.0) -> ReportStaff:
    return ReportStaff(
        StaffReport(
            nonce=session.nonce,
            measurement_id=session.staff_measurement_id,
            measurement=measurement,
            offset_celsius=offset_celsius,
        )
    )
