"""The audit log's rules: whatever is done to entries or events afterwards is found."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.audit import (
    FIRST_PREVIOUS,
    AuditName,
    Break,
    Entry,
    Report,
    Told,
    after_beginning,
    entry_hash,
    event_digest,
    examine,
)

LENGTH = 6


def chained(length: int = LENGTH, begins: int = 0) -> tuple[list[Entry], list[Told]]:
    """A log of events and, as every third entry, of what no event tells of."""
    entries: list[Entry] = []
    events: list[Told] = []
    for seq in range(1, length + 1):
        event_seq, digest, name = None, b"", AuditName.SESSION_BEGUN.value
        if seq == 1 and begins:
            event_seq, name = begins, AuditName.BEGUN.value
        elif seq % 3:
            event_seq = begins + 2 * seq
            name, digest = "ticket.called", event_digest((event_seq, 1), {"ticket_id": seq})
            events.append(Told(event_seq, digest))
        previous = entries[-1].hash if entries else FIRST_PREVIOUS
        content = (1, seq, seq * 1000, "account:3", name, f"ticket:{seq}", event_seq, digest, previous)
        entries.append(Entry(*content, entry_hash(content)))
    return entries, events


def look(entries: list[Entry], events: list[Told], head: bytes | None = None) -> Report:
    begins, whole = after_beginning(iter(entries))
    return examine(whole, (one for one in events if one.seq > begins), 1000, head)


def test_a_log_as_it_was_written_is_whole() -> None:
    for begins in (0, 7):
        entries, events = chained(begins=begins)
        assert look(entries, [Told(3, b"of before"), *events] if begins else events) == (
            LENGTH,
            entries[-1].hash,
            None,
            None,
        )
    assert look([], []) == (0, FIRST_PREVIOUS, None, None)


@given(st.integers(0, LENGTH - 1), st.sampled_from(Entry._fields), st.integers(1, 10**6))
def test_any_change_of_any_part_of_an_entry_is_found(nth: int, field: str, other: int) -> None:
    entries, events = chained()
    was = getattr(entries[nth], field)
    value = bytes([other % 256]) * 32 if isinstance(was, bytes) else other
    changed: dict[str, Any] = {field: "other" if value == was else value}
    entries[nth] = entries[nth]._replace(**changed)
    report = look(entries, events)
    assert report.broken is not None
    assert report.seq == nth


@given(st.integers(0, LENGTH - 1), st.integers(0, LENGTH - 1))
def test_entries_that_changed_places_are_found(one: int, other: int) -> None:
    entries, events = chained()
    entries[one], entries[other] = entries[other], entries[one]
    assert (look(entries, events).broken is Break.MISSING) == (one != other)
    entries = [entry._replace(seq=seq) for seq, entry in enumerate(entries, start=1)]
    assert (look(entries, events).broken is Break.CHANGED) == (one != other)


def test_an_entry_that_is_gone_is_found_also_where_the_rest_was_numbered_anew() -> None:
    for nth in range(LENGTH - 1):
        entries, events = chained()
        del entries[nth]
        assert look(entries, events)[::2] == (nth, Break.MISSING)
        entries = [entry._replace(seq=seq) for seq, entry in enumerate(entries, start=1)]
        anew = [entry._replace(hash=entry_hash(entry[:-1])) for entry in entries]
        assert look(entries, events).broken is Break.CHANGED
        assert look(anew, events).broken is Break.MOVED


def test_an_event_that_was_changed_removed_or_put_in_is_found() -> None:
    for nth in range(len(chained()[1])):
        entries, events = chained()
        seq = events[nth].seq
        assert look(entries, [*events[:nth], Told(seq, b"x"), *events[nth + 1 :]])[2:] == (Break.EVENT_CHANGED, seq)
        assert look(entries, events[:nth] + events[nth + 1 :])[2:] == (Break.EVENT_MISSING, seq)
        assert look(entries, sorted([*events, Told(seq - 1, b"x")]))[2:] == (Break.EVENT_UNTOLD, seq - 1)


def test_a_log_that_was_cut_short_or_written_anew_lacks_a_head_that_was_noted() -> None:
    entries, events = chained()
    for entry in entries:
        assert look(entries, events, entry.hash).broken is None
    assert look(entries[:-1], events, entries[-1].hash).broken is Break.HEAD_MISSING  # the last tells of no event
    assert look(entries[:-2], events).broken is Break.EVENT_UNTOLD
    again, _ = chained(begins=7)
    assert look(again, events, entries[-1].hash).broken is not None


def test_what_came_while_somebody_looks_is_left_for_the_next_time() -> None:
    entries, events = chained()
    assert examine(iter(entries), iter(events[:2]), events[1].seq) == (3, entries[2].hash, None, None)
    forged = [*entries[:3], entries[3]._replace(event_seq=999)]
    assert examine(iter(forged), iter(events[:2]), events[1].seq).broken is Break.CHANGED


def test_which_case_an_event_names_is_not_in_its_digest_and_everything_else_is() -> None:
    whole = event_digest((1, "visit.held"), {"visit_id": 2, "case_id": "x"})
    assert whole == event_digest((1, "visit.held"), {"visit_id": 2})
    assert whole != event_digest((1, "visit.held"), {"visit_id": 3})
    assert whole != event_digest((1, "visit.left"), {"visit_id": 2})
