"""From a node to functions that find every issue of a value.

Each function takes the value, its path and the list of issues.  They run only on what ``accepts`` has refused
and what is plain JSON throughout, so they may take their time: one function a node, and nothing inlined.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from codegen.checker.book import Book
from codegen.checker.kinds import is_any
from codegen.checker.names import Taken
from codegen.checker.source import Expr, Lines
from codegen.checker.speech import Code, Path, say, speech
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

__all__ = ["SHOWN", "Search", "call_search", "search_function", "search_name", "searcher"]

HEAD = "def {name}(value: object, path: _Path, issues: _Issues) -> None:"
#: The value a function is about, as messages show it.
SHOWN = Code("_shown(value)")


@dataclass(slots=True)
class Search:
    """The body of one function while it is written.  ``type`` is what its keys are keys of, in messages."""

    book: Book
    type: str
    lines: Lines = field(default_factory=lambda: Lines(depth=1))
    taken: Taken = field(default_factory=lambda: Taken({"value", "path", "issues", "key", "item", "number"}))

    def add(self, code: str, path: Path | None = None, **values: str) -> None:
        """An issue at a path (the function's own, if none is given)."""
        arguments = [str(path or Path()), f'"{code}"']
        say(self.lines, "issues.add", arguments, speech(code, **values))

    def unless(self, accepted: Expr, code: str, **values: str) -> None:
        """An issue unless something holds."""
        from codegen.checker.source import FALSE, TRUE, negate

        if accepted == TRUE:
            return
        if accepted != FALSE:
            self.lines.when(negate(accepted))
        self.lines.depth += accepted != FALSE
        self.add(code, **values)
        self.lines.depth -= accepted != FALSE

    def type_error(self, accepted: Expr, expected: str) -> None:
        """An issue and the end of the function unless the value has the right type."""
        self.unless(accepted, "type", expected=expected, found=SHOWN)
        self.lines.add("    return")

    def named(self, type_name: str) -> Search:
        """The same body, with keys of another type."""
        return replace(self, type=type_name)


def search_function(book: Book, key: str) -> list[str]:
    """The function that finds the issues of a value of a definition."""
    definition = book.model.definition(key)
    return _function(book, book.searches[key], definition.node, said_name(book, definition))


def search_name(book: Book, node: Node, name: str) -> str:
    """The name of such a function for any node."""
    found = searcher(book, node, name)
    return found if found is not None else _nothing(book)


def _nothing(book: Book) -> str:
    def write(name: str) -> list[str]:
        return [HEAD.format(name=name), '    """Every JSON value is fine."""']

    return book.share("nothing", "check", ["anything"], write)


def _function(book: Book, name: str, node: Node, type_name: str) -> list[str]:
    search = Search(book, type_name)
    write_shape(search, node)
    from codegen.checker.search_rules import write_rules

    write_rules(search, node)
    summary = docstring(type_name)
    if not search.lines.lines:
        return [HEAD.format(name=name), f'    """{summary}  Nothing can be wrong with it."""']
    return [HEAD.format(name=name), f'    """{summary}"""', *search.lines.lines]


def docstring(type_name: str) -> str:
    """What a function is about, from a name that may be anything."""
    from codegen.checker.source import quote

    return f"{quote(type_name)[1:-1]}." if type_name.isidentifier() else "A value of the schema."


def said_name(book: Book, definition: Definition) -> str:
    """The name of a definition in messages: a part of a rule goes by the name of what it is a rule for."""
    pointer, document = definition.source.pointer, definition.source.document
    names = {d.source: d for d in book.model.definitions if not d.internal}
    from codegen.errors import Origin

    while definition.internal and "/" in pointer:
        above = _owner(pointer)
        if above is None:
            break
        pointer = above
        owner = names.get(Origin(document, pointer))
        if owner is not None:
            return book.type_name(owner)
    return book.type_name(definition)


def _owner(pointer: str) -> str | None:
    """The pointer of the schema that an in-place part is a part of."""
    head, _, last = pointer.rpartition("/")
    if last in ("if", "then", "else", "not"):
        return head
    above, _, keyword = head.rpartition("/")
    if keyword in ("allOf", "anyOf", "oneOf", "dependentSchemas"):
        return above
    return None


def searcher(book: Book, node: Node, type_name: str) -> str | None:
    """The name of the function that finds the issues of a node; None when nothing can be wrong."""
    if is_any(node):
        return None
    if isinstance(node, Ref) and not node.residuals:
        return book.searches[node.target]
    if isinstance(node, Scalar) and not node.residuals:
        from codegen.checker.search_scalars import shared_scalar

        return shared_scalar(book, node)

    def write(name: str) -> list[str]:
        return _function(book, name, node, type_name)

    return book.helper(node, f"check in {type_name}", "check", write)


def call_search(search: Search, node: Node, x: str, path: Path) -> None:
    """A call that finds the issues of a node; a statement that there is one for ``false``."""
    if isinstance(node, Never) and not node.residuals:
        search.add("not-allowed", path)
        return
    name = searcher(search.book, node, search.type)
    search.lines.add(f"{name}({x}, {path}, issues)" if name is not None else "pass")


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
