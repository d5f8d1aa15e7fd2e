"""Files of bookings as nobody should send them: each line is a booking or has a problem, and each file an end."""

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from queue_server.domain.actor import SYSTEM
from queue_server.domain.booking_file import LONGEST_LINE_BYTES, OfficeFacts, read_layout, read_rows
from queue_server.domain.errors import BookingFileError
from queue_server.operations import booking_import
from queue_server.storage import imports
from queue_server.storage.imports import ImportState
from tests.fuzz.drawing import try_all
from tests.fuzz.house import open_house
from tests.web.house import House

TITLES = st.sampled_from(
    [
        b"code;service;date;time\n",
        b"kode,layanan,tanggal,jam,jumlah\r\n",
        b"\xef\xbb\xbfCode\tService\tDate\tTime\tName\n",
        b'"code";"service";"date";"time"\n',
    ]
)
FIELD = st.one_of(
    st.sampled_from(["CODE-1", "baru", "2026-03-09", "9.3.2026", "31/2/2026", "9999-12-31", "08:30", "8.30", "99:99"]),
    st.sampled_from(["=1+1", "\0", '"', "ž", "١٢:٣٠", "٢٠٢٦-٠٣-٠٩", "1", "0", " ", "", "x" * LONGEST_LINE_BYTES]),
    st.text(max_size=12),
)
LINE = st.tuples(st.lists(FIELD, min_size=2, max_size=6), st.sampled_from(";,\t")).map(
    lambda drawn: (drawn[1].join(drawn[0]) + "\n").encode(errors="surrogatepass")
)
FILE = st.tuples(TITLES | st.binary(max_size=60) | LINE, st.lists(LINE | st.binary(max_size=60), max_size=6)).map(
    lambda drawn: drawn[0] + b"".join(drawn[1])
)
FACTS = OfficeFacts({"baru": 1, "1": 1}, ZoneInfo("America/Lima"), date(2026, 3, 2))


def run(folder: Path, examples: int, seed: int) -> int:
    """Read files, first the lines alone and then through the office's tables; return how many."""
    try_all(_lines_are_judged, FILE, examples, seed)
    with open_house(folder) as house:
        try_all(lambda file: _a_file_is_read_to_its_end(house, file), FILE, max(1, examples // 10), seed, shrink=False)
    return examples + max(1, examples // 10)


def _lines_are_judged(file: bytes) -> None:
    first, *others = file.splitlines(keepends=True) or [b""]
    try:
        layout = read_layout(first[:LONGEST_LINE_BYTES])
    except BookingFileError:
        return
    for row in read_rows(layout, FACTS, enumerate(others, 2)):
        assert "\0" not in row.shown + row.code, "PostgreSQL holds no text with a zero byte"
        if row.problem is None:
            assert row.service_id == 1
            assert row.slot_at is not None
            row.slot_at.astimezone(ZoneInfo("Asia/Jayapura"))


def _a_file_is_read_to_its_end(house: House, file: bytes) -> None:
    store, now = house.services.store, house.clock.now
    who: dict[str, Any] = {"office_id": house.office_id, "actor": SYSTEM, "now": now()}
    import_id = store.write(booking_import.begin, len(file), **who)
    booking_import.read_file(store, BytesIO(file), import_id, office_id=house.office_id, now=now)
    found = store.read(imports.get, house.office_id, import_id)
    assert found is not None
    assert found.state in (ImportState.READY, ImportState.FAILED), found.state
