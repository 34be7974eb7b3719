"""From a node to functions that find every issue of a value.

Each function takes the value, its path and the list of issues.  They run only on what ``accepts`` has refused
and what is plain JSON throughout, so they may take their time: one function a node, and nothing inlined.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from codegen.checker.bare import keys_for_bare
from codegen.checker.book import Book
from codegen.checker.kinds import is_any
from codegen.checker.source import FALSE, TRUE, Expr, Lines, negate, quote
from codegen.checker.speech import Code, Path, say, speech
from codegen.errors import Origin
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

__all__ = ["SHOWN", "Search", "call_search", "says_something", "search_function", "search_name", "searcher"]

#: The value a function is about, as messages show it.
SHOWN = Code("_shown(value)")


@dataclass(slots=True)
class Search:
    """The body of one function while it is written.  ``type`` is what its keys are keys of, in messages."""

    book: Book
    type: str
    lines: Lines = field(default_factory=lambda: Lines(depth=1))

    def add(self, code: str, path: Path | None = None, **values: str) -> None:
        """An issue at a path (the function's own, if none is given)."""
        say(self.lines, "issues.add", [str(path or Path()), f'"{code}"'], speech(code, values))

    def unless(self, accepted: Expr, code: str, **values: str) -> None:
        """An issue unless something holds."""
        if accepted == TRUE:
            return
        if accepted == FALSE:
            say(self.lines, "issues.add", ["path", f'"{code}"'], speech(code, values))
            return
        self.lines.when(negate(accepted))
        self.indented(lambda: say(self.lines, "issues.add", ["path", f'"{code}"'], speech(code, values)))

    def wrong_type(self, expected: str, members: tuple[Node, ...] = ()) -> None:
        """The value has the type of none of some alternatives."""
        words = speech("type", {"expected": expected, "found": SHOWN})
        keys = keys_for_bare(self.book.model, members)
        if keys:
            pairs = ", ".join(f"{quote(kind)}: {quote(key)}" for kind, key in keys.items())
            say(self.lines, "issues.bare", ["path"], words, ("value", f"{{{pairs}}}"))
        else:
            say(self.lines, "issues.add", ["path", '"type"'], words)

    def type_error(self, accepted: Expr, expected: str, members: tuple[Node, ...] = ()) -> None:
        """An issue and the end of the function unless the value has the right type."""
        self.lines.when(negate(accepted))
        self.indented(lambda: self.wrong_type(expected, members))
        self.lines.add("    return")

    def indented(self, write: Callable[[], None]) -> None:
        """One level deeper; ``pass`` when there is nothing to write."""
        self.lines.depth += 1
        before = len(self.lines.lines)
        write()
        if len(self.lines.lines) == before:
            self.lines.add("pass")
        self.lines.depth -= 1

    def function(self, name: str, summary: str) -> list[str]:
        """The whole function."""
        lines = self.lines.lines
        if lines[-1:] == ["        return"] and lines[-2].startswith("        "):
            lines.pop()  # nothing comes behind it
        head = f"def {name}(value: object, path: _Path, issues: _Issues) -> None:"
        if len(head) > 100:
            head = f"def {name}(\n    value: object, path: _Path, issues: _Issues\n) -> None:"
        return [head, f'    """{summary}"""', *lines]


def search_function(book: Book, key: str) -> list[str]:
    """The function that finds the issues of a value of a definition."""
    definition = book.model.definition(key)
    name = said_name(book, definition)
    return _function(book, book.searches[key], definition.node, name, f"{_plain(name)}.")


def search_name(book: Book, node: Node, name: str) -> str:
    """The name of such a function for any node."""
    found = searcher(book, node, name)
    return found if found is not None else _nothing(book)


def _nothing(book: Book) -> str:
    def write(name: str) -> list[str]:
        return Search(book, "").function(name, "Every JSON value is fine.")

    return book.share("nothing", "check", ["anything"], write)


def _function(book: Book, name: str, node: Node, type_name: str, summary: str) -> list[str]:
    from codegen.checker.search_rules import write_rules

    search = Search(book, type_name)
    write_shape(search, node)
    write_rules(search, node)
    return search.function(name, summary)


def summary_of(book: Book, node: Node, type_name: str) -> str:
    """A docstring for the function of a node inside a definition; nothing in it but plain letters."""
    last = book.title(node.origin)[-1]
    inside = last != type_name and last.isidentifier()
    return f"``{_plain(last)}`` of {_plain(type_name)}." if inside else f"{_plain(type_name)}."


def _plain(name: str) -> str:
    return quote(name)[1:-1] if name.isidentifier() else "A value of the schema"


def said_name(book: Book, definition: Definition) -> str:
    """The name of a definition in messages: a part of a rule goes by the name of what it is a rule for."""
    at: str | None = definition.source.pointer
    while at is not None:
        owner = book.named(Origin(definition.source.document, at))
        if owner is not None:
            return book.type_name(owner)
        at = _owner(at)
    return book.type_name(definition)


def _owner(pointer: str) -> str | None:
    """The pointer of the schema that an in-place part is a part of."""
    head, _, last = pointer.rpartition("/")
    if last in ("if", "then", "else", "not"):
        return head
    above, _, keyword = head.rpartition("/")
    return above if keyword in ("allOf", "anyOf", "oneOf", "dependentSchemas") else None


def searcher(book: Book, node: Node, type_name: str) -> str | None:
    """The name of the function that finds the issues of a node; None when nothing can be wrong."""
    from codegen.checker.search_shared import shared

    if is_any(node):
        return None
    if isinstance(node, Ref) and not node.residuals:
        return book.searches[node.target]
    found = shared(book, node)
    if found is not None:
        return found

    def write(name: str) -> list[str]:
        return _function(book, name, node, type_name, summary_of(book, node, type_name))

    return book.helper(node, f"check in {type_name}", "check", write)


def says_something(search: Search, node: Node) -> bool:
    """Whether a value can be wrong."""
    return not is_any(node)


def call_search(search: Search, node: Node, x: str, path: Path) -> None:
    """A call that finds the issues of a node; a statement that there is one for ``false``."""
    if isinstance(node, Never) and not node.residuals:
        search.add("not-allowed", path)
        return
    name = searcher(search.book, node, search.type)
    if name is not None:
        say(search.lines, name, [x, str(path)], ["issues"])


def write_shape(search: Search, node: Node) -> None:
    """Statements for a node without its residuals."""
    from codegen.checker.search_arrays import write_array
    from codegen.checker.search_objects import write_map, write_record
    from codegen.checker.search_scalars import write_scalar, write_values
    from codegen.checker.search_unions import call_union, write_union

    match node:
        case AnyValue():
            return
        case Never():
            search.add("not-allowed")
        case Scalar():
            write_scalar(search, node)
        case Const(value=value):
            write_values(search, (value,), "const")
        case Enum(values=values):
            write_values(search, values, "enum")
        case Ref(target=target):
            search.lines.add(f"{search.book.searches[target]}(value, path, issues)")
        case Record():
            write_record(search, node)
        case Map():
            write_map(search, node)
        case Array() | Tuple():
            write_array(search, node)
        case Union(members=members, kind=kind) if node.residuals:
            call_union(search, node, members, kind)  # it returns early, and more is to come
        case Union(members=members, kind=kind):
            write_union(search, members, kind)
