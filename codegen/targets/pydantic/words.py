"""Docstrings: what the schema says about a thing, and what its reader needs to know beyond the type."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator

from codegen.checker.kinds import without_null
from codegen.ir import Array, Choice, Const, Enum, Field, Map, Model, Node, Record, Scalar, Tuple
from codegen.terminal import escape_hidden

__all__ = ["about_choice", "about_field", "about_kind", "about_record", "docstring"]

_QUOTES = re.compile('""+|"$')  # what could end the docstring
WIDTH = 100
MAX_TEXT = 4000  # characters of one description that are taken over
MAX_SHOWN = 80
COUNTS = {
    "exactly one": "exactly one is",
    "at most one": "at most one is",
    "at least one": "at least one is",
}


def docstring(paragraphs: Iterable[str], depth: int) -> list[str]:
    """The lines of a docstring.  The one gate for schema text into comments of Python code."""
    indent = "    " * depth
    wrapped = [
        textwrap.wrap(p[:MAX_TEXT], WIDTH - len(indent), break_long_words=False, break_on_hyphens=False)
        for p in paragraphs
    ]
    blocks = [[_escaped(line) for line in lines] for lines in wrapped if lines]
    if not blocks:
        return []
    if len(blocks) == 1 and len(blocks[0]) == 1 and len(blocks[0][0]) <= WIDTH - len(indent) - 6:
        return [f'{indent}"""{blocks[0][0]}"""']
    lines = [line for number, block in enumerate(blocks) for line in (*([""] if number else []), *block)]
    first, *rest = lines
    return [f'{indent}"""{first}', *(indent + line if line else "" for line in rest), f'{indent}"""']


def _escaped(line: str) -> str:
    """Nothing ends the docstring, nothing is read as an escape, nothing is invisible."""
    doubled = line.replace("\\", "\\\\")
    text = _QUOTES.sub(lambda found: '\\"' * len(found.group()), doubled)
    return escape_hidden(text, lambda code: f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}")


def about_record(node: Record) -> list[str]:
    """The paragraphs of a class."""
    return [node.docs.description or node.docs.title or "", *map(_rule, node.choices)]


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
