"""Settings of the display: one TOML file, environment variables over it, unknown keys are errors."""

import difflib
import os
import stat
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from display.quiet_hours import QuietSpan, read_spans

PREFIX = "ANTRE_DISPLAY_"
TABLES = ("speaker", "voice")
"""Tables whose keys are a driver's own."""


class ConfigError(Exception):
    """The settings cannot be used; the message says which one and what to do."""

    code = "invalid_setting"


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All settings of the display; ``example.toml`` explains each.

    Attributes:
        server_url: where the queue server is.
        token_file: file with the device's token; nobody but its owner may read it.
        data_dir: where the last picture is kept.
        host: address of the wall page; anything but the machine itself shows the wall to the network.
        viewing_distance_metres: from the wall to the farthest seat.
        screen_aspect: width by height; ``9:16`` for a portrait screen.
        languages: the first is shown large, the second beside it.
        translations_dir: folder with further languages (``jv/LC_MESSAGES/display.po``), or empty.
        caption_seconds: how long the words of an announcement stand at least.
        quiet_hours: spans such as ``20:00-07:00`` in which nothing sounds.
        volume: 0 to 1, of chime and voice.
        speaker: the table of the speaker's driver.
        voice: the table of the voices.
    """

    server_url: Annotated[str, msgspec.Meta(pattern=r"^https?://[^\s/?#]+$")] = "http://127.0.0.1:8080"
    token_file: str = "var/display.token"  # noqa: S105 - a file's name
    data_dir: str = "var/display"
    host: str = "127.0.0.1"
    port: Annotated[int, msgspec.Meta(ge=0, le=65_535)] = 8082
    viewing_distance_metres: Annotated[float, msgspec.Meta(ge=0.5, le=100)] = 5.0
    screen_diagonal_inches: Annotated[float, msgspec.Meta(ge=5, le=400)] = 55.0
    screen_aspect: Annotated[str, msgspec.Meta(pattern=r"^[1-9][0-9]{0,3}:[1-9][0-9]{0,3}$")] = "16:9"
    languages: Annotated[tuple[str, ...], msgspec.Meta(min_length=1, max_length=2)] = ("id", "en")
    translations_dir: str = ""
    caption_seconds: Annotated[float, msgspec.Meta(ge=1, le=30)] = 4.0
    quiet_hours: tuple[str, ...] = ()
    volume: Annotated[float, msgspec.Meta(ge=0, le=1)] = 1.0
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    speaker: dict[str, Any] = msgspec.field(default_factory=lambda: {"driver": "browser"})
    voice: dict[str, Any] = msgspec.field(default_factory=dict)

    def __post_init__(self) -> None:
        self.quiet_spans()

    def quiet_spans(self) -> tuple[QuietSpan, ...]:
        """The quiet hours, read."""
        return read_spans(self.quiet_hours)

    @property
    def aspect(self) -> float:
        """Width by height of the screen as a number."""
        width, height = self.screen_aspect.split(":")
        return int(width) / int(height)


def load_settings(path: Path | None, environment: Mapping[str, str]) -> Settings:
    """Read the settings.

    Args:
        path: the TOML file, or ``None`` for the defaults.
        environment: variables such as ``ANTRE_DISPLAY_PORT`` and ``ANTRE_DISPLAY_SPEAKER_DRIVER`` go over the file.

    Raises:
        ConfigError: a file that cannot be read, an unknown key (the nearest known one is named), a bad value.
    """
    values = _read(path) if path else {}
    _refuse_unknown(values, "")
    over, tables = _from_environment(environment)
    for name in TABLES:
        if not isinstance(values.get(name, {}), dict):
            raise ConfigError(f"setting {name}: expected a table, [{name}]")
        if tables[name]:
            over[name] = {**values.get(name, {}), **tables[name]}
    try:
        return msgspec.convert(values | over, Settings, strict=False)
    except msgspec.ValidationError as error:
        raise ConfigError(f"settings{f' in {path}' if path else ''}: {error}") from error


def read_token(path: Path) -> str:
    """Read the device's token.

    Raises:
        ConfigError: no such file, others may read it, or there is no token in it.
    """
    try:
        mode = stat.S_IMODE(os.stat(path).st_mode)
        token = path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise ConfigError(f"cannot read the token file {path}: {error.strerror}; add the display first") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"the token file {path} holds something else than a token") from error
    if mode & 0o077:
        raise ConfigError(f"others may read the token file {path}; run: chmod 600 {path}")
    if not token or any(sign.isspace() for sign in token):
        raise ConfigError(f"the token file {path} must hold the token and nothing else")
    return token


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"cannot read the settings file {path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"the settings file {path} is not TOML: {error}") from error


def _refuse_unknown(keys: Iterable[str], prefix: str) -> None:
    known = Settings.__struct_fields__
    for key in keys:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1, cutoff=0.4)
            hint = f"; did you mean {prefix}{near[0].upper() if prefix else near[0]}?" if near else ""
            raise ConfigError(f"unknown setting {prefix}{key.upper() if prefix else key}{hint}")


def _from_environment(environment: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, dict[str, str]]]:
    """Split our variables into settings and the tables' own settings."""
    names = {key.removeprefix(PREFIX).lower(): value for key, value in environment.items() if key.startswith(PREFIX)}
    tables: dict[str, dict[str, str]] = {name: {} for name in TABLES}
    over: dict[str, Any] = {}
    for name, value in names.items():
        table, _, key = name.partition("_")
        if table in tables and key:
            tables[table][key] = value
        else:
            over[name] = value
    _refuse_unknown(over, PREFIX)
    for name in ("languages", "quiet_hours"):
        if name in over:
            over[name] = tuple(part.strip() for part in over[name].split(",") if part.strip())
    return over, tables
