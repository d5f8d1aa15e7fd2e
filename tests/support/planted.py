"""A temperature that is planted like a dye, and the eye that finds it: in text, in bytes, in answers."""

import re
import struct
from dataclasses import dataclass
from functools import cached_property

from queue_server.web.access import RouteAccess


@dataclass(frozen=True)
class Mark:
    """A temperature that nothing else can be mistaken for; three decimals or more, or two that no page has."""

    celsius: float

    @cached_property
    def _forms(self) -> tuple["re.Pattern[bytes]", ...]:
        whole, _, decimals = repr(self.celsius).partition(".")
        rounded, tenth = f"{self.celsius:.2f}", f"{self.celsius:.1f}"
        texts = [  # three decimals of more: however many there are
            rf"(?<![\d.,])(?<!\d:){whole}[.,]{decimals[:3]}" if len(decimals) > 2 else "",
            rf"(?<![\d.,])(?<!\d:){rounded.replace('.', '[.,]')}(?!\d)",
            rf"(?<![\d.,])(?<!\d:){tenth.replace('.', '[.,]')}(?:\s|&nbsp;|&#160;)*(?:°|&deg;|\\u00b0)",
        ]
        stored = [struct.pack(order + "d", self.celsius) for order in "<>"]
        patterns = [text.encode() for text in texts if text] + [re.escape(form) for form in stored]
        return tuple(re.compile(pattern) for pattern in patterns)

    def stands_in(self, content: bytes | str) -> bool:
        """Whether the temperature can be read from this, in any form that our programs or databases could give it."""
        content = content.encode() if isinstance(content, str) else content
        return any(form.search(content) for form in self._forms)

    def is_stored_in(self, content: bytes) -> bool:
        """Whether it stands there as a number of a database."""
        return any(struct.pack(order + "d", self.celsius) in content for order in "<>")


def found(marks: tuple[Mark, ...], sources: dict[str, bytes]) -> list[str]:
    """Name the sources in which one of the marks stands."""
    return [name for name, content in sources.items() if any(mark.stands_in(content) for mark in marks)]


def address(row: RouteAccess, parts: dict[str, str]) -> str:
    """Return an address of a route."""
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda part: parts[part[1]], row.path)
