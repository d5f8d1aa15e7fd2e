"""The words of the kiosk's page and voice in each language."""

from pathlib import Path

from queue_server.languages import Catalogue, read_texts

TRANSLATIONS = Path(__file__).parent / "screen" / "translations"
DOMAIN = "kiosk"


def load_catalogue(more: Path | None = None) -> Catalogue:
    """Read every language of the kiosk.

    Args:
        more: a folder with languages of the office's own (``jv/LC_MESSAGES/kiosk.po``).

    Raises:
        FileNotFoundError: there is no such folder.
    """
    return read_texts(TRANSLATIONS, more, DOMAIN)
