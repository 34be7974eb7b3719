"""Whether some string matches these patterns and not those: an answer with proof, for regular patterns.

A pattern becomes a nondeterministic automaton; a search from the empty string onwards follows all automata at
once, one letter of each kind that they can tell apart.  It finds a shortest string, or that there is none.
Patterns with look-around, word boundaries or back references are left to others.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from codegen.regex import parse
from codegen.regex.chars import MAX_CODE_POINT, Ranges
from codegen.regex.syntax import Alternatives, Assertion, Chars, Group, Node, Repeat, Series, fold

__all__ = ["Automaton", "automaton", "exactly", "shortest"]

MAX_STATES = 1_500  # of one automaton
MAX_DEEP = 60  # of a pattern
MAX_SEEN = 6_000  # sets of states that a search comes to
MAX_COUNTED = 120  # code points up to which a search counts
PLAIN = "a0A_-b. /1Bz!"
_SURROGATES = (0xD800, 0xDFFF)
States = frozenset[int]
Emit = Callable[["Automaton"], tuple[int, int]]


@dataclass(slots=True)
class Automaton:
    """``jumps`` take no letter; one with a guard is open only at that end of the text.  State 0 begins."""

    jumps: list[list[tuple[str, int]]] = field(default_factory=list)
    letters: list[list[tuple[Ranges, int]]] = field(default_factory=list)
    last: int = 0

    def state(self) -> int:
        """A fresh state."""
        if len(self.jumps) >= MAX_STATES:
            raise OverflowError
        self.jumps.append([])
        self.letters.append([])
        return len(self.jumps) - 1

    def closed(self, states: States, *open_ends: str) -> States:
        """The states, and those that jumps lead to.  A match stays a match whatever follows."""
        found = set(states)
        waiting = list(states)
        while waiting:
            for guard, target in self.jumps[waiting.pop()]:
                if target not in found and (not guard or guard in open_ends):
                    found.add(target)
                    waiting.append(target)
        return frozenset((self.last,)) if self.last in found else frozenset(found)

    def step(self, states: States, code: int) -> States:
        """After one more letter; a match may begin behind every letter."""
        if self.last in states:
            return states
        targets = {
            target
            for state in states
            for ranges, target in self.letters[state]
            if any(low <= code <= high for low, high in ranges)
        }
        return self.closed(frozenset(targets | {0}))

    def ends(self, states: States, empty: bool) -> bool:
        """Whether a text that ends here matches."""
        return self.last in self.closed(states, "end", *(["start"] if empty else []))


@lru_cache(maxsize=512)
def automaton(pattern: str) -> Automaton | None:
    """The automaton of a pattern; None when it is not regular, or too large."""
    tree = parse(pattern)
    if fold(tree, lambda _, below: 1 + max(below, default=0)) > MAX_DEEP:
        return None
    return _built(tree)


@lru_cache(maxsize=512)
def exactly(text: str) -> Automaton | None:
    """The automaton of one string."""
    letters = tuple(Chars(((ord(c), ord(c)),)) for c in text)
    return _built(Series((Assertion("start"), *letters, Assertion("end"))))


def _built(tree: Node) -> Automaton | None:
    made = Automaton()
    first = made.state()
    emit = fold(tree, _emitter)
    if emit is None:
        return None
    try:
        start, made.last = emit(made)
    except OverflowError:
        return None
    made.jumps[first].append(("", start))
    return made


def _emitter(node: Node, below: Sequence[Emit | None]) -> Emit | None:
    """What adds the states of a node to an automaton, and gives the first and the last; None: not regular."""
    parts = [e for e in below if e is not None]
    if len(parts) < len(below):
        return None
    match node:
        case Chars(ranges=ranges):
            return lambda a: _letter(a, ranges)
        case Series():
            return lambda a: _chain(a, parts)
        case Alternatives():
            return lambda a: _fork(a, parts)
        case Group():
            return parts[0]
        case Repeat(low=low, high=high):
            return lambda a: _repeat(a, parts[0], low, high)
        case Assertion(kind=kind) if kind in ("start", "end"):
            return lambda a: _guard(a, kind)
    return None


def _letter(a: Automaton, ranges: Ranges) -> tuple[int, int]:
    start, end = a.state(), a.state()
    a.letters[start].append((ranges, end))
    return start, end


def _guard(a: Automaton, kind: str) -> tuple[int, int]:
    start, end = a.state(), a.state()
    a.jumps[start].append((kind, end))
    return start, end


def _chain(a: Automaton, parts: list[Emit]) -> tuple[int, int]:
    start = end = a.state()
    for part in parts:
        first, last = part(a)
        a.jumps[end].append(("", first))
        end = last
    return start, end


def _fork(a: Automaton, parts: list[Emit]) -> tuple[int, int]:
    start, end = a.state(), a.state()
    for part in parts:
        first, last = part(a)
        a.jumps[start].append(("", first))
        a.jumps[last].append(("", end))
    return start, end


def _repeat(a: Automaton, part: Emit, low: int, high: int | None) -> tuple[int, int]:
    start, end = _chain(a, [part] * low)
    if high is None:
        first, last = part(a)
        a.jumps[end].append(("", first))
        a.jumps[last].append(("", end))
        return start, end
    leave = a.state()
    for _ in range(high - low):
        a.jumps[end].append(("", leave))
        first, last = part(a)
        a.jumps[end].append(("", first))
        end = last
    a.jumps[end].append(("", leave))
    return start, leave


def shortest(
    wanted: Sequence[Automaton], barred: Sequence[Automaton], low: int, high: int | None
) -> str | None:
    """A shortest string of such a length that matches all that is wanted and nothing barred.

    None: it is proven that there is none.

    :raises LookupError: the search would take too long, or cannot count that far.
    """
    every = (*wanted, *barred)
    letters = _kinds(every)
    most = low if high is None else high + 1
    if most > MAX_COUNTED:
        raise LookupError
    start = tuple(a.closed(frozenset((0,)), "start") for a in every)
    waiting: deque[tuple[tuple[States, ...], str]] = deque([(start, "")])
    seen = {(start, 0)}
    while waiting:
        states, text = waiting.popleft()
        ends = [a.ends(s, not text) for a, s in zip(every, states, strict=True)]
        if len(text) >= low and all(ends[: len(wanted)]) and not any(ends[len(wanted) :]):
            return text
        if high is not None and len(text) >= high:
            continue
        for code in letters:
            after = tuple(a.step(s, code) for a, s in zip(every, states, strict=True))
            key = (after, min(len(text) + 1, most))
            if key not in seen:
                seen.add(key)
                waiting.append((after, text + chr(code)))
        if len(seen) > MAX_SEEN:
            raise LookupError
    return None


def _kinds(automata: Sequence[Automaton]) -> list[int]:
    """One code point of each kind that the automata tell apart, plain ones where there are such."""
    sets = list(dict.fromkeys(r for a in automata for row in a.letters for r, _ in row))
    cuts = sorted({0, *(c for ranges in sets for low, high in ranges for c in (low, high + 1))})
    spans = zip(cuts, [*cuts[1:], MAX_CODE_POINT + 1], strict=True)
    codes = [ord(c) for c in PLAIN]
    codes += [c for low, high in spans for c in (low, high - 1) if 0 <= c <= MAX_CODE_POINT and low < high]
    found: dict[tuple[bool, ...], int] = {}
    for code in codes:
        if not _SURROGATES[0] <= code <= _SURROGATES[1]:
            kind = tuple(any(low <= code <= high for low, high in ranges) for ranges in sets)
            found.setdefault(kind, code)
    return list(found.values())
