"""Pieces of Python source: boolean expressions as small trees, and lines with indentation.

An expression is kept as a tree until it is printed, so that a refusal reads ``x is not None`` and not
``not x is None``, and so that a long condition breaks at its ``and`` and ``or`` like formatted code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

__all__ = [
    "FALSE",
    "TRUE",
    "Expr",
    "Lines",
    "all_of",
    "any_of",
    "constant",
    "either",
    "grouped",
    "leaf",
    "negate",
    "quote",
    "text",
]

WIDTH = 100
_UNSAFE = re.compile(r"[^ !#-\[\]-~]")
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\", '"': '\\"'}


def quote(value: str) -> str:
    """A Python string literal in ASCII.  This is the one gate for schema text into Python code."""
    return '"' + _UNSAFE.sub(lambda found: _char(found[0]), value) + '"'


def _char(c: str) -> str:
    if c in _SHORT:
        return _SHORT[c]
    code = ord(c)
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"


_ELEMENT = re.compile(r'"(?:[^"\\]|\\.)*"|[^",\s]+')


def constant(name: str, source: str) -> str:
    """An assignment.  A long tuple (or frozenset) of strings and numbers is wrapped."""
    whole = f"{name} = {source}"
    before = next((b for b in ("frozenset((", "(") if source.startswith(b)), "")
    if len(whole) <= WIDTH or not before:
        return whole
    rows = [""]
    for element in _ELEMENT.findall(source[len(before) :].rstrip("),")):
        if rows[-1] and len(rows[-1]) + len(element) + 6 > WIDTH:
            rows.append("")
        rows[-1] += f"{' ' if rows[-1] else ''}{element},"
    return "\n    ".join([f"{name} = {before}", *rows]) + "\n" + ")" * before.count("(")


class Expr(NamedTuple):
    """A boolean expression.  ``kind`` is leaf, and, or, not or if; ``opposite`` the negated leaf."""

    kind: str
    parts: tuple[Expr, ...] = ()
    source: str = ""
    opposite: str = ""

    @property
    def size(self) -> int:
        """Roughly how many characters it prints as."""
        return len(self.source) + sum(p.size + 5 for p in self.parts)


TRUE = Expr("leaf", (), "True", "False")
FALSE = Expr("leaf", (), "False", "True")


def leaf(source: str, opposite: str = "") -> Expr:
    """A comparison or a call.  ``opposite`` is how its negation is best written."""
    return Expr("leaf", (), source, opposite or f"not {source}")


def all_of(parts: Iterable[Expr]) -> Expr:
    """The conjunction, flat and without parts that are always true."""
    return _joined("and", parts, TRUE, FALSE)


def any_of(parts: Iterable[Expr]) -> Expr:
    """The disjunction, flat and without parts that are never true."""
    return _joined("or", parts, FALSE, TRUE)


def _joined(kind: str, parts: Iterable[Expr], neutral: Expr, absorbing: Expr) -> Expr:
    kept: list[Expr] = []
    for part in parts:
        if part == absorbing:
            return absorbing
        for piece in part.parts if part.kind == kind else (part,):
            if piece != neutral and piece not in kept:
                kept.append(piece)
    if not kept:
        return neutral
    return kept[0] if len(kept) == 1 else Expr(kind, tuple(kept))


def either(test: Expr, then: Expr, otherwise: Expr) -> Expr:
    """``then if test else otherwise``, shorter where one of them is constant."""
    if test == TRUE or then == otherwise:
        return then
    if test == FALSE:
        return otherwise
    if then == TRUE:
        return any_of([test, otherwise])
    if otherwise == TRUE:
        return any_of([negate(test), then])
    if then == FALSE:
        return all_of([negate(test), otherwise])
    if otherwise == FALSE:
        return all_of([test, then])
    return Expr("if", (test, then, otherwise))


def negate(expr: Expr) -> Expr:
    """The negation, pushed inwards as far as it makes the text simpler."""
    if expr.kind == "leaf":
        return Expr("leaf", (), expr.opposite, expr.source)
    if expr.kind == "not":
        return expr.parts[0]
    if expr.kind == "if":
        return Expr("not", (expr,))
    if any(p.kind == "if" for p in expr.parts):
        return Expr("not", (expr,))
    return Expr("or" if expr.kind == "and" else "and", tuple(negate(p) for p in expr.parts))


def text(expr: Expr) -> str:
    """The expression on one line."""
    if expr.kind == "leaf":
        return expr.source
    if expr.kind == "not":
        return f"not ({text(expr.parts[0])})"
    if expr.kind == "if":
        test, then, otherwise = (_inner(p, "if") for p in expr.parts)
        return f"{then} if {test} else {otherwise}"
    return f" {expr.kind} ".join(_inner(p, expr.kind) for p in expr.parts)


def grouped(expr: Expr) -> str:
    """The expression on one line, in brackets where something could cling to it."""
    return text(expr) if expr.kind == "leaf" else f"({text(expr)})"


def _inner(expr: Expr, outer: str) -> str:
    bare = expr.kind in ("leaf", "not") or (outer in ("or", "if") and expr.kind in ("and", "or"))
    return text(expr) if bare else f"({text(expr)})"


@dataclass(slots=True)
class Lines:
    """Lines being written.  ``depth`` is the indentation in steps of four."""

    depth: int = 0
    lines: list[str] = field(default_factory=list)

    def add(self, line: str) -> None:
        """One line at the present indentation."""
        self.lines.append("    " * self.depth + line if line else "")

    def when(self, expr: Expr, keyword: str = "if") -> None:
        """``if expr:``, broken over lines when it is long."""
        self._long(f"{keyword} ", expr, ":")

    def refuse(self, accepted: Expr) -> None:
        """``return False`` unless the expression holds."""
        if accepted == TRUE:
            return
        if accepted == FALSE:
            self.add("return False")
            return
        self.when(negate(accepted))
        self.add("    return False")

    def give(self, expr: Expr) -> None:
        """``return expr``."""
        self._long("return ", expr, "")

    def _long(self, before: str, expr: Expr, after: str) -> None:
        whole = f"{before}{text(expr)}{after}"
        if len(whole) + 4 * self.depth <= WIDTH or expr.kind == "leaf":
            self.add(whole)
            return
        self.add(f"{before}(" if expr.kind != "not" else f"{before}not (")
        inner = expr.parts[0] if expr.kind == "not" else expr
        self.depth += 1
        if inner.kind in ("and", "or"):
            for number, part in enumerate(inner.parts):
                self.add(("" if number == 0 else f"{inner.kind} ") + _inner(part, inner.kind))
        elif inner.kind == "if":
            test, then, otherwise = (_inner(p, "if") for p in inner.parts)
            for line in (then, f"if {test}", f"else {otherwise}"):
                self.add(line)
        else:
            self.add(text(inner))
        self.depth -= 1
        self.add(f"){after}")
