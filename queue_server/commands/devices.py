"""Kiosks, displays and the other devices: registered."""

import argparse
from datetime import datetime
from pathlib import Path

from queue_server.commands.usage import Commands, add_office_choice, office_id
from queue_server.domain.actor import SYSTEM
from queue_server.operations.devices import register_device
from queue_server.protocol.words import DeviceRole
from queue_server.storage.store import Store
from queue_server.tokens import hash_token, new_token


def add(commands: Commands) -> None:
    """Add the commands."""
    device = commands.add_parser("add-device", help="register a device and show its token once")
    device.add_argument("name")
    device.add_argument("role", choices=[role.value for role in DeviceRole])
    add_office_choice(device)
    device.add_argument("--token-file", type=Path, help="write the token there, readable by its owner only")
    device.set_defaults(run=_add_device)


def _add_device(store: Store, options: argparse.Namespace, now: datetime) -> int:
    token = new_token()
    store.write(
        register_device,
        office_id=office_id(store, options.office),
        name=options.name,
        role=DeviceRole(options.role),
        token_hash=hash_token(token),
        actor=SYSTEM,
        now=now,
    )
    if options.token_file is None:
        print(token)
        return 0
    options.token_file.parent.mkdir(parents=True, exist_ok=True)
    options.token_file.touch(mode=0o600)
    options.token_file.write_text(token + "\n", encoding="ascii")
    print(f"token of {options.name}: {options.token_file}")
    return 0
