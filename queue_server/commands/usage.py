"""What all commands share: how they say that they cannot be carried out, and of which office they speak."""

import argparse
from typing import TypeAlias

from queue_server.operations.admin_page import every_office
from queue_server.storage.store import Store

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - argparse gives it no public name


class UsageError(Exception):
    """A command cannot be carried out as given; the message says what to do."""

    code = "usage"


def add_office_choice(parser: argparse.ArgumentParser) -> None:
    """Let a command name its office."""
    parser.add_argument("--office", help="code of the office, where there are several")


def office_id(store: Store, code: str | None) -> int:
    """Return the office with a code; the only one needs none.

    Raises:
        UsageError: there is none with this code, or several and none was named.
    """
    found = store.read(every_office)
    if code is None and len(found) == 1:
        return found[0][0]
    for found_id, known, _name in found:
        if known == code:
            return found_id
    names = ", ".join(known for _, known, _ in found) or "none yet: add one with add-office"
    raise UsageError(f"name the office with --office; there are: {names}")
