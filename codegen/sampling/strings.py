"""Strings that match a pattern, and strings that do not: made from its tree, then tried."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from codegen.regex import parse, to_python
from codegen.regex.syntax import Alternatives, BackReference, Chars, Group, Node, Repeat, Series, fold

__all__ = ["matches", "matching", "not_matching"]

MAX_REPEATS = 40
#: Characters to take out of a set, if it has one of them, and strings that are hard to match or hard not to.
_PLAIN = "a0A_-. /bz9Z"
_OTHERS = ("", "a", "0", "A", " ", "!", "\n", "\u00e9", "~~~")


def matches(pattern: str) -> Callable[[str], bool]:
    """Whether a text matches the pattern somewhere."""
    found = _compiled(pattern)
    return lambda text: found.search(text) is not None


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(to_python(pattern))


@lru_cache(maxsize=512)
def matching(pattern: str, low: int = 0, high: int | None = None) -> tuple[str, ...]:
    """Some strings between two lengths that match; none when none could be made."""
    fits = matches(pattern)
    found = []
    for text in _made(parse(pattern), low):
        long = text + "a" * (low - len(text))
        for candidate in (text, long, "a" * (low - len(text)) + text, text + "0" * (low - len(text))):
            if len(candidate) >= low and (high is None or len(candidate) <= high) and fits(candidate):
                found.append(candidate)
                break
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=512)
def not_matching(pattern: str) -> str | None:
    """A string that does not match, near one that does if possible."""
    fits = matches(pattern)
    near = [s for m in matching(pattern)[:1] for s in (m + "!", "!" + m, m + "\n", m[:-1], m[1:])]
    return next((s for s in (*near, *_OTHERS) if not fits(s)), None)


def _made(tree: Node, low: int) -> Iterator[str]:
    """Texts for a tree: as short as may be, with one more of everything, and by each alternative."""
    for more in (0, 1, low):
        for branch in range(3):
            yield _text(tree, min(more, MAX_REPEATS), branch)


def _text(tree: Node, more: int, branch: int) -> str:
    groups: dict[int, str] = {}

    def combine(node: Node, below: Sequence[str]) -> str:
        match node:
            case Chars(ranges=ranges):
                return _character(ranges)
            case Series():
                return "".join(below)
            case Alternatives():
                return below[branch % len(below)]
            case Repeat(low=low, high=high):
                times = low + more if high is None else min(low + more, high)
                return below[0] * min(times, max(low, MAX_REPEATS))
            case Group(number=number):
                groups[number] = below[0]
                return below[0]
            case BackReference(number=number):
                return groups.get(number, "")
        return ""

    return fold(tree, combine)


def _character(ranges: tuple[tuple[int, int], ...]) -> str:
    for wanted in _PLAIN:
        if any(low <= ord(wanted) <= high for low, high in ranges):
            return wanted
    for low, high in ranges:
        for code in (max(low, 0x21), low):
            if low <= code <= high and not 0xD800 <= code < 0xE000:
                return chr(code)
    return ""
