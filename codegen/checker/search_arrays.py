"""Issues of arrays and tuples."""

from __future__ import annotations

from codegen import messages
from codegen.checker.kinds import is_any
from codegen.checker.scalars import test_of
from codegen.checker.search import Search, call_search
from codegen.checker.search_scalars import write_sizes
from codegen.checker.source import leaf
from codegen.checker.speech import Code, Path
from codegen.ir import Array, Node, Tuple

__all__ = ["write_array"]


def write_array(search: Search, node: Array | Tuple) -> None:
    """Type, size, and each item."""
    search.type_error(test_of("array", "value"), messages.KINDS["array"])
    write_sizes(search, "items", "item", node.min_items, node.max_items)
    prefix = node.prefix if isinstance(node, Tuple) else ()
    for number, part in enumerate(prefix):
        if not is_any(part):
            search.lines.add(f"if len(value) > {number}:")
            search.lines.depth += 1
            call_search(search, part, f"value[{number}]", Path().child(str(number)))
            search.lines.depth -= 1
    _items(search, node.rest if isinstance(node, Tuple) else node.items, len(prefix))
    if node.unique:
        search.unless(leaf("_distinct(value)"), "unique", found=Code("_equal_items(value)"))


def _items(search: Search, node: Node, first: int) -> None:
    if is_any(node):
        return
    values = f"enumerate(value[{first}:], {first})" if first else "enumerate(value)"
    name = "for number, item in" if not _never(node) else "for number in"
    search.lines.add(f"{name} {values if not _never(node) else f'range({first}, len(value))'}:")
    search.lines.depth += 1
    call_search(search, node, "item", Path().child("number"))
    search.lines.depth -= 1


def _never(node: Node) -> bool:
    from codegen.ir import Never

    return isinstance(node, Never) and not node.residuals
