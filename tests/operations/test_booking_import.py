"""A file of bookings: every kind of line that cannot be used, and that nothing is booked unless it is confirmed."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest

from queue_server.domain.booking_file import LONGEST_LINE_BYTES
from queue_server.domain.errors import ImportOverError, NotFoundError
from queue_server.operations import booking, booking_import
from queue_server.operations.booking_import import ImportView
from queue_server.storage.imports import ImportState
from tests.support.office import Office
from tests.support.stores import dump

HEAD = b"kode;layanan;tanggal;jam;jumlah\n"
GOOD = HEAD + b"AB-0001;passport;2026-03-03;09:30;4\nAB-0002;Layanan passport;04/03/2026;10.00;\n"


def begin(house: Office, content: bytes) -> int:
    return house.do(booking_import.begin, len(content), **house.by(house.admin))


def read(house: Office, content: bytes) -> int:
    import_id = begin(house, content)
    booking_import.read_file(house.store, BytesIO(content), import_id, office_id=house.id, now=house.now)
    return import_id


def view(house: Office, import_id: int) -> ImportView:
    return house.store.read(booking_import.import_view, import_id, office_id=house.id, now=house.now())


def confirm(house: Office, import_id: int) -> int:
    return house.do(booking_import.confirm, import_id, **house.by(house.admin))


def booked(house: Office) -> list[tuple[Any, ...]]:
    return [
        (row["code"], row["business_date"], row["party_size"], row["state"]) for row in dump(house.store)["booking"]
    ]


def test_nothing_is_booked_until_it_is_confirmed_and_then_all(house: Office) -> None:
    import_id = read(house, GOOD)
    found = view(house, import_id)
    assert (found.file.state, found.percent, found.counts.fresh, found.counts.bad) == (ImportState.READY, 100, 2, 0)
    assert booked(house) == []
    seq = house.last_seq()
    assert confirm(house, import_id) == 2
    assert [(code, str(day), party, state) for code, day, party, state in booked(house)] == [
        ("AB-0001", "2026-03-03", 4, "booked"),
        ("AB-0002", "2026-03-04", 1, "booked"),
    ]
    assert dump(house.store)["booking"][0]["slot_at"].isoformat() == "2026-03-03T02:30:00+00:00"
    (event,) = house.events(seq)
    assert (event.name.value, event.subject().change) == ("booking.imported", "2")
    assert dump(house.store)["booking_import_row"] == []


def test_the_same_file_twice_changes_nothing(house: Office) -> None:
    confirm(house, read(house, GOOD))
    before, again = booked(house), read(house, GOOD)
    assert (view(house, again).counts.fresh, view(house, again).counts.known) == (0, 2)
    seq = house.last_seq()
    assert confirm(house, again) == 0
    assert (booked(house), house.names(seq)) == (before, [])


def test_what_was_booked_since_stays_as_it_is(house: Office) -> None:
    import_id = read(house, GOOD)
    house.book("AB-0001", house.now() + timedelta(days=5))
    assert confirm(house, import_id) == 1
    assert [code for code, *_ in booked(house)] == ["AB-0001", "AB-0002"]
    assert booked(house)[0][2] == 1


def test_a_file_is_taken_over_once_and_not_after_it_was_thrown_away(house: Office) -> None:
    import_id = read(house, GOOD)
    confirm(house, import_id)
    with pytest.raises(ImportOverError):
        confirm(house, import_id)
    with pytest.raises(ImportOverError):
        house.do(booking_import.discard, import_id, **house.by(house.admin))
    thrown = read(house, GOOD)
    house.do(booking_import.discard, thrown, **house.by(house.admin))
    with pytest.raises(ImportOverError):
        confirm(house, thrown)
    with pytest.raises(NotFoundError):
        confirm(house, 4711)
    assert dump(house.store)["booking_import_row"] == []


LINES = [
    (b"AB-0003;passport;30/02/2027;09:30;1", "no_such_date", "30/02/2027"),
    (b"AB-0003;passport;next week;09:30;1", "bad_date", "next week"),
    (b"AB-0003;passport;2026-03-01;09:30;1", "past_date", "2026-03-01"),
    (b"AB-0003;passport;2026-03-03;25:00;1", "bad_time", "25:00"),
    (b"AB-0003;passport;2026-03-03;noon;1", "bad_time", "noon"),
    (b"AB-0003;visa;2026-03-03;09:30;1", "unknown_service", "visa"),
    (b"AB-0003;collection;2026-03-03;09:30;1", "unknown_service", "collection"),
    (b"AB-0003;passport;2026-03-03;09:30;6", "bad_party_size", "6"),
    (b"AB-0003;passport;2026-03-03;09:30;0", "bad_party_size", "0"),
    (b'=HYPERLINK("x");passport;2026-03-03;09:30;1', "formula", '=HYPERLINK("x")'),
    (b"=1+2;passport;2026-03-03;09:30;1", "formula", "=1+2"),
    (b"+AB3;passport;2026-03-03;09:30;1", "formula", "+AB3"),
    (b"-AB3;passport;2026-03-03;09:30;1", "formula", "-AB3"),
    (b"@SUM;passport;2026-03-03;09:30;1", "formula", "@SUM"),
    (b"AB3;passport;2026-03-03;09:30;1", "bad_code", "AB3"),
    (b"AB-\x003;passport;2026-03-03;09:30;1", "bad_code", "AB-\ufffd3"),  # PostgreSQL holds no zero byte
    (b"AB-0003;pass\x00port;2026-03-03;09:30;1", "unknown_service", "pass\ufffdport"),
    (b"AB 003;passport;2026-03-03;09:30;1", "bad_code", "AB 003"),
    (b"AB-0003;passport;2026-03-03;09:30", "column_count", "4 / 5"),
    (b'AB-0003;"passport;2026-03-03;09:30;1', "broken_quotes", ""),
    (b"AB-0003;p\xe4ssport;2026-03-03;09:30;1", "not_utf8", ""),
    (b"AB-0003;" + b"x" * 3 * LONGEST_LINE_BYTES + b";2026-03-03;09:30;1", "line_too_long", ""),
    (b"AB-0001;passport;2026-03-03;09:30;4", "twice_in_file", ""),
    (b'"' * (LONGEST_LINE_BYTES - 2), "column_count", "1 / 5"),
    (b'"' * (LONGEST_LINE_BYTES - 3), "broken_quotes", ""),
    (b";1" * (LONGEST_LINE_BYTES // 2 - 2), "column_count", "2047 / 5"),
    (b"AB-0003;passport;2026-03-03;09:30;1" + b";1" * 1_000_000, "line_too_long", ""),
]


@pytest.mark.parametrize(("line", "problem", "shown"), LINES)
def test_a_bad_line_is_told_and_its_neighbours_are_taken(house: Office, line: bytes, problem: str, shown: str) -> None:
    import_id = read(house, GOOD + line + b"\nAB-0009;passport;2026-03-05;08:00;1\n")
    (bad,) = view(house, import_id).bad_rows
    assert (bad.line, bad.problem.value, bad.shown) == (4, problem, shown)
    assert confirm(house, import_id) == 3


def test_a_code_of_another_booking_is_told(house: Office) -> None:
    house.book("AB-0002", house.now())
    (bad,) = view(house, read(house, GOOD)).bad_rows
    assert (bad.line, bad.code, bad.problem.value) == (3, "AB-0002", "other_content")


@pytest.mark.parametrize(
    ("content", "problem", "column"),
    [
        (b"", "empty_file", ""),
        (b"PK\x03\x04 a workbook", "spreadsheet", ""),
        ("kode;layanan\n".encode("utf-16"), "not_utf8", ""),
        (b"kode;l\xe4yanan\n", "not_utf8", ""),
        (b"kode|layanan|tanggal|jam\n", "unknown_delimiter", ""),
        (b'"kode;layanan\n', "broken_quotes", ""),
        (b"kode;layanan;tanggal\n", "column_missing", "waktu / time"),
        (b"kode;kode;layanan;tanggal;jam\n", "column_twice", "kode"),
        (b";" * 2 * LONGEST_LINE_BYTES, "line_too_long", ""),
        (b"kode;layanan;tanggal;jam" + b";x" * 1_000_000, "line_too_long", ""),
        (b"x" * 3_000_000, "line_too_long", ""),
        (b'kode;"' + b'"' * (LONGEST_LINE_BYTES - 10), "broken_quotes", ""),
    ],
)
def test_a_file_that_is_none_of_ours_says_why(house: Office, content: bytes, problem: str, column: str) -> None:
    file = view(house, read(house, content)).file
    assert (file.state, file.problem, file.column_name) == (ImportState.FAILED, problem, column)


@pytest.mark.parametrize("delimiter", [b";", b",", b"\t"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_delimiters_and_marks_of_spreadsheets(house: Office, delimiter: bytes, mark: bytes) -> None:
    found = view(house, read(house, mark + GOOD.replace(b";", delimiter).replace(b"\n", b"\r\n")))
    assert (found.counts.fresh, found.counts.bad) == (2, 0)


def test_names_and_identity_numbers_are_never_stored(house: Office) -> None:
    content = b"nama,kode,NIK,layanan,tanggal,jam\nSiti,AB-0001,6471000000000001,passport,2026-03-03,09:30\n"
    import_id = read(house, content)
    assert view(house, import_id).file.ignored == ("nama", "NIK")
    assert "Siti" not in str(dump(house.store))
    assert "6471000000000001" not in str(dump(house.store))
    assert confirm(house, import_id) == 1


def test_a_title_that_no_database_holds_is_shown_as_far_as_it_can_be(house: Office) -> None:
    found = view(house, read(house, GOOD.replace(b"jumlah\n", b"ju\x00mlah\n")))
    assert (found.file.state, found.counts.fresh, found.file.ignored) == (ImportState.READY, 2, ("ju\ufffdmlah",))


def test_a_file_is_read_in_batches_and_a_booking_of_it_can_be_used(house: Office) -> None:
    lines = [b"CODE-%05d;passport;2026-03-02;08:00;1" % nth for nth in range(2500)]
    import_id = read(house, HEAD + b"\n".join(lines))
    assert view(house, import_id).file.lines_read == 2500
    assert confirm(house, import_id) == 2500
    assert house.store.read(booking.find_booking, "CODE-02499", office_id=house.id, now=house.now()).party_size == 1


def test_reading_that_ended_in_the_middle_is_told_and_forgotten(house: Office) -> None:
    import_id = begin(house, GOOD)
    assert not view(house, import_id).interrupted
    house.clock.sleep(61)
    assert view(house, import_id).interrupted
    ready = read(house, GOOD)
    house.clock.sleep(86_400)
    assert house.do(booking_import.forget_stale, office_id=house.id, now=house.now()) == 2
    assert dump(house.store)["booking_import_row"] == []
    with pytest.raises(NotFoundError):
        view(house, ready)


def test_a_file_that_is_thrown_away_while_it_is_read_leaves_nothing(house: Office) -> None:
    import_id = begin(house, GOOD)
    house.do(booking_import.discard, import_id, **house.by(house.admin))
    booking_import.read_file(house.store, BytesIO(GOOD), import_id, office_id=house.id, now=house.now)
    assert view(house, import_id).file.state is ImportState.DISCARDED
    assert dump(house.store)["booking_import_row"] == []


def test_the_lines_that_cannot_be_used_are_kept_when_the_others_are_taken_over(house: Office) -> None:
    lines = b"".join(b"AB-%04d;passport;30/02/2027;09:30;1\n" % nth for nth in range(10, 2260))
    import_id = read(house, GOOD + lines)
    assert (len(view(house, import_id).bad_rows), view(house, import_id).counts.bad) == (200, 2250)
    for _ in range(2):
        every = list(booking_import.every_bad_row(house.store, import_id, office_id=house.id))
        assert [row.line for row in every] == list(range(4, 2254))
        if view(house, import_id).file.state is ImportState.READY:
            assert confirm(house, import_id) == 2
    with pytest.raises(NotFoundError):
        booking_import.every_bad_row(house.store, import_id + 1, office_id=house.id)


def test_what_speaks_against_new_bookings_is_told_and_they_are_taken_all_the_same(house: Office) -> None:
    lines = b"".join(b"AC-%04d;passport;2026-03-03;09:30;2\n" % nth for nth in range(3))
    assert view(house, read(house, HEAD + lines[: len(lines) // 3])).doubts == []
    import_id = read(house, HEAD + lines)
    (one,) = view(house, import_id).doubts
    assert (one.doubt.value, one.bookings, one.people, one.places) == ("over_quota", 3, 6, 5)
    assert confirm(house, import_id) == 3
    assert view(house, import_id).doubts == ()
    assert view(house, read(house, HEAD + lines)).doubts == [], "they are booked already"
