"""How an office looks on every screen and on paper: its colour, its logo, and its own lines on the ticket."""

import msgspec

from queue_server.protocol.messages import Answer, Words


class Shades(msgspec.Struct, frozen=True, kw_only=True):
    """The office's colour as the screens use it; each ``#rrggbb``.

    Attributes:
        accent: the colour itself: text and icons on light ground, ground for white text.
        strong: darker, for text on ``soft``.
        soft: a light ground.
    """

    accent: str
    strong: str
    soft: str


class Look(Answer, frozen=True, kw_only=True):
    """All of it.

    Attributes:
        version: changes with anything else here; a device asks again only when it does.
        shades: ``None`` for Antre's own colour.
        logo: a PNG of at most 480 x 160 pixels, or ``None``.
        logo_on_ticket: whether it is printed too.
        ticket_head: what stands on the ticket below the office's name, by language; one line a line.
        ticket_foot: what ends it, in the same way.
    """

    version: str = ""
    shades: Shades | None = None
    logo: bytes | None = None
    logo_on_ticket: bool = True
    ticket_head: Words = msgspec.field(default_factory=dict)
    ticket_foot: Words = msgspec.field(default_factory=dict)


NO_LOOK = Look()


class LatestLook:
    """The look that a device has now: one whole value at a time, so that any thread may read it.

    Attributes:
        now: replaced by whoever follows the server.
    """

    def __init__(self) -> None:
        """Begin with Antre's own."""
        self.now = NO_LOOK


def accent_sheet(shades: Shades | None) -> str:
    """The stylesheet that puts an office's colour in place of Antre's; empty without one.

    The high-contrast theme of the tokens stands above it and keeps its own colours.
    """
    if shades is None:
        return "/* This office has no colour of its own. */\n"
    return (
        f":root {{\n  --accent: {shades.accent};\n  --accent-strong: {shades.strong};\n"
        f"  --accent-soft: {shades.soft};\n  --on-accent: #ffffff;\n}}\n"
    )
