"""Pieces of ECMAScript source: literals, conditions and lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from codegen.checker.source import FALSE, TRUE, Expr, negate
from codegen.ir import Json

__all__ = [
    "RESERVED",
    "WIDTH",
    "Lines",
    "constant",
    "identifier",
    "literal",
    "member",
    "quote",
    "strings",
    "test_text",
]

WIDTH = 100
#: Words that name no function or variable, and what the package exports.
RESERVED = frozenset(
    (
        *("abstract", "arguments", "as", "async", "await", "boolean", "break", "case", "catch", "class"),
        *("const", "continue", "debugger", "default", "delete", "do", "else", "enum", "eval", "export"),
        *("extends", "false", "finally", "for", "from", "function", "get", "if", "implements", "import"),
        *("in", "instanceof", "interface", "isValid", "let", "new", "null", "of", "package", "parse"),
        *("private", "protected", "public", "return", "set", "static", "super", "switch", "this", "throw"),
        *("true", "try", "type", "typeof", "undefined", "validate", "var", "void", "while", "with", "yield"),
    )
)
_UNSAFE = re.compile(r"[^ !#-\[\]-~]|<(?=[/!sS])")
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\", '"': '\\"'}
_EXACT = 2**53
_PLAIN_KEY = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*\Z")


@lru_cache(4096)  # keys and words come again and again
def quote(value: str) -> str:
    """A string literal in ASCII, safe in a script element too.  The one gate for schema text into code."""
    return '"' + _UNSAFE.sub(lambda found: _char(found[0]), value) + '"'


def _char(c: str) -> str:
    if c in _SHORT:
        return _SHORT[c]
    units = c.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))


def literal(value: Json) -> str:
    """A JSON value as an expression.  An integer that no number holds becomes a bigint."""
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    if isinstance(value, dict):
        pairs = [f"{_key(k)}: {literal(v)}" for k, v in value.items()]
        return f"{{ {', '.join(pairs)} }}" if pairs else "{}"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return _number(value)


def _key(key: str) -> str:
    """A computed key where a plain one would set the prototype."""
    return f"[{quote(key)}]" if key == "__proto__" else quote(key)


def _number(value: int | float) -> str:
    if isinstance(value, int):
        if abs(value) <= _EXACT or _is_double(value):
            return str(value)
        return f"{_digits(value)}n"
    if value.is_integer() and abs(value) <= _EXACT:
        return str(int(value))
    return re.sub(r"e([+-])0", r"e\1", repr(value))


def _is_double(value: int) -> bool:
    try:
        return int(float(value)) == value
    except OverflowError:
        return False


def _digits(value: int) -> str:
    """Hexadecimal where Python would refuse to write so many decimal digits."""
    return str(value) if value.bit_length() < 10_000 else hex(value)


_ELEMENT = re.compile(r'"(?:[^"\\]|\\.)*"|\w+')


def constant(name: str, source: str) -> str:
    """A declaration; a long list of strings and words (``true``, ``null``) is wrapped."""
    whole = f"const {name} = {source};"
    if len(whole) <= WIDTH or not source.startswith('["'):
        return whole
    rows = [""]
    for element in _ELEMENT.findall(source):
        if rows[-1] and len(rows[-1]) + len(element) + 4 > WIDTH:
            rows.append("")
        rows[-1] += f"{' ' if rows[-1] else ''}{element},"
    return "\n  ".join([f"const {name} = [", *rows]) + "\n];"


def member(x: str, key: str) -> str:
    """What stands at a key of an object."""
    return f"{x}.{key}" if identifier(key) else f"{x}[{quote(key)}]"


def strings(values: Iterable[str]) -> str:
    """An array of string literals."""
    return f"[{', '.join(map(quote, values))}]"


def identifier(key: str) -> bool:
    """Whether a key needs no quotes in a type."""
    return _PLAIN_KEY.match(key) is not None


def test_text(test: Expr) -> str:
    """A condition.  The tree is that of :mod:`codegen.checker.source`, its leaves are ECMAScript."""
    if test in (TRUE, FALSE):
        return "true" if test == TRUE else "false"
    if test.kind == "leaf":
        return test.source
    sign = " && " if test.kind == "and" else " || "
    return sign.join(f"({test_text(p)})" if p.kind in ("and", "or") else test_text(p) for p in test.parts)


@dataclass(slots=True)
class Lines:
    """Lines being written.  ``depth`` is the indentation in steps of two."""

    depth: int = 1
    lines: list[str] = field(default_factory=list)

    def add(self, line: str) -> None:
        """One line at the present indentation."""
        self.lines.append("  " * self.depth + line)

    def call(self, function: str, arguments: list[str]) -> None:
        """A call as a statement, one argument a line when it is long."""
        whole = f"{function}({', '.join(arguments)});"
        if len(whole) + 2 * self.depth <= WIDTH:
            self.add(whole)
            return
        self.add(f"{function}(")
        for argument in arguments:
            self.add(f"  {argument},")
        self.add(");")

    def block(self, head: str, write: Callable[[], None]) -> None:
        """``head {``, what ``write`` adds, and ``}``; nothing at all when it adds nothing."""
        place = len(self.lines)
        self.depth += 1
        write()
        self.depth -= 1
        if len(self.lines) > place:
            self.lines.insert(place, "  " * self.depth + f"{head} {{")
            self.add("}")

    def when(self, test: Expr, write: Callable[[], None]) -> None:
        """``if``; without it when the test always holds, nothing when it never does."""
        if test == TRUE:
            write()
        elif test != FALSE:
            self.block(self._if(test), write)

    def _if(self, test: Expr) -> str:
        """``if (test)``, broken at its ``&&`` or ``||`` when it is long."""
        whole = f"if ({test_text(test)})"
        if len(whole) + 2 * self.depth + 2 <= WIDTH or test.kind == "leaf":
            return whole
        inner = "\n" + "  " * (self.depth + 1)
        sign = " &&" if test.kind == "and" else " ||"
        parts = [f"({test_text(p)})" if p.kind != "leaf" else test_text(p) for p in test.parts]
        return f"if ({inner}{f'{sign}{inner}'.join(parts)}\n{'  ' * self.depth})"

    def unless(self, test: Expr, write: Callable[[], None]) -> None:
        """The opposite."""
        self.when(negate(test), write)

    def chain(self, branches: list[tuple[Expr, Callable[[], None]]]) -> None:
        """``if``, ``else if`` and so on; a branch that always holds is the ``else``."""
        for number, (test, write) in enumerate(branches):
            if test == TRUE and number == 0:
                write()
                return
            head = "else" if test == TRUE else f"if ({test_text(test)})"
            self.add(f"{head} {{" if number == 0 else f"}} {head if test == TRUE else f'else {head}'} {{")
            self.depth += 1
            write()
            self.depth -= 1
        if branches:
            self.add("}")
