"""A table of the configuration file -> the settings of one driver; whatever is not understood is refused."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import TypeVar

import msgspec

from hardware.errors import InvalidSettingError, UnknownSettingError

Settings = TypeVar("Settings", bound=msgspec.Struct)


def decode_settings(table: Mapping[str, object], kind: type[Settings], where: str) -> Settings:
    """Decode one table for a driver; the key ``driver`` itself is left out.

    Args:
        table: the table as read from TOML.
        kind: the driver's settings.
        where: the table's name, for messages.

    Returns:
        The settings, defaults filled in.

    Raises:
        UnknownSettingError: a key that the driver does not know; the nearest known one is named.
        InvalidSettingError: a value of the wrong type or outside its range.
    """
    wanted = {key: value for key, value in table.items() if key != "driver"}
    known = [field.encode_name for field in msgspec.structs.fields(kind)]
    for key in wanted:
        if key not in known:
            raise UnknownSettingError(f"[{where}] {key}; {nearest(key, known)}")
    try:
        # Lenient, because an environment variable gives every value as text.
        return msgspec.convert(wanted, kind, strict=False)
    except (msgspec.ValidationError, ValueError) as error:
        raise InvalidSettingError(f"[{where}] {error}") from error


def nearest(name: str, known: list[str]) -> str:
    """Words that help with a misspelt name: the nearest known one, or all of them."""
    close = get_close_matches(name, known, n=1)
    if close:
        return f'did you mean "{close[0]}"?'
    return f"known are: {', '.join(sorted(known)) or 'none'}"
