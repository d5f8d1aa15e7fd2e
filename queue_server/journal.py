"""Where the programs' logs go: with fields into the journal of the service manager where there is one, else as lines.

All four programs use it. A field says who speaks, how grave it is, and which error it is about; none of a visitor.
"""

import logging
import os
import struct
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from socket import AF_UNIX, SOCK_DGRAM, socket
from typing import TextIO

SOCKET = Path("/run/systemd/journal/socket")
_PRIORITIES = ((logging.CRITICAL, 2), (logging.ERROR, 3), (logging.WARNING, 4), (logging.INFO, 6))
_DEBUG = 7
_EXTRA = (("ANTRE_OFFICE", "office"), ("ANTRE_DEVICE", "device"))


def set_up(program: str, level: str | int, lines: str, environment: Mapping[str, str], to: Path = SOCKET) -> None:
    """Say where this process's logs go; to be called once, at its start.

    Args:
        program: name of the process in the journal.
        lines: format of a line where there is no journal.
        environment: with ``JOURNAL_STREAM`` under a service manager.
        to: where the journal listens.
    """
    in_journal = is_stream_of_journal(environment.get("JOURNAL_STREAM", ""), sys.stderr)
    handlers = [JournalHandler(program, to, sys.stderr)] if in_journal else None
    logging.basicConfig(level=level, format="%(message)s" if in_journal else lines, handlers=handlers)


def is_stream_of_journal(named: str, stream: TextIO) -> bool:
    """Tell whether a stream leads to the journal.

    Args:
        named: device and inode of the journal's stream, ``8:1234``. A process that was started by a service with its
            output turned elsewhere has the same words in its environment.
    """
    try:
        found = os.fstat(stream.fileno())
    except (OSError, ValueError):
        return False
    return named == f"{found.st_dev}:{found.st_ino}"


class JournalHandler(logging.Handler):
    """Hands each record to the journal with its fields; what it does not take goes to its stream of lines instead.

    Source:
        systemd's native journal protocol: one datagram for each entry; a field is ``NAME=value`` and a new line, or the
        name, a new line, the length as 64 bit little-endian, the value and a new line. sd-daemon(3): a line may
        begin with ``<N>``.
    """

    def __init__(self, program: str, to: Path, stream: TextIO) -> None:
        """Send to a socket.

        Args:
            stream: for entries that are too large for a datagram, or while nobody listens.
        """
        super().__init__()
        self._program = program
        self._to = str(to)
        self._stream = stream
        self._socket = socket(AF_UNIX, SOCK_DGRAM)
        self._socket.setblocking(False)

    def emit(self, record: logging.LogRecord) -> None:
        """Send one record."""
        message = self.format(record)
        entry = b"".join(_field(name, value) for name, value in self._fields(record, message))
        try:
            self._socket.sendto(entry, self._to)
        except OSError:
            self._write_lines(record, message)

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()
        super().close()

    def _fields(self, record: logging.LogRecord, message: str) -> Iterator[tuple[str, str]]:
        yield "MESSAGE", message
        yield "PRIORITY", str(priority(record.levelno))
        yield "SYSLOG_IDENTIFIER", self._program
        yield "LOGGER", record.name
        yield "CODE_FILE", record.pathname
        yield "CODE_LINE", str(record.lineno)
        yield "CODE_FUNC", record.funcName or ""
        code = error_code(record)
        if code:
            yield "ANTRE_CODE", code
        for name, attribute in _EXTRA:
            if hasattr(record, attribute):
                yield name, str(getattr(record, attribute))

    def _write_lines(self, record: logging.LogRecord, message: str) -> None:
        grave = priority(record.levelno)
        lines = [f"<{grave}>{line}\n" for line in f"{record.name}: {message}".splitlines()]
        self._stream.write("".join(lines))
        self._stream.flush()


def priority(level: int) -> int:
    """Return the journal's number for a level of Python's logs: 2 critical, 3 error, 4 warning, 6 info, 7 debug."""
    return next((number for least, number in _PRIORITIES if level >= least), _DEBUG)


def error_code(record: logging.LogRecord) -> str:
    """Return the code of the error that a record is about, or nothing: each error of ours has one."""
    told = record.args if isinstance(record.args, tuple) else ()
    raised = record.exc_info[1] if record.exc_info else None
    codes = (getattr(one, "code", "") for one in (raised, *told) if isinstance(one, Exception))
    return next((str(code) for code in codes if isinstance(code, str) and code), "")


def _field(name: str, value: str) -> bytes:
    """Encode a field; a value of several lines with its length, so that no line of it can pass for a field."""
    data = value.encode("utf-8", "backslashreplace")
    if b"\n" in data:
        return name.encode() + b"\n" + struct.pack("<Q", len(data)) + data + b"\n"
    return name.encode() + b"=" + data + b"\n"
