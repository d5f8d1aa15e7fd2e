"""``make sbom``: what the program is made of, as CycloneDX, from the pinned requirements; the same bytes each time."""

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TO = ROOT / "build" / "sbom.json"
_PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)


def pins(requirements: str) -> set[tuple[str, str]]:
    r"""Return the packages that requirements pin, each with its version; names as an index compares them.

    >>> sorted(pins("Flask==3.1.0 --hash=sha256:0\npsycopg[binary]==3.2.1 ; python_version > '3'"))
    [('flask', '3.1.0'), ('psycopg', '3.2.1')]
    """
    return {(_plain(name), version) for name, version in _PIN.findall(requirements)}


def listed(sbom: str) -> set[tuple[str, str]]:
    """Return the packages that a CycloneDX document lists, each with its version."""
    return {(_plain(one["name"]), one["version"]) for one in json.loads(sbom)["components"]}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def write(requirements: Path, to: Path) -> str:
    """Write the document.

    Returns:
        What it lacks of the requirements, or has too much; empty where it is whole.
    """
    to.parent.mkdir(parents=True, exist_ok=True)
    about = ["--pyproject", str(ROOT / "pyproject.toml"), "--output-reproducible", "--output-format", "JSON"]
    command = [sys.executable, "-W", "ignore", "-m", "cyclonedx_py", "requirements", str(requirements), *about]
    subprocess.run([*command, "--output-file", str(to)], check=True)
    wrong = pins(requirements.read_text(encoding="utf-8")) ^ listed(to.read_text(encoding="utf-8"))
    return ", ".join(f"{name} {version}" for name, version in sorted(wrong))


def main(arguments: list[str] | None = None) -> int:
    """Write it, and say where it is."""
    parser = argparse.ArgumentParser(prog="python -m deploy.sbom", description="Lists what the program is made of.")
    parser.add_argument("--to", type=Path, default=TO)
    to = parser.parse_args(arguments).to
    wrong = write(ROOT / "requirements.txt", to)
    if wrong:
        print(f"{to} and requirements.txt differ in: {wrong}", file=sys.stderr)
        return 1
    print(f"what the program is made of: {to}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
