"""Let the ticket decoder run on a Python older than the one it is published for.

emupos declares Python 3.13, but its receipt printer uses only two things that Python 3.11 lacks, both of them notation
for types: ``type X = ...`` and ``def f[T](...)``. Debian 12 ships 3.11 and packages no later interpreter; so this step
of `make test` rewrites those two in the installed copy, on every Python alike. What the decoder does with a printed
byte is untouched.

Run by the decoder's own interpreter: ``.venv-decoder/bin/python tests/support/decoder/older_python.py``.
"""

import re
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

_ALIAS = re.compile(r"^type (\w+) = ", re.MULTILINE)
_GENERIC_FUNCTION = re.compile(r"^def (\w+)\[(\w+)\]\(", re.MULTILINE)


def rewrite(source: str) -> str:
    """Return the source in the notation of Python 3.11, with the same meaning when it runs."""
    older = _ALIAS.sub(r"\1 = ", source)
    return _GENERIC_FUNCTION.sub(r'\2 = __import__("typing").TypeVar("\2")\n\n\ndef \1(', older)


def main() -> int:
    """Rewrite every module of the installed decoder; doing it twice changes nothing."""
    spec = find_spec("emupos")
    if spec is None or spec.origin is None:
        sys.stderr.write("The decoder is not installed here. Delete .venv-decoder and run `make test` again.\n")
        return 1
    for path in Path(spec.origin).parent.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        if (older := rewrite(source)) != source:
            path.write_text(older, encoding="utf-8")
    import_module("emupos.printer.printer")  # the part in use: fails here and not in the middle of a test
    return 0


if __name__ == "__main__":
    sys.exit(main())
