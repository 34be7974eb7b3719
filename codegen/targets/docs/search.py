"""The index that the search box reads: a line for every type, property and group."""

from __future__ import annotations

import json
from collections.abc import Iterator

from codegen.targets.docs.pages import Entry, Page, Site
from codegen.targets.docs.scripts import script_safe
from codegen.targets.docs.text import Text

__all__ = ["search_script"]

_quoted = json.encoder.encode_basestring_ascii  # what json.dumps does to a string, without its preparations
MAX_WORDS = 120  # characters of a description that are searched


def search_script(site: Site) -> str:
    """A script that leaves the index for ``site.js``: ``[path, page, anchor, words]`` a line."""
    lines = script_safe(",\n".join([f"[{','.join(map(_quoted, row))}]" for row in _rows(site)]))
    return f"// {site.header}\nwindow.codegenSearch = [\n{lines}\n];\n"


def _rows(site: Site) -> Iterator[tuple[str, str, str, str]]:
    for page in site.pages:
        yield page.name, page.file, "", page.sentence
        for card in page.cards:
            yield f"{page.name}.{card.name}", page.file, card.anchor, card.rule
            for member in card.members:
                yield from (_entry(page, e) for e in member.entries)
        yield from (_entry(page, e) for e in page.entries)


def _entry(page: Page, entry: Entry) -> tuple[str, str, str, str]:
    return f"{page.name}.{entry.key}", page.file, entry.anchor, _plain(entry.about[0] if entry.about else ())


def _plain(text: Text) -> str:
    return "".join(piece.text for piece in text)[:MAX_WORDS]
