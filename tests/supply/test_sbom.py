"""The list of what the program is made of is whole, and the same each time."""

import json
from pathlib import Path

from deploy import sbom

PINNED = f"""Flask==3.1.0 \
    --hash=sha256:{"0" * 64}
psycopg[binary]==3.2.1 ; python_version < '4' \
    --hash=sha256:{"1" * 64}
"""


def test_every_pin_is_listed_with_its_version_and_nothing_that_differs_from_time_to_time(tmp_path: Path) -> None:
    requirements = tmp_path / "requirements.txt"
    requirements.write_text(PINNED)
    to = tmp_path / "build" / "sbom.json"
    assert sbom.write(requirements, to) == ""
    document = json.loads(to.read_text())
    assert sbom.listed(to.read_text()) == {("flask", "3.1.0"), ("psycopg", "3.2.1")}
    assert (document["bomFormat"], document["metadata"]["component"]["name"]) == ("CycloneDX", "antre")
    assert "serialNumber" not in document
    assert "timestamp" not in document["metadata"]


def test_a_pin_that_is_missing_would_be_named() -> None:
    listed = '{"components": [{"name": "Flask", "version": "3.0.0"}]}'
    assert sbom.pins(PINNED) ^ sbom.listed(listed) == {("flask", "3.0.0"), ("flask", "3.1.0"), ("psycopg", "3.2.1")}


def test_the_pins_of_the_program_are_read() -> None:
    found = dict(sbom.pins((sbom.ROOT / "requirements.txt").read_text()))
    assert {"flask", "msgspec", "psycopg", "prometheus-client"} <= set(found)
    assert len(found) > 30
