"""Which version of the program this is."""

import re
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
_RELEASE = re.compile(r"\d+\.\d+\.\d+-[0-9a-f]{8}")


def build_version(folder: Path = HERE) -> str:
    """Return the version and digest that the installer named the release by; of a checkout the version alone.

    Args:
        folder: where the program lies.
    """
    if _RELEASE.fullmatch(folder.name):
        return folder.name
    try:
        project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))
    except OSError:
        return "unknown"
    return str(project["project"]["version"])
