"""Where each key and value of a TOML text stands."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import Any

from codegen.positions import Places

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = ["first_twice", "places"]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_KEY = re.compile(r'[ \t]*("(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|[^\s.=\[\]{},"\'#]+)[ \t]*')
_STRING = re.compile(r'"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'', re.DOTALL)
_BARE = re.compile(r"\d{4}-\d\d-\d\d \d\d:[^\s,\]}#]*|[^\s,\]}#]+")

Path = list[tuple[str, int]]  # each part of a dotted key and where it stands


class _Node:
    """A value: where its key and itself stand, and its members.

    ``said``: a key or a header of its own gives it, and not only those of what is inside.
    """

    __slots__ = ("key", "members", "said", "start")

    def __init__(self, key: int, start: int, members: Any = None, said: bool = False) -> None:
        self.key, self.start, self.members, self.said = key, start, members, said


def places(text: str, value: Any) -> Places:
    """The place of every key and value of a text that can be read.

    A table stands where its header names it, or the first key or header that passes through it.
    """
    found = Places(value)
    _flatten(found, _Walk(text).document(), value)
    return found


def first_twice(text: str, end: int) -> tuple[str, int, int] | None:
    """The first key or table before an offset that stands a second time, and the offsets of both.

    Where something else stands in a key's way, the first of the two is -1.
    """
    walk = _Walk(text)
    last = "", -1, 0
    try:
        for path, _ in walk.statements():
            if path[0][1] >= end:
                break
            last = ".".join(name for name, _ in path), -1, path[0][1]
    except _Broken:
        pass
    if walk.again is not None and walk.again[2] < end:
        return walk.again
    return last if last[0] else None


def _flatten(found: Places, node: _Node, value: Any) -> None:
    number = found.add(node.key, node.start)
    if isinstance(value, dict):
        for key, member in value.items():
            _flatten(found, node.members[key], member)
    elif isinstance(value, list):
        for item, member in zip(node.members, value, strict=True):
            _flatten(found, item, member)
    found.close(number)


class _Broken(Exception):
    """The text keeps no TOML grammar from here on."""


class _Walk:
    """Steps through a text; ``at`` is where."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.root = _Node(-1, 0, {})
        #: The first key or table that comes a second time, and where both stand.
        self.again: tuple[str, int, int] | None = None

    def document(self) -> _Node:
        for _ in self.statements():
            pass
        return self.root

    def statements(self) -> Iterator[tuple[Path, bool]]:
        """The path each key or header names, before it is followed; whether it adds to a list of tables."""
        table = self.root
        self.skip(_BLANK)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                path, several = self.header()
                yield path, several
                table = self.enter(path, several)
            else:
                path = self.key()
                yield path, False
                self.take("=")
                self.store(table, path)
            self.skip(_BLANK)

    def header(self) -> tuple[Path, bool]:
        several = self.text.startswith("[[", self.at)
        self.at += 1 + several
        path = self.key()
        self.take("]")
        if several:
            self.take("]")
        return path, several

    def enter(self, path: Path, several: bool) -> _Node:
        """The table a header opens."""
        table = self.root
        for name, start in path[:-1]:
            table = self.inner(table, name, start)
        name, start = path[-1]
        if several:
            tables = table.members.setdefault(name, _Node(start, start, []))
            if not isinstance(tables.members, list):
                raise _Broken
            opened = _Node(-1, start, {})
            tables.members.append(opened)
            return opened
        known = name in table.members
        opened = self.inner(table, name, start)
        if opened.said and self.again is None:
            self.again = name, opened.key, start
        opened.said = True
        if known and not isinstance(table.members[name].members, list):
            opened.key = opened.start = start
        return opened

    def inner(self, table: _Node, name: str, start: int) -> _Node:
        node: _Node = table.members.setdefault(name, _Node(start, start, {}))
        if isinstance(node.members, list) and node.members:
            node = node.members[-1]
        if not isinstance(node.members, dict):
            raise _Broken
        return node

    def store(self, table: _Node, path: Path) -> None:
        for name, start in path[:-1]:
            table = self.inner(table, name, start)
            table.said = True
        name, start = path[-1]
        if name in table.members and self.again is None:
            self.again = name, table.members[name].key, start
        table.members[name] = self.value(start)

    def key(self) -> Path:
        path: Path = []
        while True:
            found = self.match(_KEY)
            path.append((_name(found.group(1)), found.start(1)))
            if not self.text.startswith(".", self.at):
                return path
            self.at += 1

    def value(self, key: int = -1) -> _Node:
        self.skip(_SPACE)
        start = self.at
        first = self.text[start : start + 1]
        if first == "[":
            return _Node(key, start, self.items())
        if first == "{":
            return _Node(key, start, self.members(), said=True)
        self.match(_STRING if first in ("'", '"') else _BARE)
        return _Node(key, start)

    def items(self) -> list[_Node]:
        found: list[_Node] = []
        self.at += 1
        while True:
            self.skip(_BLANK)
            if self.text.startswith("]", self.at):
                self.at += 1
                return found
            found.append(self.value())
            self.skip(_BLANK)
            if not self.text.startswith("]", self.at):
                self.take(",")

    def members(self) -> dict[str, _Node]:
        table = _Node(-1, self.at, {})
        self.at += 1
        while True:
            self.skip(_BLANK)
            if self.text.startswith("}", self.at):
                self.at += 1
                members: dict[str, _Node] = table.members
                return members
            path = self.key()
            self.take("=")
            self.store(table, path)
            self.skip(_BLANK)
            if not self.text.startswith("}", self.at):
                self.take(",")

    def skip(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self.text, self.at)
        assert found is not None
        self.at = found.end()

    def match(self, pattern: re.Pattern[str]) -> re.Match[str]:
        found = pattern.match(self.text, self.at)
        if found is None:
            raise _Broken
        self.at = found.end()
        return found

    def take(self, character: str) -> None:
        self.skip(_SPACE)
        if not self.text.startswith(character, self.at):
            raise _Broken
        self.at += 1


def _name(token: str) -> str:
    if token[0] == "'":
        return token[1:-1]
    if token[0] != '"':
        return token
    if "\\" not in token:
        return token[1:-1]
    return str(next(iter(tomllib.loads(f"{token} = 0"))))
