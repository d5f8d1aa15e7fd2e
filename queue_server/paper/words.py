"""The words of ticket and slip in each language."""

from pathlib import Path

from queue_server.languages import Catalogue, read_texts

TRANSLATIONS = Path(__file__).parent / "translations"
DOMAIN = "ticket"


def load_paper_words(more: Path | None = None) -> Catalogue:
    """Read every language of the paper.

    Args:
        more: a folder with languages of the office's own (``jv/LC_MESSAGES/ticket.po``).

    Raises:
        FileNotFoundError: there is no such folder.
    """
    return read_texts(TRANSLATIONS, more, DOMAIN)
