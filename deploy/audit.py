"""``make audit``: asks whether a pinned package has a known hole; says so too where nobody could be asked."""

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
CLEAN, FOUND, FAILED, NOT_AUDITED = range(4)
ANSWER_SECONDS = 15
_UNREACHABLE = re.compile(r"ConnectionError|Timeout|Could not connect|HTTPError: 5\d\d")
_NOT_REACHED = "dependency audit: not audited, the advisory index was not reachable"


class Result(NamedTuple):
    """How the audit ended: an exit status, and lines that say what was found."""

    status: int
    lines: tuple[str, ...]


def judge(out: str, errors: str) -> Result:
    """Read what the auditing tool wrote; its own status is 1 for a hole as well as for any trouble.

    Args:
        out: its report, JSON; empty where there is none.
        errors: what it wrote beside.
    """
    try:
        packages = json.loads(out)["dependencies"]
    except (ValueError, KeyError):
        if _UNREACHABLE.search(errors):
            return Result(NOT_AUDITED, (_NOT_REACHED,))
        return Result(FAILED, ("dependency audit: it failed", *errors.strip().splitlines()[-1:]))
    holes = tuple(_hole(one, hole) for one in packages for hole in one.get("vulns", ()))
    if holes:
        return Result(FOUND, ("dependency audit: known holes", *holes))
    skipped = [one["name"] for one in packages if "skip_reason" in one]
    if skipped or not packages:
        return Result(NOT_AUDITED, (f"dependency audit: not audited: {', '.join(skipped) or 'no package'}",))
    return Result(CLEAN, (f"dependency audit: {len(packages)} packages, no known hole",))


def _hole(package: dict[str, str], hole: dict[str, object]) -> str:
    fixed = hole.get("fix_versions")
    mended = ", ".join(map(str, fixed)) if isinstance(fixed, list) and fixed else "no version yet"
    return f"  {package['name']} {package['version']}: {hole['id']}, mended in {mended}"


def audit(requirements: Path, index: str = "") -> Result:
    """Ask about every pinned package of this machine's kind.

    Args:
        index: address of another advisory index that speaks OSV's language.
    """
    with TemporaryDirectory() as cache:
        how = ["--disable-pip", "--vulnerability-service", "osv", *(["--osv-url", index] if index else [])]
        told = ["--format", "json", "--progress-spinner", "off", "--timeout", str(ANSWER_SECONDS), "--cache-dir", cache]
        command = [sys.executable, "-m", "pip_audit", "--requirement", str(requirements), *how, *told]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    return judge(done.stdout, done.stderr)


def main(arguments: list[str] | None = None) -> int:
    """Audit the pinned requirements; 0: no known hole, 1: some, 2: the audit failed, 3: nobody could be asked."""
    parser = argparse.ArgumentParser(
        prog="python -m deploy.audit", description="Looks for known holes in what is pinned."
    )
    parser.add_argument("--requirements", type=Path, default=ROOT / "requirements.txt")
    parser.add_argument("--index", default="", help="another advisory index that speaks OSV's language")
    options = parser.parse_args(arguments)
    result = audit(options.requirements, options.index)
    print("\n".join(result.lines), file=sys.stderr if result.status else sys.stdout)
    return result.status


if __name__ == "__main__":
    sys.exit(main())
