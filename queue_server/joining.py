"""A device joins an office: it makes its token, shows a code, and keeps the token in a file that only it may read.

Used by the programs of devices, as ``python -m kiosk pair CODE`` and ``python -m kiosk find-servers``.
"""

import argparse
import os
import secrets
import sys
import time
from collections.abc import Callable, Sequence
from http.client import HTTPException
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec

from queue_server.pinning import PIN_FILE, PinError, pin
from queue_server.protocol.messages import RefusalAnswer
from queue_server.protocol.pairing import PairAnswer, PairRequest, read_invitation
from queue_server.protocol.words import DeviceRole
from queue_server.trust import NotTrustedError, TrustFileError, choose_trust

ANSWER_SECONDS = 8.0
TRIES = 3
"""The same request gets the same answer, so it may be sent again."""
PAUSE_SECONDS = 1.0
MOST_ANSWER_BYTES = 65_536
FAILED = 1


class JoinError(Exception):
    """The device could not be paired; the message says why and what to do."""

    code = "join_failed"


class NoAnswerError(JoinError):
    """Nothing came that is an answer of ours; the same code may be tried again."""

    code = "join_no_answer"


class Place(NamedTuple):
    """What the settings of a device say.

    Attributes:
        ca_file: the certificate that alone is believed; empty: the system's authorities.
    """

    server_url: str
    token_file: Path
    ca_file: str = ""


def run(arguments: Sequence[str], role: DeviceRole, default: Path, load: Callable[[Path], Place]) -> int | None:
    """Carry out ``pair CODE`` or ``find-servers``, by which a device comes to its server.

    Args:
        default: the settings file where none is named.
        load: reads it.

    Returns:
        The exit status; ``None`` where neither was asked for.
    """
    if arguments == ["find-servers"]:
        from queue_server.discovery import told_servers  # noqa: PLC0415 - it takes memory; only where it is asked for

        print(*told_servers(), sep="\n")
        return 0
    return _pair(arguments[1:], role, default, load) if arguments[:1] == ["pair"] else None


def _pair(arguments: Sequence[str], role: DeviceRole, default: Path, load: Callable[[Path], Place]) -> int:
    parser = argparse.ArgumentParser(prog=f"{role.value} pair", description="Pair this device with a queue server.")
    parser.add_argument("code", help="as the administrator's page Devices shows it, or the line of its QR")
    parser.add_argument("--config", type=Path, default=default, help="the settings of this device")
    parser.add_argument("--server", default="", help="address of the server, where it is another than in the settings")
    options = parser.parse_args(arguments)
    place = load(options.config)
    try:
        answer, used = _join(place, options.code, options.server, role)
    except (JoinError, PinError) as error:
        print(f"{role.value}: {error}", file=sys.stderr)
        return FAILED
    print(f"paired: {answer.name} ({answer.role}) of {answer.office}")
    print(f"its token is in {place.token_file}; now start the {role.value}, or start it anew")
    for name, value, before in (
        ("server_url", used.server_url, place.server_url),
        ("server_ca_file", used.ca_file, place.ca_file),
    ):
        if value != before:
            print(f'write {name} = "{value}" into {options.config} first')
    return 0


def _join(place: Place, typed: str, server: str, role: DeviceRole) -> tuple[PairAnswer, Place]:
    """Pair by what was typed; return the answer, and the settings that it was reached by."""
    told = read_invitation(typed)
    if told is None:
        raise JoinError("this is no code; it has eight letters and digits, such as 7K2M-9QXD, or 24")
    server_url = (server or told.server_url or place.server_url).rstrip("/")
    if urlsplit(server_url).scheme not in ("http", "https"):
        raise JoinError(f'"{server_url}" is no address; write http://HOST:PORT or https://HOST')
    used = place._replace(server_url=server_url)
    if told.mark:
        pinned = Path(place.ca_file) if place.ca_file else place.token_file.with_name(PIN_FILE)
        pin(server_url, told.mark, pinned, ANSWER_SECONDS)
        used = used._replace(ca_file=str(pinned))
    return join(used, told.code, role), used


def join(place: Place, code: str, role: DeviceRole) -> PairAnswer:
    """Pair the device and keep its token; where that was interrupted, the same code finishes it.

    Raises:
        JoinError: the server refuses, cannot be believed or reached, or the token cannot be kept.
    """
    draft = place.token_file.with_name(place.token_file.name + ".pairing")
    try:
        token = _drafted(draft)
        request = msgspec.json.encode(PairRequest(code=code, token=token, role=role))
        answer = _asked(place, request)
        draft.replace(place.token_file)
        _sync_folder(draft.parent)
    except OSError as error:
        raise JoinError(f"cannot keep the token in {place.token_file}: {error.strerror or error}") from error
    return answer


def _drafted(draft: Path) -> str:
    """Return the token, on the disk before the server hears of it: what is paired can be used after a power cut."""
    try:
        token = draft.read_text(encoding="ascii").strip()
        if len(token) >= 43:  # whole
            return token
    except FileNotFoundError:
        pass
    token = secrets.token_urlsafe(32)
    draft.parent.mkdir(parents=True, exist_ok=True)
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(token + "\n")
        file.flush()
        os.fsync(file.fileno())
    return token


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _asked(place: Place, request: bytes) -> PairAnswer:
    for left in reversed(range(TRIES)):
        try:
            return _exchange(place, request)
        except NoAnswerError:
            if not left:
                raise
            time.sleep(PAUSE_SECONDS)
    raise AssertionError  # the last try returns or raises


def _exchange(place: Place, request: bytes) -> PairAnswer:
    try:
        trust = choose_trust(place.server_url, place.ca_file)
    except TrustFileError as error:
        raise JoinError(str(error)) from error
    connection = trust.connection(place.server_url, ANSWER_SECONDS)
    path = urlsplit(place.server_url).path + "/api/v1/pairings"
    try:
        connection.request("POST", path, request, {"Content-Type": "application/json"})
        response = connection.getresponse()
        status, received = response.status, response.read(MOST_ANSWER_BYTES)
    except NotTrustedError as error:
        raise JoinError(str(error)) from error
    except (OSError, HTTPException) as error:
        raise NoAnswerError(f"no answer from {place.server_url} ({error!r}); try the same code again") from error
    finally:
        connection.close()
    return _understood(place.server_url, status, received)


def _understood(server_url: str, status: int, received: bytes) -> PairAnswer:
    try:
        if status == 200:
            return msgspec.json.decode(received, type=PairAnswer)
        refusal = msgspec.json.decode(received, type=RefusalAnswer).error
    except msgspec.MsgspecError as error:
        raise NoAnswerError(
            f"what answers at {server_url} is no queue server of this kind (status {status})"
        ) from error
    if status >= 500:
        raise NoAnswerError(f"the server cannot do it now: {refusal.words.get('en', refusal.code)}")
    raise JoinError(refusal.words.get("en", refusal.code.value))
