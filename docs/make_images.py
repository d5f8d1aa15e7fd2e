"""Take the pictures of the guides from those that the browser tests made (``make screenshots``)."""

import shutil
import sys
from pathlib import Path

from PIL import Image

TAKEN = Path("build/screenshots")
IMAGES = Path(__file__).parent / "images"
PICTURES = {
    "kiosk-choose": "kiosk-idle-kiosk",
    "counter": "staff-counter-called",
    "screening-desk": "staff-screening-two-desk",
    "screening-phone": "staff-screening-two-phone",
    "screening-decided": "staff-screening-decided-desk",
    "admin-service": "staff-admin-services-1",
    "admin-devices": "staff-admin-devices",
    "admin-booking-rules": "staff-admin-booking-rules",
    "admin-look": "look-admin",
    "book-booking": "book-booking-phone",
    "display": "board-three-wall",
    "ticket": "kiosk-printed-ticket",
    "poster": "print-poster-a4",
    "quick-start": "print-quick-start-a4",
}
OVERVIEW = ("kiosk-showing-kiosk", "board-three-wall", "staff-counter-called")
HEIGHT, GAP = 420, 24
COLOURS = 128
"""Enough for flat pages; the files stay small."""


def main() -> int:
    """Write every picture; say which one the tests did not make."""
    missing = sorted({*PICTURES.values(), *OVERVIEW} - {path.stem for path in TAKEN.glob("*.png")})
    if missing:
        print(f"not in {TAKEN}: {', '.join(missing)}; run `make screenshots`", file=sys.stderr)  # noqa: T201
        return 1
    IMAGES.mkdir(exist_ok=True)
    for name, source in PICTURES.items():
        _save(Image.open(TAKEN / f"{source}.png"), name)
        if (sheet := TAKEN / f"{source}.pdf").exists():
            shutil.copyfile(sheet, IMAGES / f"{name}.pdf")
    _save(_overview(), "overview")
    return 0


def _overview() -> Image.Image:
    pictures = [Image.open(TAKEN / f"{name}.png").convert("RGB") for name in OVERVIEW]
    scaled = [picture.resize((picture.width * HEIGHT // picture.height, HEIGHT)) for picture in pictures]
    width = sum(picture.width for picture in scaled) + GAP * (len(scaled) + 1)
    sheet = Image.new("RGB", (width, HEIGHT + 2 * GAP), "#d9d7cf")
    left = GAP
    for picture in scaled:
        sheet.paste(picture, (left, GAP))
        left += picture.width + GAP
    return sheet


def _save(picture: Image.Image, name: str) -> None:
    picture.convert("RGB").quantize(COLOURS).save(IMAGES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    sys.exit(main())
