"""The printer without paper: it reads what the encoder writes as another program does, and nothing else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageStat

from hardware.paper import PROFILES, Align, Cut, Document, Feed, Line, Picture, Profile, Qr, Rule, Space, Text
from hardware.paper.encoding import CONFIRM, encode, plain
from hardware.paper.marks import Code, Dots, Edge, Letters, White
from hardware.paper.picture import draw, write_out
from hardware.paper.reading import UnreadableBytesError, read
from queue_server.paper import Dress, lay_out, load_paper_words
from tests.kiosk.scripted_office import ticket_info
from tests.support.escpos_decoder import decode

PAPER = PROFILES["80mm"]
profiles = st.sampled_from(list(PROFILES.values()))
letters = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp")), max_size=60)
sizes = st.integers(1, 8)
pictures = st.integers(1, 48).flatmap(
    lambda width: st.binary(min_size=width, max_size=width * 4).map(
        lambda rows: Picture(width * 8, rows[: len(rows) // width * width])
    )
)
lines: st.SearchStrategy[Line] = st.one_of(
    st.builds(Text, letters, sizes, sizes, st.booleans(), st.sampled_from(Align)),
    st.builds(Rule, st.booleans()),
    st.builds(Qr, st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=120), sizes),
    st.builds(Space, st.integers(1, 255)),
    st.builds(Feed, st.integers(1, 20)),
    st.just(Cut()),
    pictures,
)


@given(document=st.lists(lines, max_size=12).map(tuple), profile=profiles)
def test_all_that_the_encoder_can_write_is_understood(document: Document, profile: Profile) -> None:
    marks = read(encode(document, profile) + CONFIRM, profile.dots)
    wanted = "".join(plain(line.text) for line in document if isinstance(line, Text))
    assert "".join(mark.text for mark in marks if isinstance(mark, Letters)) == wanted
    codes = [line.data for line in document if isinstance(line, Qr)]
    if profile.native_qr:
        assert [mark.data for mark in marks if isinstance(mark, Code)] == codes
    shown = [mark.rows for mark in marks if isinstance(mark, Dots)]
    assert all(line.rows in shown for line in document if isinstance(line, Picture))
    cuts = sum(isinstance(line, Cut) for line in document) if profile.cutter else 0
    assert sum(isinstance(mark, Edge) for mark in marks) == cuts


@given(document=st.lists(lines, max_size=6).map(tuple), profile=profiles)
@settings(max_examples=25, deadline=None)
def test_the_picture_is_as_wide_as_the_paper_and_as_high_as_what_stands_on_it(
    document: Document, profile: Profile
) -> None:
    stream = encode(document, profile)
    white = sum(mark.dots for mark in read(stream, profile.dots) if isinstance(mark, White))
    picture = draw(stream, profile.dots)
    assert picture.width == profile.dots
    assert picture.height >= max(1, white)


@pytest.mark.parametrize(
    "stream",
    [
        b"\x1b!\x08text\n",
        b"\x1bt\x10\n",
        b"\x1d*\x01\x01\x00",
        b"\x1c.",
        b"\x00",
        b"caf\xe9\n",
        b"\x1ba\x05",
        b"\x1d!\x88",
        b"\x1dv0\x07\x01\x00\x01\x00\xff",
        b"\x1dv0\x00\xff\x00\x01\x00" + b"\xff" * 255,
        b"\x1d(k\x03\x001Q9",
        b"\x1d(k\x03\x001Q0",
    ],
    ids=repr,
)
def test_what_no_ticket_has_is_refused(stream: bytes) -> None:
    with pytest.raises(UnreadableBytesError):
        read(b"\x1b@" + stream, PAPER.dots)


@given(document=st.lists(lines, min_size=1, max_size=4).map(tuple), data=st.data())
def test_bytes_that_end_in_the_middle_are_refused_or_lack_something(document: Document, data: st.DataObject) -> None:
    stream = encode(document, PAPER)
    part = stream[: data.draw(st.integers(2, len(stream) - 1))]
    try:
        marks = read(part, PAPER.dots)
    except UnreadableBytesError:
        return
    assert marks == read(stream, PAPER.dots)[: len(marks)]


def test_a_command_in_the_middle_of_a_line_is_refused() -> None:
    with pytest.raises(UnreadableBytesError, match="middle of the line"):
        read(b"abc\x1bE\x01def\n", PAPER.dots)


LONG = {"id": "Penggantian paspor hilang atau rusak", "en": "Replacement of a lost or damaged passport"}
LOGO = Picture(64, bytes(range(256)))


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_another_program_makes_the_same_of_a_ticket(profile: Profile, language: str) -> None:
    dress = Dress(LOGO, {"id": "Jl. Jenderal Sudirman No. 1"}, {"en": "Thank you"})
    ticket = ticket_info(12, service_names=LONG, party_size=3)
    stream = encode(lay_out(ticket, load_paper_words(), profile.columns, language, dress=dress), profile)
    theirs = decode(stream, profile.dots)
    assert theirs.unknown_commands == []
    assert theirs.qr == ticket.follow_url
    assert words(theirs.text) == words(write_out(stream, profile.dots))
    ours = draw(stream, profile.dots)
    with Image.open(theirs.png) as picture:
        same = Image.new("L", ours.size, 255)
        same.paste(picture.convert("L"))  # theirs ends with the last mark, ours at the knife
    assert difference(ours, same) < 12
    assert difference(ours, ImageChops.offset(same, 0, 60)) > 24  # so that this can fail


def difference(one: Image.Image, other: Image.Image) -> float:
    """How unlike two pictures are when looked at from afar, where the letters' shapes do not count; 0 to 255."""
    afar = [picture.resize((24, 60), Image.Resampling.BOX) for picture in (one, other)]
    return ImageStat.Stat(ImageChops.difference(*afar)).mean[0]


def words(text: str) -> list[str]:
    """The words of a ticket, without what is no text on it."""
    kept = [line for line in text.splitlines() if not line.startswith("[") and set(line) - {"-", "=", " "}]
    return " ".join(kept).split()
