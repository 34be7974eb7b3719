"""From a node to functions that find every issue of a value.

Each takes the value and the issues found so far, which know where the reading is.  The words are those of
:mod:`codegen.checker.search`, and they are found in the same order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from codegen import messages
from codegen.checker.bare import keys_for_bare
from codegen.checker.kinds import is_any
from codegen.checker.search import said_name, summary_of
from codegen.checker.search_shared import share_key, share_summary, share_words
from codegen.checker.source import FALSE, TRUE, Expr, leaf
from codegen.checker.speech import Code
from codegen.ir import (
    AnyValue,
    Array,
    Const,
    Definition,
    Enum,
    Map,
    Never,
    Node,
    Record,
    Ref,
    Scalar,
    Tuple,
    Union,
)
from codegen.javascript.book import Book
from codegen.javascript.source import Lines, quote

__all__ = ["SHOWN", "Search", "check_function", "check_name", "fits", "node_function", "test", "write_shape"]

#: The value a function is about, as messages show it.
SHOWN = Code("shown(value)")


@dataclass(slots=True)
class Search:
    """The body of one function while it is written.  ``type`` is what its keys are keys of, in messages."""

    book: Book
    type: str
    lines: Lines = field(default_factory=Lines)

    def add(self, code: str, **values: str) -> None:
        """An issue at the value."""
        self.lines.call("issues.add", [f'"{code}"', speech(code, values)])

    def unless(self, accepted: Expr, code: str, **values: str) -> None:
        """An issue unless something holds."""
        self.lines.unless(accepted, lambda: self.add(code, **values))

    def wrong_type(self, expected: str, members: tuple[Node, ...] = ()) -> None:
        """The value has the type of none of some alternatives."""
        words = speech("type", {"expected": expected, "found": SHOWN})
        keys = keys_for_bare(self.book.model, members)
        if keys:
            pairs = ", ".join(f"{kind}: {quote(key)}" for kind, key in keys.items())
            self.lines.call("issues.bare", [words, "value", f"{{ {pairs} }}"])
        else:
            self.lines.call("issues.add", ['"type"', words])

    def type_error(self, accepted: Expr, expected: str, members: tuple[Node, ...] = ()) -> None:
        """An issue and the end of the function unless the value has the right type."""

        def write() -> None:
            self.wrong_type(expected, members)
            self.lines.add("return;")

        self.lines.unless(accepted, write)

    def call(self, node: Node, x: str = "value") -> None:
        """A call that finds the issues of a node in the same value."""
        name = check_name(self.book, node, self.type)
        if name is not None:
            self.lines.call(name, [x, "issues"])

    def at(self, step: str, node: Node, x: str) -> None:
        """The same for a child, whose key or index is ``step``."""
        name = check_name(self.book, node, self.type)
        if name is not None:
            self.lines.call("issues.at", [step, name, x])

    def function(self, name: str, summary: str) -> list[str]:
        """The whole function."""
        lines = self.lines.lines
        if lines[-2:] == ["    return;", "  }"]:
            del lines[-2]  # nothing comes behind it
        return [f"/** {summary} */", f"function {name}(value, issues) {{", *lines, "}"]


def speech(code: str, values: dict[str, str]) -> str:
    """The message of an issue: the schema's part as literals, the document's part as code."""
    parts: list[str] = []
    text = ""
    for before, place in messages.fields(code):
        text += before
        value = values.get(place, "")
        if isinstance(value, Code):
            parts += [quote(text)] if text else []
            parts.append(value)
            text = ""
        else:
            text += value
    return " + ".join([*parts, quote(text)] if text or not parts else parts)


def check_function(book: Book, definition: Definition) -> list[str]:
    """The function that finds the issues of a value of a definition."""
    name = said_name(book, definition)
    return node_function(book, book.searches[definition.key], definition.node, name, f"{name}.")


def node_function(book: Book, name: str, node: Node, type_name: str, summary: str) -> list[str]:
    """The function for a node: its shape, then everything that stands beside it."""
    search = Search(book, type_name)
    write_shape(search, node)
    if node.residuals:
        from codegen.javascript.rules import write_rules

        write_rules(search, node)
    return search.function(name, summary)


def check_name(book: Book, node: Node, type_name: str) -> str | None:
    """The name of the function that finds the issues of a node; None when nothing can be wrong."""
    if is_any(node):
        return None
    if isinstance(node, Never) and not node.residuals:
        return "never"
    if isinstance(node, Ref) and not node.residuals:
        return book.searches[node.target]
    found = _shared(book, node)
    if found is not None:
        return found

    def write(name: str) -> list[str]:
        summary = summary_of(book, node, type_name).replace("``", "`")
        return node_function(book, name, node, type_name, summary)

    return book.helper(node, f"check in {type_name}", "check", write)


def _shared(book: Book, node: Node) -> str | None:
    """The function of nodes that say the same: scalars, fixed values, choices of named types; else None."""
    key = share_key(node)
    if key is None or key in book.shared:
        return book.shared.get(key)

    def write(name: str) -> list[str]:
        search = Search(book, "")
        write_shape(search, node)
        return search.function(name, share_summary(book, node))

    words = share_words(node, lambda target: book.type_name(book.model.definition(target)))
    return book.share(key, "check", [words], write)


def test(search: Search, node: Node, x: str) -> Expr:
    """Whether a node accepts the value that ``x`` names."""
    always = search.book.always(node)
    if always is not None:
        return TRUE if always else FALSE
    name = check_name(search.book, node, search.type)
    return TRUE if name is None else fits(name, x)


def fits(name: str, x: str) -> Expr:
    """Whether a function finds nothing."""
    return leaf(f"fits({name}, {x})", f"!fits({name}, {x})")


def write_shape(search: Search, node: Node) -> None:
    """Statements for a node without its residuals."""
    _writers()[type(node)](search, node)


@cache  # they import this module, and cannot be imported before it
def _writers() -> Mapping[type[Node], Callable[[Search, Any], None]]:
    from codegen.javascript.arrays import write_array
    from codegen.javascript.objects import write_map, write_record
    from codegen.javascript.scalars import write_scalar, write_values
    from codegen.javascript.unions import call_union, write_union

    def union(search: Search, node: Union) -> None:
        if node.residuals:
            call_union(search, node, node.members, node.kind)  # it returns early, and more is to come
        else:
            write_union(search, node.members, node.kind)

    return {
        AnyValue: lambda search, node: None,
        Never: lambda search, node: search.add("not-allowed"),
        Scalar: write_scalar,
        Const: lambda search, node: write_values(search, (node.value,), "const"),
        Enum: lambda search, node: write_values(search, node.values, "enum"),
        Ref: lambda search, node: search.lines.call(search.book.searches[node.target], ["value", "issues"]),
        Record: write_record,
        Map: write_map,
        Array: write_array,
        Tuple: write_array,
        Union: union,
    }
