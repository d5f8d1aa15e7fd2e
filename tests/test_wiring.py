"""The drawing of the wiring, the configuration beside it and the doctor's table say the same."""

import re
import tomllib
from pathlib import Path

from docs.draw_wiring import IMAGES, PINS, SUPPLIES, drawings, supplies
from hardware.clock import SystemClock
from hardware.doctor.configuration import check_tables
from hardware.doctor.wiring import GROUNDS, HEADER, pin_wires

GUIDE = Path(__file__).parents[1] / "docs" / "wiring.md"


def example() -> dict[str, object]:
    """The configuration in the guide, with a printer that it does not speak of."""
    found = re.search(r"```toml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    return tomllib.loads(found[1]) | {"printer": {"driver": "usb"}}


def test_the_configuration_of_the_guide_can_be_used() -> None:
    configuration, findings = check_tables(example(), SystemClock())
    assert {finding.code for finding in findings} == {"config_read"}
    assert set(configuration.drivers) == {"thermometer", "printer", "controls", "sanitizer", "distance"}


def test_the_drawing_has_the_pins_of_the_configuration_and_no_others() -> None:
    configuration, _ = check_tables(example(), SystemClock())
    wired = {wire.bcm for wire in pin_wires(configuration) if wire.bcm is not None}
    assert {line.bcm for line in PINS if line.bcm is not None} - {2, 3} == wired


def test_no_pin_is_drawn_twice_and_each_where_the_header_has_it() -> None:
    assert len({line.header for line in PINS}) == len(PINS)
    assert all(line.header == HEADER[line.bcm] for line in PINS if line.bcm is not None)
    assert {line.header for line in PINS if line.kind == "ground"} <= set(GROUNDS)
    assert {line.header for line in PINS if line.kind == "3.3 V"} <= {1, 17}
    assert {line.header for line in PINS if line.kind == "5 V"} <= {2, 4}


def test_the_drawings_are_those_of_the_table() -> None:
    drawn = {name: (IMAGES / f"{name}.svg").read_text(encoding="utf-8") for name in drawings()}
    assert drawn == drawings(), "run `make diagrams`"


def test_the_guide_shows_every_drawing() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    assert [name for name in drawings() if f"(images/{name}.svg)" not in guide] == []


def test_the_printer_has_a_supply_of_its_own_and_the_pi_too() -> None:
    sources = {supply.load: supply.source for supply in SUPPLIES}
    assert sources["ticket printer"] != sources["Raspberry Pi"]
    assert all(words in supplies() for words in (*sources, *sources.values()))
