"""Where each key and value of a text stands.

Verdicts need no positions, so nothing here runs until an error has to be shown.  What a document of a
million values needs then is three integers a value, not a string.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from typing import Any

from codegen.errors import Position

__all__ = ["Places", "line_starts", "position", "steps"]

_LINE = re.compile(r"\r\n|\r|\n")


def line_starts(text: str) -> array[int]:
    """The offset each line begins at; lines end with LF, CR LF or CR."""
    starts = array("q", (0,))
    starts.extend(m.end() for m in _LINE.finditer(text))
    return starts


def position(starts: array[int], offset: int) -> Position:
    """Line and column of an offset, both from 1."""
    line = bisect_right(starts, offset)
    return Position(line, offset - starts[line - 1] + 1)


def steps(pointer: str) -> list[str]:
    """The reference tokens of an RFC 6901 JSON Pointer."""
    return [s.replace("~1", "/").replace("~0", "~") for s in pointer.split("/")[1:]]


class Places:
    """Offsets (in code points) of the keys and values of one document.

    Nodes are numbered from the root on, parents first and in the order of the value, which is that of
    the text as no key stands twice.  The members of a node follow it; ``sizes`` says how many nodes it
    takes up, itself included.
    """

    __slots__ = ("_value", "_visited", "keys", "sizes", "starts")

    def __init__(self, value: Any) -> None:
        self.keys = array("q")
        self.starts = array("q")
        self.sizes = array("q")
        self._value = value
        self._visited: dict[int, tuple[list[int], dict[str, int]]] = {}

    def add(self, key: int, start: int) -> int:
        """The next node: offsets of its key (-1: it has none) and of its value.  Returns its number."""
        self.keys.append(key)
        self.starts.append(start)
        self.sizes.append(1)
        return len(self.sizes) - 1

    def close(self, node: int) -> None:
        """All members of a node are there."""
        self.sizes[node] = len(self.sizes) - node

    def repeat(self, node: int) -> None:
        """The members of an earlier node once more, as an alias has them."""
        members = slice(node + 1, node + self.sizes[node])
        self.keys.extend(self.keys[members])
        self.starts.extend(self.starts[members])
        self.sizes.extend(self.sizes[members])

    def find(self, pointer: str) -> tuple[int, int, bool]:
        """Offsets of key and value at a pointer, or of its nearest parent's; whether it is there."""
        node, value = 0, self._value
        for step in steps(pointer):
            found = self._member(node, value, step)
            if found is None:
                return self.keys[node], self.starts[node], False
            node, value = found
        return self.keys[node], self.starts[node], True

    def _member(self, node: int, value: Any, step: str) -> tuple[int, Any] | None:
        if isinstance(value, dict):
            if step not in value:
                return None
            members, numbers = self._members(node, value)
            return members[numbers[step]], value[step]
        if isinstance(value, list) and step.isdecimal() and step.isascii() and len(step) < 10:
            members, _ = self._members(node, value)
            if str(int(step)) == step and int(step) < len(members):
                return members[int(step)], value[int(step)]
        return None

    def _members(self, node: int, value: Any) -> tuple[list[int], dict[str, int]]:
        """The numbers of a node's members; of a mapping also which key is which."""
        if node not in self._visited:
            members, member, end = [], node + 1, node + self.sizes[node]
            while member < end:
                members.append(member)
                member += self.sizes[member]
            names = {key: n for n, key in enumerate(value)} if isinstance(value, dict) else {}
            self._visited[node] = members, names
        return self._visited[node]
