"""One TOML file with the environment over it, checked as a whole: what is not understood is an error."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar

import msgspec

from hardware.settings import nearest

Table = dict[str, Any]
S = TypeVar("S", bound=msgspec.Struct)


class ConfigError(Exception):
    """The settings cannot be used; the message says which and what to write."""

    code: ClassVar[str] = "config_invalid"


@dataclass(frozen=True)
class SettingsFile(Generic[S]):
    """How the settings of one process are written.

    Attributes:
        kind: all settings, with their defaults.
        prefix: of the variables that lie over the file.
        tables: settings that are tables; a variable names the key in one.
        example: the file that explains each setting.
        check: raises `ConfigError` for what the types cannot say.
    """

    kind: type[S]
    prefix: str
    tables: tuple[str, ...]
    example: str
    check: Callable[[S], None]

    @cached_property
    def known(self) -> list[str]:
        """Names of all settings."""
        return [field.encode_name for field in msgspec.structs.fields(self.kind)]

    def load(self, path: Path, environment: Mapping[str, str]) -> S:
        """Read the settings.

        Raises:
            ConfigError: the file is missing or no TOML, a key is unknown, a value is impossible.
        """
        try:
            written = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"cannot read {path}: {error}; see {self.example}") from error
        except tomllib.TOMLDecodeError as error:
            raise ConfigError(f"{path} is not TOML: {error}") from error
        return self.decode(self.with_environment(written, environment))

    def with_environment(self, written: Table, environment: Mapping[str, str]) -> Table:
        """Lay the variables over the file; numbers and true/false are read as such.

        Raises:
            ConfigError: a variable names no setting.
        """
        merged = {key: dict(value) if isinstance(value, dict) else value for key, value in written.items()}
        for variable, text in environment.items():
            if not variable.startswith(self.prefix):
                continue
            key = variable.removeprefix(self.prefix).lower()
            table, _, inner = key.partition("_")
            if key in self.known and key not in self.tables:
                merged[key] = _value(text)
            elif table in self.tables and inner:
                merged.setdefault(table, {})[inner] = _value(text)
            else:
                raise ConfigError(f"{variable} in the environment names no setting: {nearest(key, self.known)}")
        return merged

    def decode(self, written: Table) -> S:
        """Check the settings and fill in the defaults.

        Raises:
            ConfigError: a key is unknown, a value is impossible.
        """
        for key in written:
            if key not in self.known:
                raise ConfigError(f'unknown setting "{key}": {nearest(key, self.known)}')
        try:
            settings = msgspec.convert(written, self.kind)
        except msgspec.ValidationError as error:
            raise ConfigError(f"{error}; see {self.example}") from error
        self.check(settings)
        return settings


def _value(text: str) -> object:
    """Read a variable as TOML would, and as plain text where it is no TOML value."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text
