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
    fields = [(f.key, kinds(model, f.node)) for f in record.fields if f.key in alone]
    found = {kind: [key for key, taken in fields if kind in taken] for kind in _BARE}
    return {kind: keys[0] for kind, keys in found.items() if len(keys) == 1}
