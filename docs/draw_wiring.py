"""Draw the wiring of a kiosk from its tables (``make diagrams``): the header, the circuits beside it, the supplies.

The colours say what a wire is, and so does the sign before each label: nothing depends on seeing colours.
"""

import sys
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from hardware.doctor.wiring import HEADER

IMAGES = Path(__file__).parent / "images"
WIDTH, ROW, TOP, HOLE = 860, 26, 64, 9
COLOURS = {
    "3.3 V": "#b45309",
    "5 V": "#9f1239",
    "24 V": "#be185d",
    "ground": "#1f2937",
    "bus": "#1d4ed8",
    "in": "#047857",
    "out": "#6d28d9",
    "": "#9ca3af",
}
SIGNS = {"3.3 V": "+3", "5 V": "+5", "ground": "⏚", "bus": "⇄", "in": "→", "out": "←", "": ""}


@dataclass(frozen=True, slots=True)
class Line:
    """One used pin of the header.

    Attributes:
        bcm: number by Broadcom, as in the configuration; ``None`` for supply and ground.
        header: number on the 40-pin header.
        kind: key of `COLOURS`, seen from the Pi: ``in`` reads, ``out`` drives.
    """

    bcm: int | None
    header: int
    kind: str
    label: str


def _pin(bcm: int, kind: str, label: str) -> Line:
    return Line(bcm, HEADER[bcm], kind, label)


PINS = (
    Line(None, 1, "3.3 V", "thermometer VIN"),
    _pin(2, "bus", "thermometer SDA"),
    _pin(3, "bus", "thermometer SCL"),
    Line(None, 9, "ground", "thermometer GND"),
    Line(None, 2, "5 V", "distance sensor VCC, relay board VCC"),
    Line(None, 14, "ground", "distance sensor GND"),
    _pin(17, "out", "lamp green"),
    _pin(18, "out", "lamp blue"),
    _pin(27, "out", "lamp yellow"),
    _pin(25, "out", "lamp white"),
    _pin(22, "in", "button green"),
    _pin(23, "in", "button blue"),
    _pin(24, "in", "button yellow"),
    _pin(16, "in", "button white"),
    Line(None, 20, "ground", "buttons, other leg"),
    Line(None, 25, "ground", "lamps, warning lamp"),
    _pin(5, "in", "sanitizer hand sensor"),
    _pin(6, "out", "sanitizer relay"),
    _pin(12, "out", "warning lamp"),
    _pin(13, "in", "staff button"),
    _pin(19, "out", "buzzer"),
    Line(None, 34, "ground", "sanitizer, buzzer"),
    _pin(20, "out", "distance trigger"),
    _pin(21, "in", "distance echo (divider!)"),
)
"""A kiosk with every part. Pins may be others: what counts is the configuration, and the doctor's table of it."""


def text(x: float, y: float, words: str, *, size: int = 14, anchor: str = "start", colour: str = "#111827") -> str:
    """Return a text of the drawing."""
    style = f'font-size="{size}" text-anchor="{anchor}" fill="{colour}"'
    return f'<text x="{x:g}" y="{y:g}" {style}>{escape(words)}</text>'


def header() -> str:
    """Draw the header with what goes to each pin."""
    used = {line.header: line for line in PINS}
    centre, height = WIDTH / 2, TOP + 20 * ROW + 24
    parts = [
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        text(centre, 26, "40-pin header, seen from above; pin 1 is at the corner with the SD card", anchor="middle"),
        text(centre, 46, "+3 3.3 V · +5 5 V · ⏚ ground · ⇄ bus · → input · ← output", anchor="middle", size=13),
        f'<rect x="{centre - 34}" y="{TOP - 4}" width="68" height="{20 * ROW + 8}" rx="8" fill="#e5e7eb"/>',
    ]
    for number in range(1, 41):
        parts += _hole(number, used.get(number), centre)
    return _svg(height, parts)


def _hole(number: int, line: Line | None, centre: float) -> list[str]:
    left = number % 2 == 1
    side = -1 if left else 1
    y = TOP + (number - 1) // 2 * ROW + ROW / 2
    x = centre + side * 17
    colour = COLOURS[line.kind if line else ""]
    shape = f'<circle cx="{x}" cy="{y}" r="{HOLE}" fill="{colour}"/>'
    if number == 1:
        shape = f'<rect x="{x - HOLE}" y="{y - HOLE}" width="{2 * HOLE}" height="{2 * HOLE}" fill="{colour}"/>'
    inside = text(x, y + 4, str(number), size=10, anchor="middle", colour="#ffffff")
    if line is None:
        return [shape, inside]
    end = centre + side * 60
    name = f"GPIO {line.bcm}" if line.bcm is not None else line.kind
    words = f"{line.label}  ({name}) {SIGNS[line.kind]}" if left else f"{SIGNS[line.kind]} ({name})  {line.label}"
    wire = f'<line x1="{x + side * HOLE}" y1="{y}" x2="{end}" y2="{y}" stroke="{colour}" stroke-width="3"/>'
    return [wire, shape, inside, text(end + side * 8, y + 5, words, anchor="end" if left else "start")]


CIRCUITS = (
    ("Button", ("GPIO", "button", "ground"), "The pin is pulled up inside the Pi: no resistor is needed."),
    (
        "Lamp, buzzer",
        ("GPIO", "1 kΩ", "gate of a logic-level MOSFET", "10 kΩ", "ground"),
        "The lamp lies between its own supply and the drain.",
    ),
    (
        "Pump",
        ("GPIO", "relay board IN", "10 kΩ", "ground"),
        "A board with a flyback diode; the pump has a supply of its own.",
    ),
    (
        "Distance echo",
        ("ECHO 5 V", "1 kΩ", "GPIO", "2 kΩ", "ground"),
        "5 V · 2/3 = 3.3 V at the pin. Without the divider the Pi may be destroyed.",
    ),
)


def circuits() -> str:
    """Draw the four circuits as chains of parts."""
    row, height = 86, 20 + 86 * len(CIRCUITS)
    parts = [f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>']
    for nth, (name, chain, note) in enumerate(CIRCUITS):
        y, x = 28 + nth * row, 150.0
        parts.append(text(16, y + 22, name, size=15))
        for place, part in enumerate(chain):
            width = 24 + 8.2 * len(part)
            if place:
                parts.append(
                    f'<line x1="{x - 26}" y1="{y + 17}" x2="{x}" y2="{y + 17}" stroke="#374151" stroke-width="2"/>'
                )
            parts += _box(x, y, width, part)
            x += width + 26
        parts.append(text(150, y + 54, note, size=13, colour="#374151"))
    return _svg(height, parts)


@dataclass(frozen=True, slots=True)
class Supply:
    """One supply and what it feeds.

    Attributes:
        kind: key of `COLOURS` for its wire.
        source: what to buy.
        plug: how it gets there.
        load: what it feeds.
    """

    kind: str
    source: str
    plug: str
    load: str


SUPPLIES = (
    Supply("24 V", "24 V, 2 A or more", "the printer's own plug", "ticket printer"),
    Supply("5 V", "5 V, 3 A (Pi 5: 5 A)", "USB-C", "Raspberry Pi"),
    Supply("24 V", "12 V or 24 V, as the lamps", "fuse, MOSFETs, relay", "lamps, buzzer, pump"),
)
"""From top to bottom; what is between two loads is in `LINKS`."""
LINKS = (
    ("bus", "USB: data only. The printer takes no supply from the Pi, and the Pi none from it."),
    ("ground", "one ground for both; GPIO switches, it does not feed"),
)
_SUPPLY_NOTES = (
    "A printer on RS-232 needs an adapter to USB or a level converter: its 12 V destroy a pin.",
    "Fed from the Pi's supply, a printer that cuts makes the Pi restart, which looks like a broken printer.",
)


def supplies() -> str:
    """Draw who is fed from where: the printer never from the Pi."""
    row, height = 116, 3 * 116 + 76
    parts = [f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>']
    parts += [*_box(16, 60 + row - 17, 110, "mains, fused"), _wire(126, 60 + row, 176, 60 + row, "ground")]
    parts.append(_wire(176, 60, 176, 60 + 2 * row, "ground"))
    for nth, supply in enumerate(SUPPLIES):
        y = 60.0 + nth * row
        parts += [_wire(176, y, 216, y, "ground"), *_box(216, y - 17, 230, supply.source)]
        parts += [_wire(446, y, 620, y, supply.kind), text(533, y - 10, supply.plug, size=13, anchor="middle")]
        parts += _box(620, y - 17, 220, supply.load)
    for nth, (kind, words) in enumerate(LINKS):
        y = 60.0 + nth * row
        parts += [_wire(730, y + 17, 730, y + row - 17, kind)]
        parts.append(text(718, y + row / 2 + 5, f"{SIGNS[kind]} {words}", size=13, anchor="end"))
    for nth, note in enumerate(_SUPPLY_NOTES):
        parts.append(text(16, 3 * row + 30 + 24 * nth, note, size=13, colour="#374151"))
    return _svg(height, parts)


def _wire(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    ends = f'x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}"'
    return f'<line {ends} stroke="{COLOURS[kind]}" stroke-width="3"/>'


def _box(x: float, y: float, width: float, words: str) -> list[str]:
    box = f'x="{x:g}" y="{y:g}" width="{width:g}" height="34" rx="6" fill="#f3f4f6" stroke="#374151"'
    return [f"<rect {box}/>", text(x + width / 2, y + 22, words, anchor="middle")]


def drawings() -> dict[str, str]:
    """All drawings, by the name of the file."""
    return {"wiring-header": header(), "wiring-circuits": circuits(), "wiring-supply": supplies()}


def _svg(height: float, parts: list[str]) -> str:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" font-family="sans-serif">'
    return "\n".join([head, *parts, "</svg>", ""])


def main() -> int:
    """Write the drawings."""
    for name, drawing in drawings().items():
        (IMAGES / f"{name}.svg").write_text(drawing, encoding="utf-8")
        print(f"drawn: {IMAGES / name}.svg", file=sys.stderr)  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
