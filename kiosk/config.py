"""Settings of a kiosk: one TOML file, the environment over it; what is not understood is an error."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from hardware.settings import nearest

PREFIX = "ANTRE_KIOSK_"
TABLES = ("thermometer", "printer", "controls", "speaker")
MOST_BUTTONS = 5
"""Four services and the staff button."""

Table = dict[str, Any]


class ConfigError(Exception):
    """The settings cannot be used; the message says which and what to write."""

    code: ClassVar[str] = "config_invalid"


class ButtonAction(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a button of the kiosk asks for.

    Attributes:
        do: choose a service, open the booking page, or (for staff) go back to the start.
        service: id of the service; only with ``service``.
        lane: how the visitor comes; only with ``service``.
    """

    do: Literal["service", "booking", "reset"] = "service"
    service: int | None = None
    lane: Literal["general", "priority"] = "general"


class KioskConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All settings of a kiosk; ``kiosk/example.toml`` explains each.

    Attributes:
        thermometer: table of the thermometer with its ``driver``; likewise the next three.
        buttons: what each button asks for, by the button's name.
    """

    server_url: str
    token_file: str
    thermometer: Table
    printer: Table
    controls: Table
    speaker: Table = msgspec.field(default_factory=lambda: {"driver": "none"})
    buttons: dict[str, ButtonAction] = {}
    server_timeout_seconds: Annotated[float, Meta(gt=0, le=30)] = 4.0
    data_dir: str = "/var/lib/antre/kiosk"
    listen_host: str = "127.0.0.1"
    listen_port: Annotated[int, Meta(ge=0, le=65535)] = 8080
    allowed_hosts: tuple[str, ...] = ()
    language: Annotated[str, Meta(pattern="^[a-z]{2,3}$")] = "id"
    screen: bool = True
    screen_width_mm: Annotated[int, Meta(ge=50, le=2000)] = 154


KNOWN = [field.encode_name for field in msgspec.structs.fields(KioskConfig)]


def load_config(path: Path, environment: Mapping[str, str] = os.environ) -> KioskConfig:
    """Read the settings.

    Raises:
        ConfigError: the file is missing or no TOML, a key is unknown, a value is impossible.
    """
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot read {path}: {error}; see kiosk/example.toml") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not TOML: {error}") from error
    return decode_config(with_environment(written, environment))


def with_environment(written: Table, environment: Mapping[str, str]) -> Table:
    """Lay ``ANTRE_KIOSK_...`` variables over the file; numbers and true/false are read as such.

    Raises:
        ConfigError: a variable names no setting.
    """
    merged = {key: dict(value) if isinstance(value, dict) else value for key, value in written.items()}
    for variable, text in environment.items():
        if not variable.startswith(PREFIX):
            continue
        key = variable.removeprefix(PREFIX).lower()
        table, _, inner = key.partition("_")
        if key in KNOWN and key not in TABLES:
            merged[key] = _value(text)
        elif table in TABLES and inner:
            merged.setdefault(table, {})[inner] = _value(text)
        else:
            raise ConfigError(f"{variable} in the environment names no setting: {nearest(key, KNOWN)}")
    return merged


def decode_config(written: Table) -> KioskConfig:
    """Check the settings and fill in the defaults.

    Raises:
        ConfigError: as ``load_config``.
    """
    for key in written:
        if key not in KNOWN:
            raise ConfigError(f'unknown setting "{key}": {nearest(key, KNOWN)}')
    try:
        config = msgspec.convert(written, KioskConfig)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{error}; see kiosk/example.toml") from error
    _check(config)
    return config


def _check(config: KioskConfig) -> None:
    parts = urlsplit(config.server_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigError(f'server_url "{config.server_url}" is no address; write http://host:port or https://host')
    for table in TABLES:
        if not isinstance(getattr(config, table).get("driver"), str):
            raise ConfigError(f'[{table}] names no driver; write driver = "..." (there is no fallback)')
    if len(config.buttons) > MOST_BUTTONS:
        raise ConfigError(f"{len(config.buttons)} buttons are too many: four services and one for staff")
    for name, action in config.buttons.items():
        if (action.do == "service") != (action.service is not None):
            raise ConfigError(f'[buttons.{name}] do = "service" goes with service = <id>, and only with it')


def _value(text: str) -> object:
    """Read a variable as TOML would, and as plain text where it is no TOML value."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text
