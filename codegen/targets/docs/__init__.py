"""Target ``docs``: a static site, the same as Markdown, and as JSON.

Below ``docs/<package>/``: ``index.html``, ``types/*.html``, ``playground.html``, ``assets/``, ``schema/`` (of
types whose schema is long), ``markdown/`` and ``docs.json``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from codegen.beside import beside
from codegen.errors import Origin
from codegen.header import header
from codegen.ir import Model, Record
from codegen.keywords import ASSERTING
from codegen.target import Support, Target
from codegen.targets.docs.data import docs_json
from codegen.targets.docs.html import content, markup, pieces
from codegen.targets.docs.markdown import md, md_code, md_fence, md_pieces
from codegen.targets.docs.pages import Site
from codegen.targets.docs.scripts import checker_script, reading_script, types_script
from codegen.targets.docs.search import search_script
from codegen.targets.docs.text import anchor_of
from codegen.targets.docs.view import page_file, site

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["POLICY", "TARGET", "Finish", "printed", "render"]

#: Begins to change files, by path; gives what waits for them.
Finish: TypeAlias = Callable[[Mapping[str, str]], Callable[[], Mapping[str, str]]]

LARGE = 200  # definitions from which on two processes are quicker than one
_HERE = Path(__file__).parent
#: Nothing from elsewhere, no inline script, no inline style.  Pages ask for nothing while they run; that they
#: may ask their own server lets a browser's tools look for its robots.txt.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'"
)
_EMPTY = re.compile(r"\n\n\n+")  # three that are written out are found much sooner than ``\n{3,}``
_CHECKER = "assets/checker.js"
_COMMENTS = {".css": "/* %s */\n", ".js": "// %s\n", ".svg": "<!-- %s -->\n"}


def render(model: Model, package: str) -> Mapping[str, str]:
    """The files of the site, below ``docs/<package>/``."""
    return {f"docs/{package}/{path}": text for path, text in sorted(printed(model, package).items())}


def printed(model: Model, package: str, finish: Finish | None = None) -> dict[str, str]:
    """The files of the site.  ``finish`` may change its scripts and style sheets while pages are printed."""
    large = len(model.definitions) >= LARGE
    checker = beside(lambda: checker_script(model, header(model)), large)
    found = site(model, package)
    _environment()  # once, before there are two processes
    others = beside(lambda: dict(_others(found)), large)
    assets = dict(_assets(model, found))
    if finish is None:
        return {**dict(_pages(found)), **others(), **assets, _CHECKER: checker()}
    finished = finish({**assets, _CHECKER: checker()})
    return {**dict(_pages(found)), **others(), **finished()}


def _pages(found: Site) -> Iterator[tuple[str, str]]:
    environment = _environment()
    page = environment.get_template("type.html.jinja2")
    for one in found.pages:
        yield f"types/{one.file}.html", page.render(site=found, page=one, up="../", policy=POLICY)
        if one.schema_file:
            yield one.schema_file, one.schema
    for name in ("index.html", "playground.html"):
        yield name, environment.get_template(f"{name}.jinja2").render(site=found, up="", policy=POLICY)


def _others(found: Site) -> Iterator[tuple[str, str]]:
    """The same as Markdown and JSON, and the index of the search."""
    environment = _environment()
    markdown = environment.get_template("type.md.jinja2")
    for one in found.pages:
        yield f"markdown/{one.file}.md", _spaced(markdown.render(site=found, page=one))
    yield "markdown/index.md", _spaced(environment.get_template("index.md.jinja2").render(site=found))
    yield "docs.json", docs_json(found)
    yield "assets/search.js", search_script(found)


def _assets(model: Model, found: Site) -> Iterator[tuple[str, str]]:
    """What the pages load, but for the checker."""
    yield "assets/types.js", types_script(model, found)
    yield "assets/reading.js", reading_script(found.header)
    for path in sorted((_HERE / "files").glob("*.*")):  # without the parts of what is put together
        yield f"assets/{path.name}", _COMMENTS[path.suffix] % found.header + path.read_text("utf-8")


def _spaced(markdown: str) -> str:
    """No two empty lines in a row; nothing that a page quotes has an empty line in it."""
    return _EMPTY.sub("\n\n", markdown).strip() + "\n"


@cache
def _environment() -> Environment:
    from codegen.templates import environment

    filters: dict[str, Callable[..., str]] = {
        "content": content,
        "markup": markup,
        "pieces": pieces,
        "md": md,
        "md_code": md_code,
        "md_fence": md_fence,
        "md_pieces": md_pieces,
    }
    made = environment(_HERE / "templates", filters, html=".html.jinja2")
    made.auto_reload = False  # a page does not ask whether its templates have changed since the last one
    return made


def _names(model: Model, package: str) -> Mapping[Origin, str]:
    """The page of each definition, with the anchor of each field and group."""
    found: dict[Origin, str] = {}
    for definition in model.definitions:
        if definition.internal:
            continue
        page = f"docs/{package}/types/{page_file(definition)}.html"
        found[definition.source] = page
        if isinstance(definition.node, Record):
            found |= {f.node.origin: f"{page}#{anchor_of(f.key)}" for f in definition.node.fields}
            found |= {c.origin: f"{page}#group:{anchor_of(c.name)}" for c in definition.node.choices}
    return found


_SUPPORT: dict[str, Support] = dict.fromkeys(sorted(ASSERTING), "verbatim")

TARGET = Target(
    name="docs",
    summary="a static documentation site, also as Markdown and JSON",
    render=render,
    support=_SUPPORT,
    names=_names,
)
