"""The audit log: verified as a whole, and its head, to be noted where the server cannot write."""

import argparse
from datetime import datetime

from queue_server.commands.usage import Commands, UsageError, add_office_choice, office_id
from queue_server.domain.audit import Break, Report
from queue_server.operations.admin_page import every_office
from queue_server.operations.audit import head, verify
from queue_server.storage.store import Store

_BROKEN = {
    Break.CHANGED: "entry {entry} was changed",
    Break.MISSING: "entry {entry} is missing",
    Break.MOVED: "entry {entry} does not follow the one before it: entries were removed, or put in another order",
    Break.EVENT_CHANGED: "event {event}, of which entry {entry} tells, was changed",
    Break.EVENT_MISSING: "event {event}, of which entry {entry} tells, is missing",
    Break.EVENT_UNTOLD: "entry {entry} should tell of event {event}: it is missing, or the event was put in",
    Break.HEAD_MISSING: "no entry has this hash: entries were removed from the end, or the log was written anew",
}


def add(commands: Commands) -> None:
    """Add the commands."""
    verifying = commands.add_parser("verify-audit", help="look through the audit log; status 1 where it is broken")
    verifying.add_argument("--head", help="the hash that audit-head printed before: it must still be there")
    add_office_choice(verifying)
    verifying.set_defaults(run=_verify)
    last = commands.add_parser("audit-head", help="print count and hash of the last entry, to be noted elsewhere")
    add_office_choice(last)
    last.set_defaults(run=_head)


def _verify(store: Store, options: argparse.Namespace, _now: datetime) -> int:
    offices = store.read(every_office)
    wanted = _hash(options.head)
    if options.office is not None or wanted is not None:
        mine = office_id(store, options.office)
        offices = [one for one in offices if one[0] == mine]
    reports = [(code, verify(store, office_id=one, head=wanted)) for one, code, _name in offices]
    for code, report in reports:
        print(f"{code}: {_told(report)}")
    return int(any(report.broken for _code, report in reports))


def _hash(typed: str | None) -> bytes | None:
    if typed is None:
        return None
    try:
        found = bytes.fromhex(typed)
    except ValueError:
        found = b""
    if len(found) != 32:
        raise UsageError("--head takes the 64 digits that audit-head printed")
    return found


def _told(report: Report) -> str:
    whole = f"{report.seq} entries verified, head {report.hash.hex()}"
    if report.broken is None:
        return whole
    return f"BROKEN: {_BROKEN[report.broken].format(entry=report.seq + 1, event=report.event_seq)}; before it {whole}"


def _head(store: Store, options: argparse.Namespace, _now: datetime) -> int:
    count, last = store.read(head, office_id=office_id(store, options.office))
    print(f"{count} {last}" if count else "0 nothing has been recorded yet")
    return 0
