"""The keys that the server signs with: made anew, so that whatever the old ones signed is worth nothing."""

import argparse
import secrets
from contextlib import closing
from pathlib import Path

from queue_server.bootstrap import own_folder, utc_now
from queue_server.commands.usage import Commands
from queue_server.config import Settings
from queue_server.domain.actor import SYSTEM
from queue_server.domain.audit import AuditName
from queue_server.operations.audit import note_everywhere
from queue_server.operations.push import forget_phones
from queue_server.push import new_key
from queue_server.secret_files import PUSH_KEY_FILE, SECRET_KEY_FILE, replace_secret
from queue_server.storage.opening import open_store

_ENDED = f"""{SECRET_KEY_FILE} is new. From now on:
- everybody who was signed in signs in again, counters that officers share are opened by password once more;
- the QR codes on tickets that are already on paper lead nowhere: the wall and the voice call their numbers as ever."""
_PUSH_ENDED = f"{PUSH_KEY_FILE} is new: phones that were to be told of their call have to ask again."


def add(commands: Commands) -> None:
    """Add the command."""
    rotating = commands.add_parser("rotate-keys", help="make the signing key anew, while no server runs")
    rotating.add_argument("--push", action="store_true", help="make the key for visitors' phones anew as well")
    rotating.set_defaults(with_settings=_rotate)


def _rotate(settings: Settings, options: argparse.Namespace) -> int:
    folder = Path(settings.data_dir)
    with own_folder(folder), closing(open_store(settings.database())) as store:
        replace_secret(folder / SECRET_KEY_FILE, secrets.token_bytes(32))
        print(_ENDED)
        store.write(note_everywhere, AuditName.KEY_CHANGED, SECRET_KEY_FILE, actor=SYSTEM, now=utc_now())
        if options.push:
            replace_secret(folder / PUSH_KEY_FILE, new_key())
            print(_PUSH_ENDED)
            store.write(note_everywhere, AuditName.KEY_CHANGED, PUSH_KEY_FILE, actor=SYSTEM, now=utc_now())
            store.write(forget_phones)
    return 0
