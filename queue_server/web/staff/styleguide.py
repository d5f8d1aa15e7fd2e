"""A page for developers: every token and every part of the visual language, in both themes, as the pages draw them."""

import re
from importlib.resources import files

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from queue_server.protocol.words import StaffRole
from queue_server.web.access import allow
from queue_server.web.staff.forms import Form

styleguide = Blueprint("styleguide", __name__, url_prefix="/styleguide")
THEMES = ("light", "contrast")
_BLOCKS = {
    "light": re.compile(r"^:root \{(.*?)\n\}", re.DOTALL | re.MULTILINE),
    "contrast": re.compile(r"^:root\[data-theme=\"contrast\"\] \{(.*?)\n\}", re.DOTALL | re.MULTILINE),
}
_TOKEN = re.compile(r"--([\w-]+): ([^;]+);")
_ICON = re.compile(r'<symbol id="([\w-]+)"')
_KINDS = (
    ("colours", re.compile(r"#[0-9a-f]{6}")),
    ("type", re.compile(r"(text|leading|weight|font)-.*")),
    ("space", re.compile(r"(space|touch)-.*")),
    ("shape", re.compile(r"(radius|border|shadow|focus).*")),
    ("motion", re.compile(r"motion-.*")),
    ("others", re.compile(r".*")),
)


@styleguide.get("/")
@allow(StaffRole.ADMIN)
def guide() -> str:
    """Show every part."""
    asked = request.args.get("theme", THEMES[0])
    theme = asked if asked in THEMES else THEMES[0]
    wrong = Form({"wrong": "?"})
    wrong.errors["wrong"] = "This is what an error says, and how to mend it."
    return render_template(
        "styleguide.html",
        theme=theme,
        themes=THEMES,
        kinds=token_kinds(theme),
        icons=icon_names(),
        form=Form({"name": "A-012", "kind": "b"}),
        wrong=wrong,
    )


@styleguide.get("/samples.css")
@allow(StaffRole.ADMIN)
def samples() -> ResponseReturnValue:
    """Serve a class for each token, so that no part of the page needs a style of its own."""
    return Response(samples_sheet(), mimetype="text/css")


def tokens(theme: str = THEMES[0]) -> list[tuple[str, str]]:
    """List every token with its value in a theme, as the stylesheet has them."""
    sheet = (files("queue_server.protocol") / "static" / "tokens.css").read_text(encoding="utf-8")
    blocks = {name: dict(_TOKEN.findall("".join(form.findall(sheet)))) for name, form in _BLOCKS.items()}
    return list((blocks["light"] | blocks[theme]).items())


def token_kinds(theme: str = THEMES[0]) -> dict[str, list[tuple[str, str]]]:
    """Sort the tokens by what they are for; colours are known by their values, the rest by their names."""
    kinds: dict[str, list[tuple[str, str]]] = {kind: [] for kind, _ in _KINDS}
    for name, value in tokens(theme):
        kinds[next(kind for kind, form in _KINDS if form.fullmatch(value if kind == "colours" else name))].append(
            (name, value)
        )
    return kinds


def icon_names() -> list[str]:
    """List every icon of the staff pages."""
    sheet = (files("queue_server.web") / "static" / "icons.svg").read_text(encoding="utf-8")
    return _ICON.findall(sheet)


def samples_sheet() -> str:
    """The stylesheet of the samples."""
    properties = {"colours": "background", "space": "width"}
    rules = [
        f".swatch-{name} {{ {properties[kind]}: var(--{name}); }}\n"
        for kind, named in token_kinds().items()
        for name, _value in named
        if kind in properties
    ]
    shown = {"text": "font-size", "leading": "line-height", "weight": "font-weight", "font": "font-family"}
    rules += [
        f".swatch-{name} {{ {shown[name.partition('-')[0]]}: var(--{name}); }}\n"
        for name, _value in token_kinds()["type"]
    ]
    rules += [
        f".swatch-{name} {{ border-radius: var(--{name}); }}\n"
        for name, _value in token_kinds()["shape"]
        if name.startswith("radius")
    ]
    return "".join(rules)
