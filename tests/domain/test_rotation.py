"""Which backups stay."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.rotation import superseded

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
HOURLY = [NOON - timedelta(hours=nth) for nth in range(24 * 30)]


def test_the_newest_stay_and_the_last_one_of_each_day() -> None:
    kept = sorted(set(HOURLY) - superseded(HOURLY, newest=NOON, keep_last=24, keep_days=14))
    assert kept[-24:] == sorted(HOURLY[:24])
    assert [one.hour for one in kept[:-24]] == [23] * 12
    assert kept[0].date() == datetime(2026, 11, 13, tzinfo=UTC).date()


@given(
    st.sets(st.datetimes(datetime(2026, 1, 1), datetime(2026, 3, 1), timezones=st.just(UTC))),  # noqa: DTZ001 - bounds
    st.integers(1, 9),
    st.integers(0, 9),
    st.data(),
)
def test_the_newest_never_goes_and_what_stays_is_bounded(
    made: set[datetime], keep_last: int, keep_days: int, data: st.DataObject
) -> None:
    newest = data.draw(st.sampled_from(sorted(made))) if made else NOON
    gone = superseded(made, newest=newest, keep_last=keep_last, keep_days=keep_days)
    kept = made - gone
    assert gone <= made
    assert len(kept) <= keep_last + keep_days
    assert not made or newest in kept
    assert superseded(kept, newest=newest, keep_last=keep_last, keep_days=keep_days) == set()
