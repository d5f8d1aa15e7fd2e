"""Lay what was and what is side by side for a person to look at: ``build/visual/index.html``."""

import html
import sys
from pathlib import Path

from tests.browser.visual.gallery import OUTCOME

_STYLE = """
body { font: 16px sans-serif; margin: 24px; background: #f4f3ef; color: #142334 }
section { display: flex; gap: 16px; align-items: flex-start; margin-bottom: 32px; flex-wrap: wrap }
figure { margin: 0 } figcaption { color: #46566a }
img { max-width: 560px; max-height: 420px; background: #fff; border: 1px solid #6d7b8b }
.mosaic { image-rendering: pixelated; width: 380px }
"""


def main() -> int:
    """Write the sheet of what the last run kept; say where it is."""
    shots = sorted((OUTCOME / "whole").glob("*/*.png"))
    if not shots:
        print(f"nothing in {OUTCOME}: every screen looks as its reference")
        return 0
    page = OUTCOME / "index.html"
    page.write_text(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Screens</title><style>{_STYLE}</style>'
        f"<h1>{len(shots)} screens that differ from their references, or have none</h1>"
        + "\n".join(_row(shot) for shot in shots),
        encoding="utf-8",
    )
    print(f"{len(shots)} screens: {page}", file=sys.stderr)
    return 0


def _row(shot: Path) -> str:
    name = f"{shot.parent.name}/{shot.name}"
    shown = (("before", "mosaic"), ("after", "mosaic"), ("whole", ""))
    there = [(folder, look) for folder, look in shown if (OUTCOME / folder / name).is_file()]
    figures = "".join(_figure(f"{folder}/{name}", folder, look) for folder, look in there)
    return f"<h2>{html.escape(shot.parent.name)}: {html.escape(shot.stem)}</h2><section>{figures}</section>"


def _figure(source: str, said: str, look: str) -> str:
    picture = f'<img class="{look}" src="{html.escape(source)}" alt="" loading="lazy">'
    return f"<figure><figcaption>{said}</figcaption>{picture}</figure>"


if __name__ == "__main__":
    sys.exit(main())
