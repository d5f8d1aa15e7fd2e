"""A code by which one kiosk, display or other device is let in."""

import argparse
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import segno

from queue_server.bootstrap import utc_now
from queue_server.commands.usage import Commands, UsageError, add_office_choice, office_id
from queue_server.config import Settings
from queue_server.domain.actor import SYSTEM
from queue_server.operations.pairing import LIFE, LONGEST_MINUTES, NewDevice, OpenedPairing, open_pairing
from queue_server.protocol.pairing import Invitation, grouped, invitation_text
from queue_server.protocol.words import DeviceRole, Place
from queue_server.secret_files import secret_key
from queue_server.storage.opening import open_store
from queue_server.tokens import pairing_key
from queue_server.web.site_certificate import mark_beside


def add(commands: Commands) -> None:
    """Add the command."""
    pair = commands.add_parser("pair", help="open a pairing: one code, shown once, lets one device in")
    pair.add_argument("name", help="the device's name on the pages")
    pair.add_argument("role", choices=[role.value for role in DeviceRole])
    pair.add_argument("--place", choices=[place.value for place in Place], default=Place.HALL.value)
    pair.add_argument("--minutes", type=int, default=int(LIFE.total_seconds() // 60), help="how long the code is valid")
    add_office_choice(pair)
    pair.set_defaults(with_settings=_pair)


def _pair(settings: Settings, options: argparse.Namespace) -> int:
    if not 1 <= options.minutes <= LONGEST_MINUTES:
        raise UsageError(f"--minutes is 1 to {LONGEST_MINUTES}")
    wanted = NewDevice(options.name, DeviceRole(options.role), Place(options.place))
    key = pairing_key(secret_key(Path(settings.data_dir)))
    with closing(open_store(settings.database())) as store:
        opened = store.write(
            open_pairing,
            wanted,
            key=key,
            life=timedelta(minutes=options.minutes),
            office_id=office_id(store, options.office),
            actor=SYSTEM,
            now=utc_now(),
        )
    _show(opened, settings.web.public_address, mark_beside(settings.web.certificate_file))
    return 0


def _show(opened: OpenedPairing, server_url: str, mark: str) -> None:
    """Print the code, and the QR where the settings say how this server is reached."""
    print(f"code for {opened.name} ({opened.role}): {grouped(opened.code + mark)}")
    print(f"valid until {opened.ends_at.astimezone():%H:%M}, for one device")
    if server_url:
        segno.make_qr(invitation_text(Invitation(server_url, opened.code, mark))).terminal(compact=True)
