"""What is meant by a bare value where an object should stand: ``0.001`` for ``{"constant": 0.001}``."""

from __future__ import annotations

from codegen.checker.kinds import follow, kinds
from codegen.ir import Model, Node, Record

__all__ = ["keys_for_bare"]

#: Types whose values a message shows whole, and a hint can repeat.
_BARE = ("boolean", "number", "string")


def keys_for_bare(model: Model, members: tuple[Node, ...]) -> dict[str, str]:
    """By JSON type, the one key that takes such a value, of the one object among some alternatives.

    Only when the object wants exactly one member of one group and nothing else, and that key is one.
    """
    records = [r for m in members if isinstance(r := follow(model, m), Record)]
    if len(records) != 1:
        return {}
    (record,) = records
    needed = [c for c in record.choices if c.kind != "at most one"]
    required = record.required_extra or any(f.required for f in record.fields)
    if required or [c.kind for c in needed] != ["exactly one"]:
        return {}
    alone = {m.keys[0] for m in needed[0].members if len(m.keys) == 1}
    found: dict[str, list[str]] = {kind: [] for kind in _BARE}
    for field in record.fields:
        if field.key in alone:
            for kind in kinds(model, field.node):
                if kind in found:
                    found[kind].append(field.key)
    return {kind: keys[0] for kind, keys in found.items() if len(keys) == 1}
