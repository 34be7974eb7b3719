"""Property groups: what makes their messages readable."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from codegen.errors import Origin
from codegen.ir import Choice, Field, Node, PatternField, Record, Residual
from codegen.linting.place import Finding, Subject

__all__ = ["group_member_order", "group_without_title"]


def group_without_title(subject: Subject) -> Iterator[Finding]:
    """Groups whose name had to be made from their members."""
    for _, choice in _groups(subject):
        if not choice.named:
            members = _listed(choice)
            message = f"the group of {members} ({choice.kind}) has no name for messages and models"
            hint = 'put the rule into allOf, with a "title" that names what is chosen'
            yield Finding(choice.origin, message, hint)


def group_member_order(subject: Subject) -> Iterator[Finding]:
    """Groups that list their members otherwise than the object does."""
    for record, choice in _groups(subject):
        places = {f.key: n for n, f in enumerate(record.fields)}
        order = [places[m.keys[0]] for m in choice.members if m.keys[0] in places]
        if choice.named and order != sorted(order):
            right = [f.key for f in record.fields if any(f.key == m.keys[0] for m in choice.members)]
            message = f"the group {choice.name} names {_listed(choice)} in another order than properties"
            yield Finding(choice.origin, message, f"name them in the order {', '.join(right[:20])}")


def _listed(choice: Choice) -> str:
    names = [" and ".join(m.keys) for m in choice.members]
    return ", ".join(names[:7]) + (", …" if len(names) > 7 else "")


def _groups(subject: Subject) -> list[tuple[Record, Choice]]:
    """Each group once, with an object it belongs to."""
    found: dict[Origin, tuple[Record, Choice]] = {}
    for definition in subject.model.definitions:
        for record in _records(definition.node):
            for choice in record.choices:
                found.setdefault(choice.origin, (record, choice))
    return list(found.values())


def _records(node: object) -> Iterator[Record]:
    """The objects in a node, without following references."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Record):
            yield one
        if isinstance(one, tuple):
            waiting.extend(reversed(one))
        elif isinstance(one, (Node, Field, PatternField, Residual)):
            waiting.extend(getattr(one, f.name) for f in reversed(fields(one)))
