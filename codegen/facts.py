"""What readers of generated types need beyond the type, in sentences: ranges, sizes, units, groups.

Hostile text until a target's escaper has passed it.
"""

from __future__ import annotations

from collections.abc import Iterator

from codegen.checker.kinds import without_null
from codegen.ir import Array, Choice, Const, Enum, Map, Model, Node, Scalar, Tuple
from codegen.messages import quantity

__all__ = ["MAX_SHOWN", "facts_of", "rule_of"]

MAX_SHOWN = 80  # characters of one name or value


def rule_of(choice: Choice) -> str:
    """What a group asks for."""
    names = ", ".join(" and ".join(m.keys) for m in choice.members)
    return f"Set {choice.kind} of {names}."


def facts_of(model: Model, node: Node) -> Iterator[str]:
    """Short sentences: range, size, pattern, values that no type shows, unit."""
    inner = without_null(model, node) or node
    match inner:
        case Scalar(kind="string"):
            yield from _sizes("character", inner.min_length or None, inner.max_length)
            if inner.pattern is not None:
                yield f"Pattern: {inner.pattern[:MAX_SHOWN]}."
            if inner.format is not None:
                yield f"Format, not checked: {inner.format[:MAX_SHOWN]}."
        case Scalar():
            yield from _range("", inner)
            if inner.multiple_of is not None:
                yield f"A multiple of {inner.multiple_of.text}."
        case Array(items=Scalar() as each) | Map(values=Scalar() as each):
            yield from _range("Each: ", each)
            yield from _container(inner)
        case Array() | Map() | Tuple():
            yield from _container(inner)
        case Enum(values=values) if not all(isinstance(v.value, str) for v in values):
            shown = ", ".join(v.text[:MAX_SHOWN] for v in values[:20])
            yield f"One of {shown}{', ...' if len(values) > 20 else ''}."
        case Const(value=value) if not isinstance(value.value, str):
            yield f"Always {value.text[:MAX_SHOWN]}."
    unit = node.docs.unit or inner.docs.unit
    if unit:
        yield f"Unit: {unit[:MAX_SHOWN]}."


def _range(before: str, node: Scalar) -> Iterator[str]:
    low, high = node.minimum or node.exclusive_minimum, node.maximum or node.exclusive_maximum
    above, below = ("" if node.minimum else "<"), ("" if node.maximum else "<")
    before = before or "Range: "
    if low and high:
        yield f"{before}{low.text} {above or '<='} x {below or '<='} {high.text}."
    elif low:
        yield f"{before}x {'>' if above else '>='} {low.text}."
    elif high:
        yield f"{before}x {below or '<='} {high.text}."


def _container(node: Node) -> Iterator[str]:
    if isinstance(node, Map):
        yield from _sizes("entry", node.min_properties, node.max_properties)
    elif isinstance(node, (Array, Tuple)):
        yield from _sizes("item", node.min_items, node.max_items)
        if node.unique:
            yield "No two items are equal."


def _sizes(what: str, low: int | None, high: int | None) -> Iterator[str]:
    if low is not None and low == high:
        yield f"Exactly {quantity(low, what)}."
    elif low and high is not None:
        yield f"{low} to {quantity(high, what)}."
    elif low:
        yield f"At least {quantity(low, what)}."
    elif high is not None:
        yield f"At most {quantity(high, what)}."
