"""Arrays and tuples."""

from __future__ import annotations

from codegen.checker.accept import call_each, need
from codegen.checker.body import Body
from codegen.checker.book import Book
from codegen.checker.kinds import is_any
from codegen.checker.scalars import sizes, test_of
from codegen.checker.source import Expr, all_of, leaf
from codegen.ir import Array, Never, Node, Tuple

__all__ = ["need_array", "small_array"]


def need_array(body: Body, node: Array | Tuple, x: str, trusted: bool) -> None:
    """Statements that return False unless ``x`` is such an array (residuals are not looked at)."""
    body.lines.refuse(all_of([test_of("array", x), *_sizes(node, x)]))
    if isinstance(node, Tuple):
        for number, part in enumerate(node.prefix):
            if is_any(part) and trusted:
                continue
            body.lines.add(f"if len({x}) > {number}:")
            body.lines.depth += 1
            _named(body, part, f"{x}[{number}]", trusted)
            body.lines.depth -= 1
        if not isinstance(node.rest, Never):
            _items(body, node.rest, f"{x}[{len(node.prefix)}:]", trusted)
    else:
        _items(body, node.items, x, trusted)
    if node.unique:
        body.lines.refuse(leaf(f"_distinct({x})"))


def _sizes(node: Array | Tuple, x: str) -> list[Expr]:
    high = node.max_items
    rest = node.rest if isinstance(node, Tuple) else node.items
    if isinstance(rest, Never):
        most = len(node.prefix) if isinstance(node, Tuple) else 0
        high = most if high is None else min(high, most)
    if high is not None and node.min_items == high:
        return [leaf(f"len({x}) == {high}", f"len({x}) != {high}")]
    return sizes(x, node.min_items, high)


def _named(body: Body, node: Node, source: str, trusted: bool) -> None:
    item = body.taken.give("item")
    body.lines.add(f"{item} = {source}")
    need(body, node, item, trusted)


def _items(body: Body, node: Node, values: str, trusted: bool) -> None:
    """One rule for many items."""
    if isinstance(node, Never):
        return  # the size says so
    if is_any(node):
        if not trusted:
            body.lines.refuse(leaf(f"_is_json({values})"))
        return
    each = call_each(body.book, node, values)
    if each is not None:
        body.lines.refuse(each)
        return
    item = body.taken.give("item")
    body.lines.add(f"for {item} in {values}:")
    body.lines.depth += 1
    before = len(body.lines.lines)
    need(body, node, item, trusted)
    if len(body.lines.lines) == before:
        body.lines.add("pass")
    body.lines.depth -= 1


def small_array(book: Book, node: Array | Tuple, x: str, trusted: bool) -> Expr | None:
    """An array of anything as an expression; None when it takes statements."""
    if isinstance(node, Tuple) or not (is_any(node.items) or isinstance(node.items, Never)):
        return None
    parts = [test_of("array", x), *_sizes(node, x)]
    if not trusted and not isinstance(node.items, Never):
        parts.append(leaf(f"_is_json({x})"))
    if node.unique:
        parts.append(leaf(f"_distinct({x})"))
    return all_of(parts)
