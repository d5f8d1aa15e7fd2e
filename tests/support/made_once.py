"""What each application makes alike is made once in a process of the tests, which builds hundreds of applications."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

from queue_server.languages import Language, read_languages
from queue_server.web import catalogue


class CompiledTemplates(BytecodeCache):
    """Bytecode in memory; a bucket's checksum holds its source, so that another template is never taken for it."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        kept = self._kept.get((bucket.key, bucket.checksum))
        if kept is not None:
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


class QuickRule(Rule):
    """A route whose builder of addresses is compiled for the first application that has it."""

    _kept: dict[tuple[str, str, bool], Callable[..., tuple[str, str]]] = {}  # noqa: RUF012

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = (self.rule, repr((self.subdomain, self.defaults)), append_unknown)
        if key not in self._kept:
            self._kept[key] = super()._compile_builder(append_unknown)
        return self._kept[key]


@cache
def _languages(built_in: Path, more: Path | None, domain: str) -> dict[str, Language]:
    return read_languages(built_in, more, domain)


def _shared_languages(built_in: Path, more: Path | None, domain: str) -> dict[str, Language]:
    """The languages that come with the program are read once; a folder of the office's own each time."""
    return dict(_languages(built_in, more, domain)) if more is None else read_languages(built_in, more, domain)


def make_once() -> None:
    """Let every application of this process share templates, routes and languages."""
    Flask.jinja_options = Flask.jinja_options | {"bytecode_cache": CompiledTemplates()}
    Flask.url_rule_class = QuickRule
    vars(catalogue)["read_languages"] = _shared_languages
