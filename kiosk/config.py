"""Settings of a kiosk: one TOML file, the environment over it; what is not understood is an error."""

from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from kiosk.settings_file import ConfigError, SettingsFile, Table
from queue_server.protocol.reserve import MOST_RESERVED

TABLES = ("thermometer", "printer", "controls", "distance", "sanitizer", "speaker")
"""Each names a driver."""
MOST_BUTTONS = 4
"""For visitors; the staff button comes beside them."""


class ButtonAction(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a button of the kiosk asks for.

    Attributes:
        do: choose a service, open the booking page, switch high contrast and larger letters, hear what the page
            says, or (for staff) go back to the start.
        service: id of the service; only with ``service``.
        lane: how the visitor comes; only with ``service``.
    """

    do: Literal["service", "booking", "contrast", "listen", "reset"] = "service"
    service: int | None = None
    lane: Literal["general", "priority"] = "general"


class ScannerSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A scanner of codes, which types like a keyboard; set up the scanner itself likewise.

    Attributes:
        prefix: what the scanner types before each code; left away.
        suffix: the key that the scanner presses after each code; empty: none, the pause ends it.
        min_length, max_length: of a code, without prefix.
        charset: what a code consists of; ``alphanumeric`` takes the hyphen as well.
        max_gap_ms: longest time between two keys of a scanner; people are slower.
    """

    prefix: Annotated[str, Meta(max_length=10)] = ""
    suffix: Literal["Enter", "Tab", ""] = "Enter"
    min_length: Annotated[int, Meta(ge=4, le=40)] = 4
    max_length: Annotated[int, Meta(ge=4, le=40)] = 40
    charset: Literal["digits", "alphanumeric"] = "alphanumeric"
    max_gap_ms: Annotated[int, Meta(ge=10, le=1000)] = 50


class KioskConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All settings of a kiosk; ``kiosk/example.toml`` explains each.

    Attributes:
        server_ca_file: the certificate that alone is believed of an https server; empty: the system's authorities.
        thermometer: table of the thermometer with its ``driver``; likewise the next five.
        voice: table of the voices that speak through the speaker.
        volume: 0 to 1, of what is spoken.
        buttons: what each button asks for, by the button's name.
        translations_dir: folder with further languages (``jv/LC_MESSAGES/kiosk.po``), or empty.
        scanner: how a scanner's keys are told from a person's.
        reserve_numbers: numbers of each lane to hold for the time without the server; 0: none.
        fast_tickets: so many in a row, faster than people come, make the kiosk pause for a moment; 0: it never does.
    """

    server_url: str
    server_ca_file: str = ""
    token_file: str
    thermometer: Table
    printer: Table
    controls: Table
    distance: Table = msgspec.field(default_factory=lambda: {"driver": "none"})
    sanitizer: Table = msgspec.field(default_factory=lambda: {"driver": "none"})
    speaker: Table = msgspec.field(default_factory=lambda: {"driver": "none"})
    voice: Table = msgspec.field(default_factory=dict)
    volume: Annotated[float, Meta(ge=0, le=1)] = 1.0
    buttons: dict[str, ButtonAction] = {}
    scanner: ScannerSettings = ScannerSettings()
    server_timeout_seconds: Annotated[float, Meta(gt=0, le=30)] = 4.0
    data_dir: str = "/var/lib/antre/kiosk"
    reserve_numbers: Annotated[int, Meta(ge=0, le=MOST_RESERVED)] = 20
    fast_tickets: Annotated[int, Meta(ge=0, le=100)] = 6
    listen_host: str = "127.0.0.1"
    listen_port: Annotated[int, Meta(ge=0, le=65535)] = 8080
    allowed_hosts: tuple[str, ...] = ()
    language: Annotated[str, Meta(pattern="^[a-z]{2,3}$")] = "id"
    translations_dir: str = ""
    screen: bool = True
    screen_width_mm: Annotated[int, Meta(ge=50, le=2000)] = 154


def _check(config: KioskConfig) -> None:
    parts = urlsplit(config.server_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigError(f'server_url "{config.server_url}" is no address; write http://host:port or https://host')
    for table in TABLES:
        if not isinstance(getattr(config, table).get("driver"), str):
            raise ConfigError(f'[{table}] names no driver; write driver = "..." (there is no fallback)')
    for_staff = sum(action.do == "reset" for action in config.buttons.values())
    for_visitors = len(config.buttons) - for_staff
    if for_visitors > MOST_BUTTONS or for_staff > 1:
        raise ConfigError(f"{for_visitors} buttons for visitors and {for_staff} for staff are too many: four and one")
    for name, action in config.buttons.items():
        if (action.do == "service") != (action.service is not None):
            raise ConfigError(f'[buttons.{name}] do = "service" goes with service = <id>, and only with it')


FILE = SettingsFile(KioskConfig, "ANTRE_KIOSK_", (*TABLES, "voice", "scanner"), "kiosk/example.toml", _check)
