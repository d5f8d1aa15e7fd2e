"""The languages of the pages: found in the folders of the catalogues, so that a further language is a further file."""

from queue_server.languages.catalogue import SOURCE_LANGUAGE, Language, display_name, read_languages

__all__ = ["SOURCE_LANGUAGE", "Language", "display_name", "read_languages"]
