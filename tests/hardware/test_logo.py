"""A logo becomes black dots that fit the paper."""

from io import BytesIO

import pytest
from PIL import Image

from hardware.paper import PROFILES, Profile
from hardware.paper.encoding import encode
from hardware.paper.logo import MOST_HEIGHT_DOTS, UnusableLogoError, dithered
from hardware.paper.picture import draw
from tests.support.pictures import png


@pytest.mark.parametrize("size", [(32, 32), (480, 160), (1000, 40), (40, 1000)])
@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_it_fits_every_paper_and_stands_in_the_middle(profile: Profile, size: tuple[int, int]) -> None:
    logo = dithered(png(*size), profile.dots)
    assert logo.height_dots <= MOST_HEIGHT_DOTS
    assert logo.width_dots <= profile.dots * 2 // 3
    paper = draw(encode((logo,), profile), profile.dots)
    box = paper.point(lambda grey: 255 - grey).getbbox()
    assert box is not None
    assert abs(box[0] - (profile.dots - box[2])) <= profile.dots // 12


def test_a_grey_becomes_a_pattern_and_what_is_transparent_white() -> None:
    kept = BytesIO()
    picture = Image.new("RGBA", (80, 80), (0, 0, 0, 0))
    picture.paste((128, 128, 128, 255), (0, 0, 80, 40))
    picture.save(kept, "PNG")
    logo = dithered(kept.getvalue(), 576)
    rows = [logo.rows[at : at + logo.width_dots // 8] for at in range(0, len(logo.rows), logo.width_dots // 8)]
    half = logo.height_dots // 2
    black = [sum(byte.bit_count() for byte in row) for row in rows]
    assert sum(black[: half - 2]) == pytest.approx(0.5 * logo.width_dots * (half - 2), rel=0.15)
    assert sum(black[half + 2 :]) == 0


@pytest.mark.parametrize("content", [b"", b"no picture", png()[:100]])
def test_what_is_no_picture_is_told_by_name(content: bytes) -> None:
    with pytest.raises(UnusableLogoError):
        dithered(content, 576)
