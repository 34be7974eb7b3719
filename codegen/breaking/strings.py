"""Strings of some length that match patterns, or do not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from codegen.breaking.answers import NOTHING, Answer, Found, Unknown
from codegen.breaking.evaluating import Literal, all_hold
from codegen.breaking.languages import automaton, exactly, shortest
from codegen.sampling.strings import matching, not_matching

if TYPE_CHECKING:
    from codegen.breaking.solver import Solver

__all__ = ["solve"]

MAX_LISTED = 12  # strings that are ruled out by an automaton of their own
LONGEST = 3_000  # code points that are written only to reach a bound
LETTERS = ("a", "b", "0", "A", "-", "_", " ", ".", "/", "!", "\u00e9", "zz", "a0", "x-")


def solve(solver: Solver, literals: list[Literal]) -> Answer:
    """A string that meets the literals."""
    low, high = _lengths(literals)
    if high is not None and low > high:
        return NOTHING
    if high == 0:
        return solver.first_of([""], literals)
    regular = _regular(solver, literals, low, high)
    if regular is not None:
        return regular
    if low <= LONGEST:
        for value in dict.fromkeys(_candidates(literals, low, high)):
            if all_hold(solver.book, literals, value):
                return Found(value)
    at = next((f.origin for f, _ in literals if f.kind == "pattern"), None)
    return Unknown("whether some string fits its patterns and lengths was not decided", at)


def _regular(solver: Solver, literals: list[Literal], low: int, high: int | None) -> Answer | None:
    """The answer of automata; None when there is no pattern, or they have no answer."""
    patterns = [(f.value, s) for f, s in literals if f.kind == "pattern"]
    made = [(automaton(p), s) for p, s in patterns]
    listed = [text for f, s in literals if f.kind == "in" and not s for text in _listed(f.value)]
    if not patterns or any(a is None for a, _ in made):
        return None
    wanted = [a for a, s in made if s and a is not None]
    barred = [a for a, s in made if not s and a is not None]
    others = [a for t in listed[:MAX_LISTED] if (a := exactly(t)) is not None]
    try:
        found = shortest(wanted, [*barred, *others], low, high)
    except LookupError:
        return None
    if found is None:
        return NOTHING
    return Found(found) if all_hold(solver.book, literals, found) else None


def _lengths(literals: list[Literal]) -> tuple[int, int | None]:
    low: int = 0
    highs: list[int] = []
    for f, sign in literals:
        if f.kind in ("longer", "shorter"):
            if (f.kind == "longer") == sign:
                low = max(low, f.value if sign else f.value + 1)
            else:
                highs.append(f.value if sign else f.value - 1)
    return low, min(highs, default=None)


def _candidates(literals: list[Literal], low: int, high: int | None) -> Iterator[str]:
    """Strings made for the patterns and near them, the shortest first."""
    if low == 0:
        yield ""
    for letter in LETTERS:
        for length in (low, low + 1, low + 2):
            if high is None or length <= high:
                yield (letter * length)[: max(length, 1)]
    for f, sign in literals:
        if f.kind == "pattern":
            yield from matching(f.value, low, high)
            bad = not_matching(f.value)
            if bad is not None and not sign:
                yield from (bad, bad + "a" * low, bad + bad)
            yield from _near(matching(f.value, low, high))
        if f.kind == "in":
            yield from (v + "x" for v in _listed(f.value)[:20])


def _near(texts: tuple[str, ...]) -> Iterator[str]:
    """Strings with one letter more, less, or in the other case."""
    for text in texts[:4]:
        yield from (text[:-1], text[1:], text.upper(), text.lower(), text + text)
        for letter in LETTERS:
            yield from (text + letter, letter + text, letter + text + letter)
            yield text[:1] + letter + text[1:]


def _listed(texts: tuple[str, ...]) -> list[str]:
    """The strings among the texts of some values."""
    return [json.loads(text) for text in texts if text.startswith('"')]
