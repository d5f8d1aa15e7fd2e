"""Whatever happens in whatever order: the table holds, nothing prints twice, no figure is kept."""

from dataclasses import fields

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.visit.commands import Print
from kiosk.visit.dialogue import Rules, Session
from kiosk.visit.inputs import (
    Aimed,
    Answered,
    Availability,
    BookingFound,
    CameBack,
    Choose,
    Contrast,
    Decided,
    Declined,
    EnterBooking,
    Input,
    Language,
    Listen,
    MeasureAgain,
    Measured,
    OpenBooking,
    OpenPriority,
    Printed,
    Ready,
    Refused,
    Reopened,
    Reset,
    ReturnAnswered,
    Tick,
    Touch,
    Unreachable,
)
from kiosk.visit.session import ARROWS, step
from queue_server.protocol.temperature import Measurement
from queue_server.protocol.words import Lane, MeasurementStatus, PrintOutcome
from tests.kiosk.staff_inputs import STAFF_INPUTS
from tests.kiosk.test_session import ADMITTED, BOOKING, GOOD, HELD, NONCE, UNSURE

NONCES = st.sampled_from([NONCE, "b" * 32])
MEASUREMENTS = st.sampled_from([GOOD, UNSURE, Measurement(status=MeasurementStatus.MEASURED, celsius=38.654321)])
SHAPES = st.one_of(
    st.builds(Choose, service_id=st.just(1), lane=st.sampled_from(Lane), nonce=NONCES, at_seconds=st.just(0)),
    st.builds(Declined, words=st.just({"id": "Penuh."}), at_seconds=st.just(0)),
    st.builds(OpenPriority, at_seconds=st.just(0)),
    st.builds(OpenBooking, at_seconds=st.just(0)),
    st.builds(EnterBooking, booking_code=st.just("ABC-1"), nonce=NONCES, at_seconds=st.just(0)),
    st.builds(BookingFound, nonce=NONCES, booking=st.just(BOOKING), at_seconds=st.just(0)),
    st.builds(Aimed, nonce=NONCES, aim=st.just("hold_still"), fraction=st.just(0.5), at_seconds=st.just(0)),
    st.builds(Measured, nonce=NONCES, measurement=MEASUREMENTS, at_seconds=st.just(0)),
    st.builds(Answered, nonce=NONCES, answer=st.sampled_from([ADMITTED, HELD]), at_seconds=st.just(0)),
    st.builds(Refused, nonce=NONCES, words=st.just({"id": "Tidak."}), at_seconds=st.just(0)),
    st.builds(Unreachable, nonce=NONCES, at_seconds=st.just(0)),
    st.builds(Printed, nonce=NONCES, outcome=st.sampled_from(PrintOutcome), copy=st.booleans(), at_seconds=st.just(0)),
    st.builds(Decided, visit_id=st.sampled_from([1, 2]), at_seconds=st.just(0)),
    st.builds(Reopened, visit_id=st.sampled_from([1, 2]), at_seconds=st.just(0)),
    st.builds(MeasureAgain, visit_id=st.sampled_from([1, 2]), at_seconds=st.just(0)),
    st.builds(Ready, nonce=NONCES, at_seconds=st.just(0)),
    st.builds(CameBack, nonce=NONCES, at_seconds=st.just(0)),
    st.builds(ReturnAnswered, nonce=NONCES, visit_id=st.sampled_from([None, 1]), at_seconds=st.just(0)),
    STAFF_INPUTS,
    st.builds(Availability, lost=st.sampled_from(["", "token"]), at_seconds=st.just(0)),
    st.builds(Tick, at_seconds=st.just(0)),
    st.builds(Touch, at_seconds=st.just(0)),
    st.builds(Reset, at_seconds=st.just(0)),
    st.builds(Contrast, at_seconds=st.just(0)),
    st.builds(Listen, at_seconds=st.just(0)),
    st.builds(Language, language=st.sampled_from(["id", "en"]), at_seconds=st.just(0)),
)


def _at(one: Input, at_seconds: float) -> Input:
    values = {field.name: getattr(one, field.name) for field in fields(one)}
    return type(one)(**(values | {"at_seconds": at_seconds}))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(SHAPES, st.floats(0, 30)), max_size=60), st.booleans())
def test_no_sequence_of_inputs_leaves_the_table_prints_twice_or_shows_a_figure(
    inputs: list[tuple[Input, float]], screening: bool
) -> None:
    session, now = Session(), 0.0
    printed: dict[str, list[bool]] = {}
    for number, (shape, pause) in enumerate(inputs):
        now += pause
        one = _at(shape, now)
        if isinstance(
            one, Choose | EnterBooking | Ready | CameBack
        ):  # as the runner does it: a new nonce for each choice
            values = {field.name: getattr(one, field.name) for field in fields(one)} | {"nonce": f"{number:032d}"}
            one = type(one)(**values)
        elif hasattr(one, "nonce") and one.nonce == NONCE:
            one = type(one)(**({f.name: getattr(one, f.name) for f in fields(one)} | {"nonce": session.nonce}))
        before = session.phase
        session, commands = step(session, one, Rules(screening=screening))
        allowed = [arrow.to for arrow in ARROWS if arrow.source is before and isinstance(one, arrow.on)]
        assert session.phase in (allowed[0] if allowed else (before,))
        for command in commands:
            if isinstance(command, Print):
                printed.setdefault(command.nonce, []).append(command.copy)
        assert "38.654321" not in repr(session)
        assert "36.123456" not in repr(session)
    assert all(copies in ([False], [False, True]) for copies in printed.values())
