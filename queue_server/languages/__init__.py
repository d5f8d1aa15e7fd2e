"""The languages of the pages: found in the folders of the catalogues, so that a further language is a further file."""

from queue_server.languages.catalogue import SOURCE_LANGUAGE, Language, display_name, read_languages
from queue_server.languages.opening import OPENING_TEXTS, opening_text

__all__ = ["OPENING_TEXTS", "SOURCE_LANGUAGE", "Language", "display_name", "opening_text", "read_languages"]
