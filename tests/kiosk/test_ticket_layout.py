from pathlib import Path

import pytest

from hardware.printer import PROFILES, Align, Cut, Profile, Qr, Text
from hardware.printer.encoding import encode
from hardware.printer.picture import write_out
from kiosk.catalogue import load_catalogue
from kiosk.paper import wrap
from kiosk.ticket_layout import lay_out
from tests.kiosk.scripted_office import ticket_info

GOLDENS = Path(__file__).parent / "goldens"
CATALOGUE = load_catalogue()


@pytest.mark.parametrize(("profile", "language"), [("58mm", "id"), ("80mm", "id"), ("80mm", "en")])
def test_the_ticket_looks_as_it_was_approved(profile: str, language: str) -> None:
    document = lay_out(ticket_info(12), CATALOGUE, PROFILES[profile].columns, language)
    written = write_out(document, PROFILES[profile])
    assert written == (GOLDENS / f"ticket-{profile}-{language}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("copy", [False, True])
@pytest.mark.parametrize("language", CATALOGUE.languages)
@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_a_text_ticket_stays_under_600_bytes(profile: Profile, language: str, copy: bool) -> None:
    long = ticket_info(
        12,
        office_name="Kantor Imigrasi Kelas I TPI Balikpapan",
        service_names={"id": "Penggantian paspor hilang atau rusak", "en": "Replacement of a lost or damaged passport"},
        party_size=5,
    )
    document = lay_out(long, CATALOGUE, profile.columns, language, copy=copy)
    # A code drawn dot by dot is no text; a printer that needs it gets all else as small.
    small = document if profile.native_qr else tuple(line for line in document if not isinstance(line, Qr))
    assert len(encode(small, profile)) < 600


def test_each_language_stands_in_a_piece_the_visitors_own_first_and_bold() -> None:
    lines = [line for line in lay_out(ticket_info(), CATALOGUE, 48, "en") if isinstance(line, Text)]
    facts = [line for line in lines if line.align is Align.LEFT]
    assert [line.text.split()[0] for line in facts] == ["Ahead", "Wait:", "Done", "Di", "Perkiraan:", "Selesai"]
    assert [line.bold for line in facts] == [True] * 3 + [False] * 3


def test_a_copy_says_so_at_both_ends() -> None:
    lines = lay_out(ticket_info(), CATALOGUE, 32, "id", copy=True)
    texts = [line.text for line in lines if isinstance(line, Text)]
    assert "SALINAN" in texts[0]
    assert "SALINAN" in texts[-1]
    assert isinstance(lines[-1], Cut)


@pytest.mark.parametrize("columns", [32, 42, 48])
def test_no_line_is_wider_than_the_paper_and_the_number_is_large(columns: int) -> None:
    long = ticket_info(service_names={"id": "Penggantian paspor karena hilang atau rusak berat", "en": "Lost " * 20})
    lines = [line for line in lay_out(long, CATALOGUE, columns, "id") if isinstance(line, Text)]
    assert all(len(line.text) * line.width <= columns for line in lines)
    number = next(line for line in lines if line.text == "A-001")
    assert (number.width, number.height) == (4, 4)


def test_times_are_the_offices_own_and_the_qr_is_the_address() -> None:
    lines = lay_out(ticket_info(), CATALOGUE, 48, "id")
    texts = [line.text for line in lines if isinstance(line, Text)]
    assert any("Senin, 02-03-2026  09:05" in text for text in texts)
    assert any("Selesai paling lambat 11:05" in text for text in texts)
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
