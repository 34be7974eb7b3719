"""The source of those runtime functions that a printed checker uses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

__all__ = ["reachable", "runtime_source"]

_NAME = re.compile(r"^(?:def|class) (\w+)|^(\w+)(?:: .*?)? = ", re.M)
#: Everything that a printed module defines for itself is private, but for ``Issue``.
_WORD = re.compile(r"(?<!\w)_[A-Za-z]\w*|\bIssue\b")


@cache
def _blocks() -> Mapping[str, str]:
    """Top-level pieces of the runtime by the name they define, in their order."""
    folder = Path(__file__).parent
    first, more = ((folder / name).read_text("utf-8") for name in ("runtime.py", "runtime_values.py"))
    source = f"{first[first.index('_INF = ') :].strip()}\n\n\n{more[more.index('def ') :].strip()}"
    pieces = re.split(r"\n{2,}(?=\S)", source)
    blocks: dict[str, str] = {}
    for piece in pieces:
        for part in re.split(r"\n(?=\w)", piece):
            found = _NAME.match(part)
            assert found is not None, part
            blocks[found[1] or found[2]] = part
    return blocks


def reachable(pieces: Iterable[str], roots: Iterable[str]) -> list[str]:
    """Those pieces of code that ``roots`` (other code) uses, directly or through others, in their order."""
    blocks: dict[str, str] = {}
    for piece in pieces:
        found = _NAME.match(piece)
        assert found is not None, piece
        blocks[found[1] or found[2]] = piece
    return _needed(blocks, roots, frozenset())


def runtime_source(used: Iterable[str], given: frozenset[str]) -> list[str]:
    """The pieces that the printed code needs, in the order of the runtime.

    ``used`` is the printed code; ``given`` names what the printer defines itself.
    """
    return _needed(_blocks(), used, given)


def _needed(blocks: Mapping[str, str], used: Iterable[str], given: frozenset[str]) -> list[str]:
    needed: set[str] = set()
    waiting = {word for line in used for word in _WORD.findall(line) if word in blocks}
    while waiting:
        name = waiting.pop()
        if name not in needed and name not in given:
            needed.add(name)
            waiting |= {word for word in _WORD.findall(blocks[name]) if word in blocks}
    return [text for name, text in blocks.items() if name in needed]
