"""The printed module as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterable

from codegen.ir import Definition, Model
from codegen.javascript.book import RUNTIME, Book
from codegen.javascript.formulas import FORMULAS
from codegen.javascript.search import check_function
from codegen.javascript.source import WIDTH, constant

__all__ = ["imported", "print_checker", "words_in"]

_WORD = re.compile(r"[A-Za-z_$][\w$]*")
_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"')


def print_checker(model: Model, head: str) -> str:
    """One ECMAScript module: ``CHECK`` and ``ACCEPTS`` by type, ``validate`` and ``isValid`` for the root.

    :param head: comment lines to begin with; must be safe already.
    :raises codegen.errors.SchemaError: a keyword cannot be enforced, a pattern cannot be printed.
    """
    book = Book(model)
    for definition in model.definitions:
        book.searches[definition.key] = book.taken.function("check", definition.words)
    for definition in model.definitions:
        book.pages.append(check_function(book, definition))
        book.write_waiting()
    types = [d for d in model.definitions if not d.internal]
    functions = {_defined(page): "\n".join(page) for page in book.pages}
    constants = dict.fromkeys(book.constants.values(), "")  # data, which names nothing
    mentioned = {name: words_in(text) for name, text in {**constants, **functions}.items()}
    used = _reached(mentioned, [book.searches[d.key] for d in types])
    data = "\n".join(constant(name, source) for source, name in book.constants.items() if name in used)
    table = _table(book, types)
    code = [*(text for name, text in functions.items() if name in used), table]
    body = "\n\n".join([*([data] if data else []), *code])
    words = words_in(table).union(*(mentioned[name] for name in used))
    sources = (("./formulas.js", FORMULAS), ("./runtime.js", RUNTIME))
    imports = [imported(source, [n for n in names if n in words]) for source, names in sources]
    return "\n".join([head, *filter(None, imports), "", body, ""])


def words_in(code: str) -> set[str]:
    """The names in printed code that holds no regular expressions."""
    return set(_WORD.findall(_STRING.sub("", code)))


def imported(source: str, names: list[str]) -> str:
    """The statement that imports some names; empty when there are none."""
    whole = f'import {{ {", ".join(names)} }} from "{source}";'
    if len(whole) > WIDTH:
        whole = "\n".join(["import {", *(f"  {name}," for name in names), f'}} from "{source}";'])
    return whole if names else ""


def _defined(page: list[str]) -> str:
    line = next(line for line in page if line.startswith("function "))
    return line[len("function ") : line.index("(")]


def _reached(mentioned: dict[str, set[str]], roots: Iterable[str]) -> set[str]:
    """The pieces that the roots use, directly or through others; known are the words in each piece."""
    reached: set[str] = set()
    waiting = set(roots)
    while waiting:
        name = waiting.pop()
        reached.add(name)
        waiting |= (mentioned[name] & mentioned.keys()) - reached
    return reached


def _table(book: Book, types: list[Definition]) -> str:
    names = [(book.type_name(d), book.searches[d.key]) for d in types]
    root = book.type_name(book.model.definition(book.model.root))
    checks = [f'  {name}: checker("{name}", {check}),' for name, check in names]
    accepts = [f"  {name}: acceptor({check})," for name, check in names]
    return "\n".join(
        [
            "export const CHECK = {",
            *checks,
            "};",
            "",
            "export const ACCEPTS = {",
            *accepts,
            "};",
            "",
            f"export const validate = CHECK.{root};",
            "",
            f"export const isValid = ACCEPTS.{root};",
        ]
    )
