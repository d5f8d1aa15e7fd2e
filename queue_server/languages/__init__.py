"""The languages of the pages: found in the folders of the catalogues, so that a further language is a further file."""

from queue_server.languages.catalogue import SOURCE_LANGUAGE, Language, display_name, read_languages
from queue_server.languages.dates import written_date
from queue_server.languages.opening import OPENING_TEXTS, opening_text
from queue_server.languages.texts import Catalogue, pick, read_texts

__all__ = [
    "OPENING_TEXTS",
    "SOURCE_LANGUAGE",
    "Catalogue",
    "Language",
    "display_name",
    "opening_text",
    "pick",
    "read_languages",
    "read_texts",
    "written_date",
]
