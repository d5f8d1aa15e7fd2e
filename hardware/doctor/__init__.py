"""The doctor: looks at everything that a kiosk needs, changes nothing, and says how to mend what is wrong."""

from hardware.doctor.examination import Wish, examine
from hardware.doctor.finding import Finding, Report, State
from hardware.doctor.machine import Machine, this_machine
from hardware.doctor.report import as_json, as_text, exit_status

__all__ = [
    "Finding",
    "Machine",
    "Report",
    "State",
    "Wish",
    "as_json",
    "as_text",
    "examine",
    "exit_status",
    "this_machine",
]
