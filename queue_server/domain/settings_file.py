"""The office's settings as one JSON file: written with each value, read with words for what is wrong."""

import difflib
import re
from collections.abc import Iterator
from functools import cache

import msgspec
from msgspec import inspect

from queue_server.domain.errors import MalformedError
from queue_server.domain.setting import OfficeSettings

_UNKNOWN = re.compile(r"unknown field `(?P<key>.*?)`")
_LONGEST = 200


def write_settings(settings: OfficeSettings) -> bytes:
    """Return the file: one value a line, the same bytes for the same settings."""
    return msgspec.json.format(msgspec.json.encode(settings), indent=2) + b"\n"


def read_settings(content: bytes) -> OfficeSettings:
    """Read a file.

    Raises:
        MalformedError: it is no such file; an unknown key is told with the nearest that is known.
    """
    try:
        return msgspec.json.decode(content, type=OfficeSettings)
    except msgspec.ValidationError as error:
        raise _explained(str(error)) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise MalformedError(problem="not_a_settings_file", why=str(error)[:_LONGEST]) from error


def _explained(text: str) -> MalformedError:
    found = _UNKNOWN.search(text)
    near = difflib.get_close_matches(found["key"], known_keys(), n=1, cutoff=0.4) if found else []
    if found is None or not near:
        return MalformedError(problem="not_a_settings_file", why=text[:_LONGEST])
    return MalformedError(problem="unknown_key", key=found["key"][:_LONGEST], nearest=near[0])


@cache
def known_keys() -> frozenset[str]:
    """Return every key that may stand in a file, of all settings and rules within settings."""
    return frozenset(_keys(inspect.type_info(OfficeSettings)))


def _keys(of: inspect.Type) -> Iterator[str]:
    if isinstance(of, inspect.StructType):
        for field in of.fields:
            yield field.encode_name
            yield from _keys(field.type)
    elif isinstance(of, inspect.CollectionType):
        yield from _keys(of.item_type)
    elif isinstance(of, inspect.DictType):
        yield from _keys(of.value_type)
    elif isinstance(of, inspect.UnionType):
        for one in of.types:
            yield from _keys(one)
    elif isinstance(of, inspect.Metadata):
        yield from _keys(of.type)
