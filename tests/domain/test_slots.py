"""Slots that visitors book: inside the hours, one after the other, never more than there are places."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queue_server.domain.hours import Hours, Span
from queue_server.domain.policy import SelfBookingPolicy
from queue_server.domain.slots import DayFacts, SlotDay, booked_within, latest_at, slot_day, slot_times, typed_code

JAKARTA, BERLIN = ZoneInfo("Asia/Jakarta"), ZoneInfo("Europe/Berlin")
ZONES = [JAKARTA, BERLIN, ZoneInfo("Asia/Jayapura"), ZoneInfo("America/New_York"), ZoneInfo("Australia/Lord_Howe")]
MONDAY = date(2026, 3, 2)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
MORNING: tuple[Span, ...] = (("08:00", "10:00"),)

clock_minutes = st.integers(0, 24 * 60)
zones = st.sampled_from(ZONES)
days = st.one_of(
    st.dates(date(2025, 1, 1), date(2028, 12, 31)),
    st.sampled_from([date(2026, 3, 29), date(2026, 10, 25), date(2026, 3, 8), date(2026, 11, 1), date(2026, 4, 5)]),
)
policies = st.builds(
    SelfBookingPolicy,
    slot_minutes=st.integers(5, 120),
    slot_places=st.integers(1, 20),
    latest_minutes=st.integers(0, 3000),
)


def clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


@st.composite
def spans(draw: st.DrawFn) -> tuple[Span, ...]:
    """Up to three spans of a day that do not overlap, in any order."""
    ends = sorted(draw(st.sets(clock_minutes, min_size=2, max_size=6)))
    pairs = [(clock(opens), clock(closes)) for opens, closes in zip(ends[::2], ends[1::2], strict=False)]
    return tuple(draw(st.permutations(pairs)))


@st.composite
def facts(draw: st.DrawFn) -> tuple[DayFacts, SelfBookingPolicy, ZoneInfo]:
    day, policy, zone = draw(days), draw(policies), draw(zones)
    hours: Hours = {str(day.weekday()): draw(spans())}
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
    times = st.integers(-60, 26 * 60).map(lambda minute: midnight + timedelta(minutes=minute))
    booked = draw(st.dictionaries(times, st.integers(1, 8), max_size=12))
    limits = draw(st.lists(st.one_of(st.none(), st.integers(-5, 30)), max_size=2))
    return DayFacts(day, hours, booked, tuple(limits)), policy, zone


@settings(deadline=None)
@given(spans(), days, st.integers(5, 120), zones)
def test_slots_follow_each_other_inside_the_hours(
    of: tuple[Span, ...], day: date, minutes: int, zone: ZoneInfo
) -> None:
    found, length = slot_times(of, day, minutes, zone), timedelta(minutes=minutes)
    for before, after in pairwise(found):
        assert after - before >= length, "two slots overlap"
    for at in found:
        local = at.astimezone(zone)
        assert local.date() == day
        begins = f"{local:%H:%M}"
        within = [(opens, closes) for opens, closes in of if opens <= begins < closes]
        assert len(within) == 1
        opens, closes = within[0]
        offset = (local.hour * 60 + local.minute) - (int(opens[:2]) * 60 + int(opens[3:]))
        assert offset % minutes == 0, "slots are counted from the opening"
        next_day = closes == "24:00"
        closing = datetime.fromisoformat(f"{day + timedelta(days=next_day)}T{'00:00' if next_day else closes}")
        assert at + length <= closing.replace(tzinfo=zone).astimezone(UTC)


@settings(deadline=None)
@given(spans(), days, st.integers(5, 120))
def test_where_the_clocks_never_change_no_slot_is_missing(of: tuple[Span, ...], day: date, minutes: int) -> None:
    lengths = [int(b[:2]) * 60 + int(b[3:]) - int(a[:2]) * 60 - int(a[3:]) for a, b in of]
    assert len(slot_times(of, day, minutes, JAKARTA)) == sum(length // minutes for length in lengths)


@settings(deadline=None)
@given(facts())
def test_no_slot_offers_more_than_it_and_the_day_have(case: tuple[DayFacts, SelfBookingPolicy, ZoneInfo]) -> None:
    of, policy, zone = case
    for slot in slot_day(of, policy, zone, LONG_AGO).slots:
        assert 0 <= slot.left <= policy.slot_places
        assert slot.left == 0 or slot.left + booked_within(of.booked, slot.at, policy) <= policy.slot_places
        assert all(limit is None or slot.left <= max(0, limit) for limit in of.limits)


@settings(deadline=None)
@given(facts(), st.integers(1, 5), st.lists(st.integers(0, 200), max_size=25))
def test_whoever_takes_what_is_offered_never_overfills_a_slot(
    case: tuple[DayFacts, SelfBookingPolicy, ZoneInfo], party: int, wanted: list[int]
) -> None:
    of, policy, zone = case
    elsewhere = dict(of.booked)
    for nth in wanted:
        offered = [slot for slot in slot_day(of, policy, zone, LONG_AGO).slots if slot.left >= party]
        if not offered:
            break
        at = offered[nth % len(offered)].at
        booked = {**of.booked, at: of.booked.get(at, 0) + party}
        limits = tuple(None if limit is None else limit - party for limit in of.limits)
        of = DayFacts(of.day, of.hours, booked, limits)
    for at in set(of.booked) - set(elsewhere):
        assert booked_within(of.booked, at, policy) <= policy.slot_places
    assert all(limit is None or limit > -1 or of.booked == elsewhere for limit in of.limits)


@settings(deadline=None)
@given(facts(), st.integers(-2000, 2000))
def test_a_slot_goes_when_it_is_too_late_for_it_and_no_other(
    case: tuple[DayFacts, SelfBookingPolicy, ZoneInfo], offset: int
) -> None:
    of, policy, zone = case
    now = datetime(of.day.year, of.day.month, of.day.day, tzinfo=zone).astimezone(UTC) + timedelta(minutes=offset)
    every = slot_day(of, policy, zone, LONG_AGO).slots
    assert slot_day(of, policy, zone, now).slots == tuple(one for one in every if now <= latest_at(one.at, policy))


def berlin(day: date, of: tuple[Span, ...], minutes: int) -> list[str]:
    return [f"{at.astimezone(BERLIN):%H:%M}" for at in slot_times(of, day, minutes, BERLIN)]


def test_a_time_that_the_clocks_leave_out_or_show_twice() -> None:
    night: tuple[Span, ...] = (("01:00", "04:00"),)
    assert berlin(date(2026, 3, 29), night, 30) == ["01:00", "01:30", "03:00", "03:30"]
    assert berlin(date(2026, 10, 25), night, 30) == ["01:00", "01:30", "02:00", "02:30", "03:00", "03:30"]
    assert berlin(date(2026, 3, 29), (("00:45", "05:00"),), 45) == ["00:45", "01:30", "03:45"]  # lasts until 03:15
    twice = slot_times(night, date(2026, 10, 25), 30, BERLIN)
    assert [at.hour for at in twice] == [23, 23, 0, 0, 2, 2], "the first of the two, and none in the hour that repeats"


def shown(day: SlotDay) -> dict[str, int]:
    return {f"{slot.at.astimezone(JAKARTA):%H:%M}": slot.left for slot in day.slots}


def test_a_full_slot_is_shown_and_the_day_says_the_largest_party_that_fits() -> None:
    policy = SelfBookingPolicy(slot_minutes=60, slot_places=3)
    nine = datetime(2026, 3, 2, 9, 20, tzinfo=JAKARTA)
    day = slot_day(DayFacts(MONDAY, {"0": MORNING}, {nine: 2}), policy, JAKARTA, LONG_AGO)
    assert (shown(day), day.left) == ({"08:00": 3, "09:00": 1}, 3)
    day = slot_day(DayFacts(MONDAY, {"0": MORNING}, {nine: 4}, (2, None)), policy, JAKARTA, LONG_AGO)
    assert (shown(day), day.left) == ({"08:00": 2, "09:00": 0}, 2)


def test_a_closed_day_and_a_day_without_hours_have_no_slots() -> None:
    closed = DayFacts(MONDAY, {"0": MORNING}, {}, (), {"id": "Libur"})
    assert slot_day(closed, SelfBookingPolicy(), JAKARTA, LONG_AGO) == SlotDay(MONDAY, (), {"id": "Libur"})
    assert slot_day(DayFacts(MONDAY, {}, {}), SelfBookingPolicy(), JAKARTA, LONG_AGO) == SlotDay(MONDAY, ())
    tuesday = DayFacts(MONDAY, {"1": MORNING}, {})
    assert slot_day(tuesday, SelfBookingPolicy(), JAKARTA, LONG_AGO).slots == ()


@pytest.mark.parametrize("typed", ["K7MP4QXR", "k7mp4qxr", " K7MP 4QXR ", "k7mp-4qxr"])
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert typed_code(typed) == "K7MP4QXR"
