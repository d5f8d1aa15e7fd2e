from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.paper import PROFILES, Align, Cut, Picture, Profile, Qr, Text
from hardware.paper.encoding import encode
from hardware.paper.picture import write_out
from queue_server.paper import Dress, lay_out, load_paper_words
from queue_server.paper.page import balanced, wrap
from tests.kiosk.scripted_office import ticket_info
from tests.support.third_language import CODE, write_language

GOLDENS = Path(__file__).parent / "goldens"
CATALOGUE = load_paper_words()


@pytest.mark.parametrize(("profile", "language"), [("58mm", "id"), ("80mm", "id"), ("80mm", "en")])
def test_the_ticket_looks_as_it_was_approved(profile: str, language: str) -> None:
    document = lay_out(ticket_info(12), CATALOGUE, PROFILES[profile].columns, language)
    written = write_out(encode(document, PROFILES[profile]), PROFILES[profile].dots)
    assert written == (GOLDENS / f"ticket-{profile}-{language}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("copy", [False, True])
@pytest.mark.parametrize("language", CATALOGUE.languages)
@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_a_text_ticket_stays_under_1200_bytes(profile: Profile, language: str, copy: bool) -> None:
    long = ticket_info(
        12,
        office_name="Kantor Imigrasi Kelas I TPI Balikpapan",
        service_names={"id": "Penggantian paspor hilang atau rusak", "en": "Replacement of a lost or damaged passport"},
        party_size=5,
    )
    document = lay_out(long, CATALOGUE, profile.columns, language, copy=copy)
    # A code drawn dot by dot is no text; a printer that needs it gets all else as small.
    small = document if profile.native_qr else tuple(line for line in document if not isinstance(line, Qr))
    assert len(encode(small, profile)) < 1200


def test_each_language_stands_in_a_piece_the_visitors_own_first_and_larger() -> None:
    lines = [line for line in lay_out(ticket_info(), CATALOGUE, 48, "en") if isinstance(line, Text)]
    facts = [line for line in lines if line.align is Align.LEFT]
    assert [line.text.split()[0] for line in facts] == ["Ahead", "Expected", "Done", "Di", "Perkiraan", "Selesai"]
    assert [(line.bold, line.height) for line in facts] == [(True, 2)] * 3 + [(False, 1)] * 3


@pytest.mark.parametrize("columns", [32, 42, 48])
def test_every_value_ends_at_the_right_edge(columns: int) -> None:
    lines = [line for line in lay_out(ticket_info(ahead=123), CATALOGUE, columns, "id") if isinstance(line, Text)]
    values = [line.text for line in lines if line.align is Align.LEFT]
    assert {len(text) for text in values} == {columns}
    assert [text.split()[-1] for text in values] == ["123", "menit", "11:05", "123", "minutes", "11:05"]


def test_a_visitor_is_told_what_to_do_next_and_what_the_code_is_for() -> None:
    texts = [line.text for line in lay_out(ticket_info(), CATALOGUE, 48, "id") if isinstance(line, Text)]
    assert "Silakan duduk sampai dipanggil." in texts
    assert texts.index("Giliran saya / My turn") < texts.index("Pindai untuk ikuti dari ponsel.")


def test_a_copy_says_so_at_both_ends() -> None:
    lines = lay_out(ticket_info(), CATALOGUE, 32, "id", copy=True)
    texts = [line.text for line in lines if isinstance(line, Text)]
    assert "SALINAN" in texts[0]
    assert "SALINAN" in texts[-1]
    assert isinstance(lines[-1], Cut)


@pytest.mark.parametrize("columns", [32, 42, 48])
def test_no_line_is_wider_than_the_paper_and_the_number_is_as_large_as_it_allows(columns: int) -> None:
    long = ticket_info(service_names={"id": "Penggantian paspor karena hilang atau rusak berat", "en": "Lost " * 20})
    lines = [line for line in lay_out(long, CATALOGUE, columns, "id") if isinstance(line, Text)]
    assert all(len(line.text) * line.width <= columns for line in lines)
    number = next(line for line in lines if line.text == "A-001")
    assert number.width == number.height == min(8, columns // len("A-001"))


def test_times_are_the_offices_own_and_the_qr_is_the_address() -> None:
    lines = lay_out(ticket_info(), CATALOGUE, 48, "id")
    texts = [line.text for line in lines if isinstance(line, Text)]
    assert "Senin, 02 Maret 2026 09:05" in texts
    assert any(text.split() == ["Selesai", "paling", "lambat", "11:05"] for text in texts)
    assert [line.data for line in lines if isinstance(line, Qr)] == [ticket_info().follow_url]


def test_without_an_estimate_there_is_no_guess() -> None:
    texts = [line.text for line in lay_out(ticket_info(estimate=None), CATALOGUE, 48, "id") if isinstance(line, Text)]
    assert not any("Perkiraan" in text for text in texts)


def test_the_paper_of_a_family_says_how_many_they_are() -> None:
    def texts(party_size: int) -> list[str]:
        lines = lay_out(ticket_info(party_size=party_size), CATALOGUE, 48, "id")
        return [line.text for line in lines if isinstance(line, Text)]

    assert {"Untuk 4 orang", "For 4 people"} <= set(texts(4))
    assert not any("orang" in text and "Untuk" in text for text in texts(1))


def test_words_from_outside_cannot_break_the_ticket() -> None:
    lay_out(ticket_info(office_name="Kantor\x1b@\nImigrasi" + "x" * 90), CATALOGUE, 32, "id")


def test_long_words_are_cut() -> None:
    assert wrap("abcdefgh ij", 4) == ["abcd", "efgh", "ij"]


@given(text=st.text(max_size=200), columns=st.integers(8, 48))
def test_a_centred_text_keeps_its_words_and_takes_no_more_lines(text: str, columns: int) -> None:
    lines = balanced(text, columns)
    assert len(lines) == len(wrap(text, columns))
    assert all(len(line) <= columns for line in lines)


def test_the_office_s_own_logo_and_lines_stand_at_both_ends() -> None:
    own = Dress(
        Picture(16, bytes(4)), {"id": "Jl. Sudirman 1", "en": "Jl. Sudirman 1"}, {"id": "Terima kasih", "en": "Thanks"}
    )
    lines = lay_out(ticket_info(), CATALOGUE, 48, "en", dress=own)
    texts = [line.text for line in lines if isinstance(line, Text)]
    assert isinstance(lines[0], Picture)
    assert texts.count("Jl. Sudirman 1") == 1
    assert texts[1] == "Jl. Sudirman 1"
    assert texts[-2:] == ["Thanks", "Terima kasih"]


def test_from_right_to_left_a_line_begins_at_the_right_and_the_date_is_written_as_the_language_does(
    tmp_path: Path,
) -> None:
    write_language(tmp_path, "ticket")
    document = lay_out(ticket_info(), load_paper_words(tmp_path), 48, CODE)
    lines = [line for line in document if isinstance(line, Text)]
    rows = [line for line in lines if line.align is Align.RIGHT]
    assert rows[0].text.split(": ")[1] == str(ticket_info().ahead)
    assert len(rows) == 3, "the second language, English, stays at the left"
    assert any("2026" in line.text or "٢٠٢٦" in line.text for line in lines)


def test_a_language_that_nobody_knows_has_its_date_in_english() -> None:
    lines = [line.text for line in lay_out(ticket_info(), CATALOGUE, 48, "xx") if isinstance(line, Text)]
    assert "Monday, March 2, 2026 09:05" in lines
