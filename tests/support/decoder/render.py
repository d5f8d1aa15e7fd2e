"""Render a stream of ESC/POS bytes: run by the decoder's own interpreter, never imported by the tests.

``.venv-decoder/bin/python tests/support/decoder/render.py WIDTH_DOTS FOLDER < stream`` writes one PNG for each ticket
to FOLDER and prints a JSON object: tickets (text, png) in the order printed, and the
commands that no printer would know.
"""

import json
import sys
from importlib import resources
from pathlib import Path

import yaml
from emupos.config import PrinterProfile
from emupos.events import EventType
from emupos.printer.printer import Printer

_UNKNOWN = {EventType.PRINTER_COMMAND_UNKNOWN, EventType.PRINTER_CODEPAGE_UNSUPPORTED}


def _printer(width_dots: int) -> Printer:
    folder = resources.files("emupos") / "profiles" / "printers"
    settings = yaml.safe_load((folder / "epson-tm-t20iii.yaml").read_text(encoding="utf-8"))
    profile = PrinterProfile.model_validate({**settings, "width_dots": width_dots})
    return Printer("ticket", profile, sensor_open_level="high", job_idle_timeout_ms=1000)


def main() -> None:
    """Render standard input."""
    width_dots, folder = int(sys.argv[1]), Path(sys.argv[2])
    printer = _printer(width_dots)
    printer.open_connection("stdin", now=0.0)
    output = printer.receive("stdin", sys.stdin.buffer.read(), now=0.0) + printer.close_connection("stdin", now=0.0)
    tickets = []
    for position, receipt in enumerate(output.receipts, start=1):
        png = folder / f"{position}.png"
        png.write_bytes(receipt.png)
        tickets.append({"text": receipt.text, "png": str(png)})
    unknown = [{"type": str(event.type), **event.data} for event in output.events if event.type in _UNKNOWN]
    json.dump({"tickets": tickets, "unknown_commands": unknown}, sys.stdout)


if __name__ == "__main__":
    main()
