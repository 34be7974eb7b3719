"""``docs.json``: what the pages say, for other programs."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from codegen.jsontext import line, plain_line
from codegen.targets.docs.pages import Card, Entry, Example, Formula, Member, Page, Site
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
    types = ",\n".join(map(_type, site.pages))
    return f'{line(head)[:-1]}, "types": [\n{types}\n]}}\n'


def _type(page: Page) -> str:
    """A line.  All but the examples is of builtin types, which are quicker to print on their own."""
    head = {
        "name": page.name,
        "page": f"types/{page.file}.html",
        "about": [_plain(t) for t in page.about],
        "kind": _plain(page.kind),
    }
    rest: dict[str, Any] = {
        "properties": [_entry(e) for c in page.cards for m in c.members for e in m.entries]
        + [_entry(e) for e in page.entries],
        "rules": [_plain(t) for t in (*page.own_rules, *page.rules)],
        "used_by": [p.text for p in page.used_by if p.kind == "link"],
    }
    if page.formula is not None:
        rest["schedule"] = _schedule(page.formula)
    groups = ", ".join(map(_group, page.cards))
    return (
        f'{plain_line(head)[:-1]}, "groups": [{groups}], {plain_line(rest)[1:-1]}{_example(page.example)}}}'
    )


def _schedule(formula: Formula) -> dict[str, Any]:
    found: dict[str, Any] = {"formula": formula.text, "words": formula.words}
    if formula.drawing is not None:
        found["curve"] = [list(point) for point in formula.drawing.curve.points]
    return found


def _group(card: Card) -> str:
    head = {
        "name": card.name,
        "anchor": card.anchor,
        "rule": card.rule,
        "about": [_plain(t) for t in card.about],
    }
    members = ", ".join(map(_member, card.members))
    return f'{line(head)[:-1]}, "members": [{members}]}}'


def _member(member: Member) -> str:
    keys = [p.text for p in member.keys if p.kind == "link"]
    return f'{{"keys": {line(keys)}{_example(member.example)}}}'


def _example(example: Example | None) -> str:
    """The last key of an object."""
    return f', "example": {line(example.value)}' if example is not None else ""


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
