"""Judge printed bytes with a decoder that shares no code with this project."""

import hashlib
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
INTERPRETER = ROOT / ".venv-decoder" / "bin" / "python"
RENDER = Path(__file__).parent / "decoder" / "render.py"
TICKETS = ROOT / "build" / "tickets"
TIMEOUT_SECONDS = 60
WIDTH_80_MM_DOTS = 576
WIDTH_58_MM_DOTS = 384


class DecoderMissingError(RuntimeError):
    """The decoder or zbarimg is not installed."""


class TicketsError(AssertionError):
    """The stream does not hold what the test asked for."""


@dataclass(frozen=True)
class DecodedTicket:
    """One printed ticket as another program reads it.

    Attributes:
        text: what is printed as characters, line by line.
        qr: content of the QR code as read from the picture, None when there is none.
        png: the picture, in build/tickets.
        unknown_commands: commands and code pages in the whole stream that the printer would not know.
    """

    text: str
    qr: str | None
    png: Path
    unknown_commands: list[dict[str, Any]]


def decode(stream: bytes, width_dots: int = WIDTH_80_MM_DOTS) -> DecodedTicket:
    """Decode a stream that holds exactly one ticket.

    Raises:
        TicketsError: the stream prints nothing, or more than one ticket.
        DecoderMissingError: `make test` has not set the decoder up.
    """
    tickets = decode_all(stream, width_dots)
    if len(tickets) != 1:
        raise TicketsError(f"the stream of {len(stream)} bytes holds {len(tickets)} tickets, not one")
    return tickets[0]


def decode_all(stream: bytes, width_dots: int = WIDTH_80_MM_DOTS) -> list[DecodedTicket]:
    """Decode a stream of any number of tickets, each ended by a cut or by the end of the stream."""
    if not INTERPRETER.exists():
        raise DecoderMissingError(f"there is no ticket decoder at {INTERPRETER}: run `make set-up-tests`")
    folder = TICKETS / hashlib.sha256(stream + bytes([width_dots & 0xFF, width_dots >> 8])).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    run = subprocess.run(
        [INTERPRETER, RENDER, str(width_dots), folder],
        check=False,
        input=stream,
        capture_output=True,
        timeout=TIMEOUT_SECONDS,
    )
    if run.returncode:
        raise TicketsError(f"the decoder failed: {run.stderr.decode(errors='replace')}")
    answer = json.loads(run.stdout)
    return [
        DecodedTicket(found["text"], read_qr(Path(found["png"])), Path(found["png"]), answer["unknown_commands"])
        for found in answer["tickets"]
    ]


def read_qr(png: Path) -> str | None:
    """Read the QR code in a picture, as a phone would.

    Returns:
        Its content, or None when the picture holds no QR code.
    """
    try:
        run = subprocess.run(
            ["zbarimg", "--quiet", "--raw", "--nodbus", "-Sdisable", "-Sqrcode.enable", png],
            check=False,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
        )
    except FileNotFoundError as error:
        raise DecoderMissingError("zbarimg is missing: run `deploy/system_packages.sh test`") from error
    if run.returncode not in (0, 4):  # 4: no code found
        raise TicketsError(f"zbarimg failed: {run.stderr}")
    return run.stdout.removesuffix("\n") or None
