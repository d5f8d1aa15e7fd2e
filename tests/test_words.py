"""One word for one thing: no catalogue says a thing with a word that the table of words does not have for it."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[1]
CATALOGUES = sorted(
    path for room in ("queue_server", "kiosk", "display") for path in (ROOT / room).rglob("id/LC_MESSAGES/*.po")
)
TABLE = ROOT / "docs" / "words.md"


def forbidden() -> re.Pattern[str]:
    """The words of the table's last column."""
    rows = [line.strip("|\n ").split("|") for line in TABLE.read_text().splitlines() if line.startswith("|")]
    words = [word.strip() for row in rows[2:] if len(row) == 4 for word in row[3].split(",") if word.strip()]
    return re.compile(rf"\b({'|'.join(words)})", re.IGNORECASE)


def test_the_table_forbids_what_was_written_before() -> None:
    pattern = forbidden()
    assert all(pattern.search(word) for word in ("Pendaftaran baru", "tanpa booking", "antrian", "Silahkan"))
    assert not pattern.search("Silakan ambil nomor antrean di kios dengan kode janji temu.")


@pytest.mark.parametrize("path", CATALOGUES, ids=[path.relative_to(ROOT).parts[0] for path in CATALOGUES])
def test_a_catalogue_keeps_to_the_words(path: Path) -> None:
    with path.open("rb") as file:
        messages = [message for message in read_po(file, locale="id") if message.id]
    said = [text for message in messages for text in _texts(message.string)]
    assert len(said) > 10
    assert [text for text in said if forbidden().search(text)] == []


def _texts(string: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [string] if isinstance(string, str) else list(string or ())
