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
DRIVER_TABLES = ("speaker", "voice")
"""Tables whose keys are a driver's own."""
LISTS = ("languages", "quiet_hours", "allowed_hosts", "dim_hours", "services", "counters")
"""Settings of several values; in an environment variable commas stand between them."""


class ConfigError(Exception):
    """The settings cannot be used; the message says which one and what to do."""

    code = "invalid_setting"


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of the settings."""


class ScreenSettings(Table, frozen=True, kw_only=True):
    """How the wall looks.

    Attributes:
        theme: its colours.
        burn_in_care: move the picture a little every few minutes, and dim it while the office is closed.
        dim_hours: spans such as ``19:00-06:00`` in which the picture is dim as well.
    """

    theme: Literal["light", "dark", "contrast"] = "light"
    burn_in_care: bool = True
    dim_hours: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.dim_spans()

    def dim_spans(self) -> tuple[QuietSpan, ...]:
        """The dim hours, read."""
        return read_spans(self.dim_hours)


class OnlySettings(Table, frozen=True, kw_only=True):
    """What this wall shows and says: calls of these services, at these counters; none named: all."""

    services: tuple[str, ...] = ()
    counters: tuple[str, ...] = ()


class MediaSettings(Table, frozen=True, kw_only=True):
    """Pictures in the quiet times.

    Attributes:
        folder: where they are; empty for none.
        seconds: how long each stands.
        quiet_seconds: so long nothing was called before the first; a call has the wall for a minute in any case.
    """

    folder: str = ""
    seconds: Annotated[float, msgspec.Meta(ge=5, le=3600)] = 12.0
    quiet_seconds: Annotated[float, msgspec.Meta(ge=60, le=3600)] = 90.0


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All settings of the display; ``example.toml`` explains each.

    Attributes:
        server_url: where the queue server is.
        server_ca_file: the certificate that alone is believed of an https server; empty: the system's authorities.
        token_file: file with the device's token; nobody but its owner may read it.
        data_dir: where the last picture is kept.
        host: address of the wall page; anything but the machine itself shows the wall to the network.
        viewing_distance_metres: from the wall to the farthest seat.
        screen_aspect: width by height; ``9:16`` for a portrait screen.
        languages: the first is shown large, the second beside it; a third is heard, and stands in captions.
        translations_dir: folder with further languages (``jv/LC_MESSAGES/display.po``), or empty.
        caption_seconds: how long the words of an announcement stand at least.
        quiet_hours: spans such as ``20:00-07:00`` in which nothing sounds.
        volume: 0 to 1, of chime and voice.
        allowed_hosts: further names by which the wall page may be asked to make a sound.
        screen: how the wall looks.
        only: what it shows and says.
        media: pictures in the quiet times.
        speaker: the table of the speaker's driver.
        voice: the table of the voices.
    """

    server_url: Annotated[str, msgspec.Meta(pattern=r"^https?://[^\s/?#]+$")] = "http://127.0.0.1:8080"
    server_ca_file: str = ""
    token_file: str = "var/display.token"  # noqa: S105 - a file's name
    data_dir: str = "var/display"
    host: str = "127.0.0.1"
    port: Annotated[int, msgspec.Meta(ge=0, le=65_535)] = 8082
    viewing_distance_metres: Annotated[float, msgspec.Meta(ge=0.5, le=100)] = 5.0
    screen_diagonal_inches: Annotated[float, msgspec.Meta(ge=5, le=400)] = 55.0
    screen_aspect: Annotated[str, msgspec.Meta(pattern=r"^[1-9][0-9]{0,3}:[1-9][0-9]{0,3}$")] = "16:9"
    languages: Annotated[tuple[str, ...], msgspec.Meta(min_length=1, max_length=3)] = ("id", "en")
    translations_dir: str = ""
    caption_seconds: Annotated[float, msgspec.Meta(ge=1, le=30)] = 4.0
    quiet_hours: tuple[str, ...] = ()
    volume: Annotated[float, msgspec.Meta(ge=0, le=1)] = 1.0
    allowed_hosts: tuple[str, ...] = ()
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    screen: ScreenSettings = ScreenSettings()
    only: OnlySettings = OnlySettings()
    media: MediaSettings = MediaSettings()
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


TYPED_TABLES: Mapping[str, type[Table]] = {"screen": ScreenSettings, "only": OnlySettings, "media": MediaSettings}
"""Tables whose keys are ours."""


def load_settings(path: Path | None, environment: Mapping[str, str]) -> Settings:
    """Read the settings.

    Args:
        path: the TOML file, or ``None`` for the defaults.
        environment: variables such as ``ANTRE_DISPLAY_PORT`` and ``ANTRE_DISPLAY_SPEAKER_DRIVER`` go over the file.

    Raises:
        ConfigError: a file that cannot be read, an unknown key (the nearest known one is named), a bad value.
    """
    values = _read(path) if path else {}
    _refuse_unknown(values, Settings)
    over, tables = _from_environment(environment)
    for name in _tables():
        table = values.get(name, {})
        if not isinstance(table, dict):
            raise ConfigError(f"setting {name}: expected a table, [{name}]")
        if name in TYPED_TABLES:
            _refuse_unknown({**table, **tables[name]}, TYPED_TABLES[name], f"{name}.")
        if tables[name]:
            over[name] = {**table, **tables[name]}
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


def _refuse_unknown(
    keys: Iterable[str], table: type[msgspec.Struct], path: str = "", *, variable: bool = False
) -> None:
    known = table.__struct_fields__
    for key in keys:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1, cutoff=0.4)
            hint = f"; did you mean {_named(path + near[0], variable)}?" if near else ""
            raise ConfigError(f"unknown setting {_named(path + key, variable)}{hint}")


def _named(path: str, variable: bool) -> str:
    return f"{PREFIX}{path.upper()}" if variable else path


def _tables() -> tuple[str, ...]:
    return (*DRIVER_TABLES, *TYPED_TABLES)


def _from_environment(environment: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """Split our variables into settings and the tables' own settings."""
    names = {key.removeprefix(PREFIX).lower(): value for key, value in environment.items() if key.startswith(PREFIX)}
    tables: dict[str, dict[str, Any]] = {name: {} for name in _tables()}
    over: dict[str, Any] = {}
    for name, value in names.items():
        table, _, key = name.partition("_")
        # screen_aspect is a setting of its own, screen_theme one of the table [screen].
        if table in tables and key and name not in Settings.__struct_fields__:
            tables[table][key] = _value(key, value) if table in TYPED_TABLES else value
        else:
            over[name] = _value(name, value)
    _refuse_unknown(over, Settings, variable=True)
    return over, tables


def _value(name: str, text: str) -> object:
    """A variable's value; a list where the setting has several."""
    return tuple(part.strip() for part in text.split(",") if part.strip()) if name in LISTS else text
