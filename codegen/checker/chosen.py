"""Closed objects that are nothing but one group: find the key that is set, then judge its value.

Such objects are the commonest ones in configurations (a learning rate has exactly one form), and most
hold a single key.  Reading them this way costs two thirds of asking for every declared key.
"""

from __future__ import annotations

from codegen.checker.accept import need
from codegen.checker.body import Body
from codegen.checker.kinds import kinds, without_null
from codegen.checker.scalars import test_of
from codegen.checker.source import leaf, quote
from codegen.ir import Never, Node, Record

__all__ = ["is_chosen", "need_chosen"]

MAX_MEMBERS = 12


def is_chosen(node: Record) -> bool:
    """Whether a record is closed and its keys are the members of one group, of which exactly one is set."""
    open_ended = node.patterns or node.required_extra or not isinstance(node.additional, Never)
    if open_ended or len(node.choices) != 1 or node.min_properties or node.max_properties is not None:
        return False
    choice = node.choices[0]
    keys = [m.keys[0] for m in choice.members if len(m.keys) == 1 and not m.null_is_set]
    return (
        choice.kind == "exactly one"
        and len(keys) == len(choice.members) <= MAX_MEMBERS
        and keys == list(dict.fromkeys(keys))
        and set(keys) == {f.key for f in node.fields}
        and not any(f.required or isinstance(f.node, Never) for f in node.fields)
    )


def need_chosen(body: Body, node: Record, x: str, trusted: bool) -> None:
    """Statements that return False unless exactly one key is set, and set well."""
    lines, book = body.lines, body.book
    chosen, key, item = (body.taken.give(name) for name in ("chosen", "key", "item"))
    lines.refuse(test_of("object", x))
    nullable = [quote(f.key) for f in node.fields if "null" in kinds(book.model, f.node)]
    lines.add(f"if len({x}) == 1:")
    lines.add(f"    ({chosen},) = {x}")
    lines.add("else:")
    lines.depth += 1
    lines.add(f"{chosen} = None")
    lines.add(f"for {key}, {item} in {x}.items():")
    lines.add(f"    if {item} is not None:")
    lines.add(f"        if {chosen} is not None:")
    lines.add("            return False")
    lines.add(f"        {chosen} = {key}")
    if nullable:
        shown = ", ".join(nullable) + ("," if len(nullable) == 1 else "")
        names = book.constant("NULLABLE", book.title(node.origin), f"frozenset(({shown}))")
        lines.add(f"    elif {key} not in {names}:")
    else:
        lines.add("    else:")
    lines.add("        return False")
    lines.depth -= 1
    keyword = "if"
    for field in node.fields:
        lines.when(leaf(f"{chosen} == {quote(field.key)}"), keyword)
        lines.depth += 1
        _judge(body, field.node, x, field.key, trusted)
        lines.depth -= 1
        keyword = "elif"
    lines.add("else:")
    lines.add("    return False")


def _judge(body: Body, node: Node, x: str, key: str, trusted: bool) -> None:
    """The value of the chosen key; null would not be set."""
    from codegen.checker.names import identifier

    name = body.taken.give(identifier(key))
    body.lines.add(f"{name} = {x}[{quote(key)}]")
    rest = without_null(body.book.model, node)
    if rest is None and "null" in kinds(body.book.model, node):
        body.lines.refuse(leaf(f"{name} is not None", f"{name} is None"))
    need(body, rest if rest is not None else node, name, trusted)
