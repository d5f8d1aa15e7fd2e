"""The report as text for a person and as JSON for a program, pure."""

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from hardware.doctor.finding import Finding, Part, Report, State, Wire

_MARKS = {State.OK: "ok", State.INFO: "-", State.WARNING: "warning", State.FAULT: "FAULT"}
_MARK_WIDTH = max(len(mark) for mark in _MARKS.values())
_HEADINGS = ("part", "signal", "BCM", "header pin", "function", "goes to")


def exit_status(report: Report) -> int:
    """0 when nothing is at fault, 2 when the configuration is, else 1; warnings do not count."""
    faults = {finding.part for finding in report.findings if finding.state is State.FAULT}
    if Part.CONFIG in faults:
        return 2
    return 1 if faults else 0


def as_json(report: Report) -> str:
    """The report as one JSON object, in the structure of ``Report``."""
    return msgspec.json.format(msgspec.json.encode(report)).decode()


def as_text(report: Report) -> str:
    """The report for whoever stands at the machine: one line for each finding, then wiring or proposal, then a sum."""
    blocks = [_block(part, report.findings) for part in Part]
    if report.wiring:
        blocks.append(f"Wiring\n{_table(report.wiring)}")
    if report.proposal:
        blocks.append(f"Without --config; a configuration could begin so:\n\n{report.proposal.rstrip()}")
    blocks.append(_sum(report))
    return "\n\n".join(block for block in blocks if block)


def _block(part: Part, findings: Iterable[Finding]) -> str:
    lines = [_line(finding) for finding in findings if finding.part is part]
    return "\n".join([part.capitalize(), *lines]) if lines else ""


def _line(finding: Finding) -> str:
    code = f" [{finding.code}]" if finding.state is State.FAULT else ""
    mend = f" {finding.mend}" if finding.mend else ""
    end = "." if finding.mend else ""
    return f"  {_MARKS[finding.state]:<{_MARK_WIDTH}}  {finding.what}{end}{mend}{code}"


def _table(wires: Sequence[Wire]) -> str:
    rows = [_HEADINGS, *(_row(wire) for wire in wires)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]
    return "\n".join("  " + "  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


def _row(wire: Wire) -> tuple[str, ...]:
    bcm = "-" if wire.bcm is None else str(wire.bcm)
    header = "by overlay" if wire.header is None else str(wire.header)
    return (wire.part, wire.signal, bcm, header, wire.function, wire.goes_to)


def _sum(report: Report) -> str:
    counts = Counter(finding.state for finding in report.findings)
    faults, warnings = counts[State.FAULT], counts[State.WARNING]
    if not faults and not warnings:
        return "All is well."
    return f"{_counted(faults, 'fault')}, {_counted(warnings, 'warning')}."


def _counted(number: int, word: str) -> str:
    return f"{number or 'no'} {word}{'' if number == 1 else 's'}"
