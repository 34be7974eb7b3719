"""Issues of arrays and tuples."""

from __future__ import annotations

from functools import partial

from codegen import messages
from codegen.checker.kinds import is_any
from codegen.ir import Array, Tuple
from codegen.javascript.scalars import type_test, write_sizes
from codegen.javascript.search import Search, check_name
from codegen.javascript.source import quote

__all__ = ["write_array"]


def write_array(search: Search, node: Array | Tuple) -> None:
    """Type, size, and each item."""
    search.type_error(type_test("array"), messages.KINDS["array"])
    write_sizes(search, "items", node.min_items, node.max_items)
    prefix = node.prefix if isinstance(node, Tuple) else ()
    lines = search.lines
    for number, part in enumerate(prefix):
        if not is_any(part):
            write = partial(search.at, str(number), part, f"value[{number}]")
            lines.block(f"if (value.length > {number})", write)
    rest = node.rest if isinstance(node, Tuple) else node.items
    name = check_name(search.book, rest, search.type)
    if name is not None:
        lines.call("issues.items", ["value", name, *([str(len(prefix))] if prefix else [])])
    if node.unique:
        search.lines.add("const same = equalItems(value);")
        words = [quote(text) for text, _ in messages.fields("unique")]
        lines.block(
            'if (same !== "")', lambda: lines.call("issues.add", ['"unique"', " + same + ".join(words)])
        )
