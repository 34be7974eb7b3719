"""``docs.json``: what the pages say, for other programs."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from codegen.jsontext import line
from codegen.targets.docs.pages import Card, Entry, Example, Formula, Page, Site
from codegen.targets.docs.text import Text

__all__ = ["docs_json"]

_MARKS = {"code": "`{}`", "block": "```\n{}\n```"}


def docs_json(site: Site) -> str:
    """The whole site as JSON, a line for each type.  Texts are plain, with code between backticks."""
    head = {
        "$comment": site.header,
        "title": site.title,
        "version": site.version,
        "schema_sha256": site.digest,
    }
    types = ",\n".join(line(_type(page)) for page in site.pages)
    return f'{line(head)[:-1]}, "types": [\n{types}\n]}}\n'


def _type(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": page.name,
        "page": f"types/{page.file}.html",
        "about": [_plain(t) for t in page.about],
        "kind": _plain(page.kind),
        "groups": [_group(c) for c in page.cards],
        "properties": [_entry(e) for c in page.cards for m in c.members for e in m.entries]
        + [_entry(e) for e in page.entries],
        "rules": [_plain(t) for t in (*page.own_rules, *page.rules)],
        "used_by": [p.text for p in page.used_by if p.kind == "link"],
    }
    if page.formula is not None:
        found["schedule"] = _schedule(page.formula)
    return found | _example(page.example)


def _schedule(formula: Formula) -> dict[str, Any]:
    found: dict[str, Any] = {"formula": formula.text, "words": formula.words}
    if formula.drawing is not None:
        found["curve"] = [list(point) for point in formula.drawing.curve.points]
    return found


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


def _example(example: Example | None) -> dict[str, Any]:
    return {"example": example.value} if example is not None else {}


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "key": entry.key,
        "anchor": entry.anchor,
        "type": _plain(entry.type),
        "state": entry.state,
        "about": [_plain(t) for t in entry.about],
        "facts": _facts(entry),
        "when_unset": _plain(entry.unset),
    } | ({"default": entry.default} if entry.default else {})


def _facts(entry: Entry) -> dict[str, str]:
    found: dict[str, str] = {}
    for label, text in entry.facts:  # there may be several rules
        found[label] = f"{found[label]} {_plain(text)}" if label in found else _plain(text)
    return found


@lru_cache(4096)
def _plain(text: Text) -> str:
    return "".join([_MARKS[p.kind].format(p.text) if p.kind in _MARKS else p.text for p in text])
