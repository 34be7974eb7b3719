"""What docstrings say about a thing: the schema's words, and what its reader needs beyond the type."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.checker.kinds import without_null
from codegen.formula import to_text
from codegen.ir import Array, Choice, Const, Enum, Field, Map, Model, Node, Record, Scalar, Tuple

__all__ = ["about_choice", "about_field", "about_kind", "about_record"]

MAX_SHOWN = 80
COUNTS = {
    "exactly one": "exactly one is",
    "at most one": "at most one is",
    "at least one": "at least one is",
}


def about_record(node: Record) -> list[str]:
    """The paragraphs of a class."""
    formulas = [f"Rule: {to_text(r.expression)}." for r in node.rules]
    if node.schedule is not None:
        formulas.append(f"Learning rate: {to_text(node.schedule.expression)}.")
    return [node.docs.description or node.docs.title or "", *map(_rule, node.choices), *formulas]


def _rule(choice: Choice) -> str:
    names = ", ".join(" and ".join(m.keys) for m in choice.members)
    return f"Set {choice.kind} of {names}."


def about_field(model: Model, field: Field, record: Record, python_name: str) -> list[str]:
    """The paragraphs of a field: its description, then facts."""
    node = field.node
    said = node.docs.description or node.docs.title
    facts = list(_facts(model, node))
    if python_name != field.key:
        facts.append(f"Key: {field.key[:MAX_SHOWN]}.")
    if node.docs.deprecated:
        facts.append("Deprecated.")
    return [" ".join([said.strip(), *facts]).strip()]


def _facts(model: Model, node: Node) -> Iterator[str]:
    inner = without_null(model, node) or node
    match inner:
        case Scalar(kind="string"):
            yield from _sizes("characters", inner.min_length or None, inner.max_length)
            if inner.pattern is not None:
                yield f"Pattern: {inner.pattern[:MAX_SHOWN]}."
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
        yield from _sizes("entries", node.min_properties, node.max_properties)
    elif isinstance(node, (Array, Tuple)):
        yield from _sizes("items", node.min_items, node.max_items)
        if node.unique:
            yield "No two items are equal."


def _sizes(what: str, low: int | None, high: int | None) -> Iterator[str]:
    if low is not None and low == high:
        yield f"Exactly {low} {what}."
    elif low and high is not None:
        yield f"{low} to {high} {what}."
    elif low:
        yield f"At least {low} {what}."
    elif high is not None:
        yield f"At most {high} {what}."


def about_choice(choice: Choice) -> list[str]:
    """The paragraphs of the accessor of a group's value."""
    what = "The members" if choice.kind == "at least one" else "The member"
    end = "None when none is" if choice.kind == "at most one" else COUNTS[choice.kind]
    return [f"{what} of group `{choice.name}` that is set ({end}).", choice.docs.description]


def about_kind(choice: Choice) -> list[str]:
    """The paragraphs of the accessor of a group's kind."""
    if choice.kind == "at least one":
        return [f"The names of the members of group `{choice.name}` that are set."]
    return [f"The name of the member of group `{choice.name}` that is set."]
