"""Draw the table of ``docs/access.md`` from what each route of the program declares.

``make diagrams`` writes it; a test fails while the document shows anything else.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from queue_server.bootstrap import build
from queue_server.config import Settings
from queue_server.protocol.words import DeviceRole, StaffRole
from queue_server.web.access import Access, RouteAccess, route_table

DOCUMENT = Path(__file__).with_name("access.md")
_BEGIN, _END = "<!-- table: access -->\n", "<!-- end -->"


def routes() -> tuple[RouteAccess, ...]:
    """Build the program on an empty folder and list its routes by address."""
    with TemporaryDirectory() as folder:
        server = build(Settings(data_dir=folder))
        try:
            table = route_table(server.app)
        finally:
            server.store.close()
    return tuple(sorted(table, key=lambda row: (row.path, row.method)))


def table_of(rows: tuple[RouteAccess, ...]) -> str:
    """Return the table as Markdown: a row for each route, a column for each role."""
    heads = [
        "route",
        "anybody",
        *(role.value for role in StaffRole),
        *(f"{role.value} (device)" for role in DeviceRole),
        "monitor (token)",
    ]
    lines = [_line(heads), _line(["---"] + [":-:"] * (len(heads) - 1))]
    lines += [_line([f"{row.method} `{row.path}`", *_marks(row.access)]) for row in rows]
    return "\n".join(lines) + "\n"


def _marks(access: Access) -> list[str]:
    staff = [access.open or role in access.staff for role in StaffRole]
    devices = [access.open or role in access.devices for role in DeviceRole]
    return ["yes" if may else "" for may in (access.open, *staff, *devices, access.open or access.monitor)]


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def drawn() -> str:
    """Return the document as it should be."""
    text = DOCUMENT.read_text(encoding="utf-8")
    before, rest = text.split(_BEGIN)
    return before + _BEGIN + table_of(routes()) + _END + rest.split(_END, 1)[1]


if __name__ == "__main__":
    DOCUMENT.write_text(drawn(), encoding="utf-8")
    print(f"drawn: {DOCUMENT}", file=sys.stderr)  # noqa: T201 - a command
