"""The printed checker as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterable

from codegen.checker.accept import definition_functions, function_name
from codegen.checker.book import Book, looped
from codegen.checker.search import search_function, search_name
from codegen.checker.snippets import reachable, runtime_source
from codegen.checker.source import constant, quote
from codegen.ir import Definition, Model, Node
from codegen.messages import words

__all__ = ["print_python"]

#: What annotations name, by module; only a type checker imports it.
_TYPES = (
    ("collections.abc", ("Callable", "Iterable", "Sequence")),
    ("re", ("Pattern",)),
    ("typing", ("Any",)),
)
_DOCSTRING = '''\
"""Judges parsed JSON documents: ``accepts`` says whether, ``check`` says what is wrong.

Numbers are finite: below ``1e999``, which is how Python writes infinity as a literal.
"""
'''
_PUBLIC = '''\
def accepts(value: object) -> bool:
    """Whether a parsed JSON value is valid.

    :param value: plain dict, list, str, int, float, bool and None; anything else is refused.
    """
    return ACCEPTS[%(root)s](value)


def check(value: object) -> list[Issue]:
    """Every issue of a parsed JSON value, in document order; empty when it is valid."""
    return CHECK[%(root)s](value)


def _acceptor(accept: "Callable[[object], bool]") -> "Callable[[object], bool]":
    """What ``ACCEPTS`` holds: the verdict, also for what is nested more deeply than Python can follow."""

    def accepts(value: object) -> bool:
        try:
            return accept(value)
        except RecursionError:
            return False

    return accepts


def _checker(
    name: str,
    accept: "Callable[[object], bool]",
    search: "Callable[[object, _Path, _Issues], None]",
) -> "Callable[[object], list[Issue]]":
    """What ``CHECK`` holds: no issue for what is accepted; else all, from one more reading."""

    def check(value: object) -> list[Issue]:
        issues = _Issues(name)
        try:
            if accept(value):
                return []
            if _is_json(value):
                search(value, (), issues)
            else:
                _not_json(value, (), issues)
            if not issues.found:
                issues.add((), "invalid", %(invalid)s)
            return issues.sorted(value)
        except RecursionError:
            return [Issue((), f"{_name(name)}: %(deep)s", "depth")]

    return check'''


def print_python(model: Model, header: str = "", entries: Iterable[tuple[str, Node]] = ()) -> str:
    """One dependency-free Python module that judges documents: ``accepts``, ``check`` and per definition
    ``ACCEPTS`` and ``CHECK``.

    :param header: comment lines to begin with; must be safe Python already.
    :param entries: more nodes to judge, under names of their own in ``ACCEPTS`` and ``CHECK``.
    :raises codegen.errors.SchemaError: a keyword cannot be enforced, a pattern cannot be printed.
    """
    book = Book(model, looped=looped(model))
    extra = list(entries)
    for definition in model.definitions:
        name = book.taken.function("accept", definition.words)
        book.functions[definition.key] = name
        book.taken.names.add(name.replace("_accept_", "_accept_each_", 1))
        book.searches[definition.key] = book.taken.function("check", definition.words)
    rows = [_row(book, d) for d in model.definitions if not d.internal]
    for definition in model.definitions:
        book.pages.extend(definition_functions(book, definition.key))
        book.write_waiting()
    rows += [_extra_row(book, name, node) for name, node in extra]
    book.write_waiting()
    for definition in model.definitions:
        book.pages.append(search_function(book, definition.key))
        book.write_waiting()
    return _module(book, header, rows)


def _row(book: Book, definition: Definition) -> tuple[str, str, str]:
    key = definition.key
    return quote(book.type_name(definition)), book.functions[key], book.searches[key]


def _extra_row(book: Book, name: str, node: Node) -> tuple[str, str, str]:
    accept = function_name(book, node)
    return quote(name), accept, search_name(book, node, name)


def _module(book: Book, header: str, rows: list[tuple[str, str, str]]) -> str:
    model = book.model
    root = quote(book.type_name(model.definition(model.root)))
    public = _PUBLIC % {"root": root, "deep": words("depth"), "invalid": quote(words("invalid"))}
    pages = reachable(["\n".join(page) for page in book.pages], [n for row in rows for n in row[1:]])
    constants = reachable([constant(name, source) for source, name in book.constants.items()], pages)
    patterns = "_PATTERNS: tuple[str, ...] = " + _patterns(book)
    runtime = runtime_source([*constants, *pages, public], frozenset({"_PATTERNS"}))
    uses_patterns = any("_matches" in piece for piece in runtime)
    table = [
        f"_ROWS = (\n{chr(10).join(f'    ({a}, {b}, {c}),' for a, b, c in rows)}\n)",
        'ACCEPTS: "dict[str, Callable[[object], bool]]" = {name: _acceptor(a) for name, a, _ in _ROWS}',
        'CHECK: "dict[str, Callable[[object], list[Issue]]]" = {\n'
        "    name: _checker(name, accept, search) for name, accept, search in _ROWS\n}",
    ]
    small = [p for p in runtime if not p.startswith(("def", "class"))]
    large = [p for p in runtime if p.startswith(("def", "class"))]
    parts = [
        header.rstrip("\n") + "\n" if header else "",
        _DOCSTRING,
        _typing([public, *runtime, *constants, *pages, *table]) + "\n",
        '__all__ = ["ACCEPTS", "CHECK", "Issue", "accepts", "check"]\n',
        "\n".join([*small, *([patterns] if uses_patterns else [])]) + "\n",
    ]
    top = "\n".join(p for p in parts if p.strip())
    return "\n\n\n".join([top.rstrip("\n"), *_after(public, large, constants, pages, table)]) + "\n"


def _typing(pieces: list[str]) -> str:
    """Imports of the types that the pieces name."""
    named = set(re.findall(r"\w+", "\n".join(pieces)))
    lines = [
        f"    from {module} import {', '.join(name for name in names if name in named)}"
        for module, names in _TYPES
        if named.intersection(names)
    ]
    return "\n".join(["TYPE_CHECKING = False", "if TYPE_CHECKING:", *lines])


def _after(
    public: str, large: list[str], constants: list[str], pages: list[str], table: list[str]
) -> list[str]:
    return [
        *large,
        public,
        *(["\n".join(constants)] if constants else []),
        *pages,
        "\n".join(table),
    ]


def _patterns(book: Book) -> str:
    if not book.patterns:
        return "()"
    from codegen.regex import to_python

    sources = [quote(to_python(p)) for p in book.patterns]
    return "(" + ", ".join(sources) + ("," if len(sources) == 1 else "") + ")"
