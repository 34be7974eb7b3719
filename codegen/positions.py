"""Where each value of a JSON text stands, found on demand.

Verdicts need no positions, so nothing here runs until an error has to be shown.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from codegen.errors import Position

__all__ = ["Duplicate", "Places", "line_starts", "scan"]

_TOKEN = re.compile(r'[ \t\n\r]*(?:([{}\[\],:])|("[^"\\]*(?:\\.[^"\\]*)*")|([^\s{}\[\],:"]+))', re.DOTALL)
_LINE = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A key that an object names twice, with the offsets of both."""

    key: str
    pointer: str
    first: int
    second: int


@dataclass(frozen=True, slots=True)
class Places:
    """Offsets (in code points) of values and of keys, by JSON Pointer."""

    values: Mapping[str, int]
    keys: Mapping[str, int]
    duplicates: tuple[Duplicate, ...]
    lone_surrogates: tuple[int, ...]


def line_starts(text: str) -> list[int]:
    """The offset each line begins at; lines end with LF, CR LF or CR."""
    return [0, *(m.end() for m in _LINE.finditer(text))]


def position(starts: list[int], offset: int) -> Position:
    """Line and column of an offset, both from 1."""
    line = bisect_right(starts, offset)
    return Position(line, offset - starts[line - 1] + 1)


def scan(text: str) -> Places:
    """Walk a text that keeps the JSON grammar.  Iterative: no depth is too deep for it."""
    scanner = _Scanner({}, {}, [], [])
    for token, start in _tokens(text):
        scanner.feed(token, start)
    return Places(scanner.values, scanner.keys, tuple(scanner.duplicates), tuple(scanner.surrogates))


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    at = 0
    while (found := _TOKEN.match(text, at)) is not None:
        group = found.lastindex or 1
        yield found.group(group), found.start(group)
        at = found.end()


class _Scanner:
    """The state of a walk: a stack of open containers, each with where its next value goes."""

    def __init__(
        self,
        values: dict[str, int],
        keys: dict[str, int],
        duplicates: list[Duplicate],
        surrogates: list[int],
    ) -> None:
        self.values, self.keys = values, keys
        self.duplicates, self.surrogates = duplicates, surrogates
        self.stack: list[tuple[str, bool]] = []  # pointer of the container, is it an object
        self.counts: list[int] = []
        self.here: str | None = ""  # pointer of the value to come; None: a key comes

    def feed(self, token: str, start: int) -> None:
        if token == ",":
            self._next()
        elif token in "}]" and token:
            self.stack.pop()
            self.counts.pop()
        elif token == ":":
            pass
        elif self.here is None and token[0] == '"':
            self._key(token, start)
        else:
            self._value(token, start)

    def _next(self) -> None:
        pointer, is_object = self.stack[-1]
        self.counts[-1] += 1
        self.here = None if is_object else f"{pointer}/{self.counts[-1]}"

    def _key(self, token: str, start: int) -> None:
        key = self._string(token, start)
        pointer = f"{self.stack[-1][0]}/{key.replace('~', '~0').replace('/', '~1')}"
        if pointer in self.keys:
            self.duplicates.append(Duplicate(key, pointer, self.keys[pointer], start))
        self.keys.setdefault(pointer, start)
        self.here = pointer

    def _value(self, token: str, start: int) -> None:
        pointer = self.here or ""
        self.values.setdefault(pointer, start)
        if token in ("{", "["):
            self.stack.append((pointer, token == "{"))
            self.counts.append(0)
            self.here = None if token == "{" else f"{pointer}/0"
        elif token[0] == '"':
            self._string(token, start)

    def _string(self, token: str, start: int) -> str:
        text = str(json.loads(token, strict=False))
        if "\\u" in token and any("\ud800" <= c <= "\udfff" for c in text):
            self.surrogates.append(start)
        return text
