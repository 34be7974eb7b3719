"""``docs.json``: what the pages say, for other programs."""

from __future__ import annotations

from typing import Any

from codegen.jsontext import pretty
from codegen.targets.docs.pages import Card, Entry, Example, Page, Site
from codegen.targets.docs.text import Text

__all__ = ["docs_json"]


def docs_json(site: Site) -> str:
    """The whole site as JSON.  Texts are plain, with code between backticks."""
    return pretty(
        {
            "$comment": site.header,
            "title": site.title,
            "version": site.version,
            "schema_sha256": site.digest,
            "types": [_type(p) for p in site.pages],
        }
    )


def _type(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": page.name,
        "page": f"types/{page.file}.html",
        "about": [_plain(t) for t in page.about],
        "kind": _plain(page.kind),
        "groups": [_group(c) for c in page.cards],
        "properties": [_entry(e) for c in page.cards for m in c.members for e in m.entries]
        + [_entry(e) for e in page.entries],
        "rules": [_plain(t) for t in page.rules],
        "used_by": [p.text for p in page.used_by if p.kind == "link"],
    }
    return found | ({"example": page.example.json} if page.example else {})


def _group(card: Card) -> dict[str, Any]:
    return {
        "name": card.name,
        "anchor": card.anchor,
        "rule": card.rule,
        "about": [_plain(t) for t in card.about],
        "members": [
            {"keys": [p.text for p in m.keys if p.kind == "link"]} | _example(m.example) for m in card.members
        ],
    }


def _example(example: Example | None) -> dict[str, str]:
    return {"example": example.json} if example is not None else {}


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "key": entry.key,
        "anchor": entry.anchor,
        "type": _plain(entry.type),
        "state": entry.state,
        "about": [_plain(t) for t in entry.about],
        "facts": {f.label: _plain(f.text) for f in entry.facts},
        "when_unset": _plain(entry.unset),
    } | ({"default": entry.default} if entry.default else {})


def _plain(text: Text) -> str:
    return "".join(f"`{p.text}`" if p.kind == "code" else p.text for p in text)
