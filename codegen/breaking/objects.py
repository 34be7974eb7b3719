"""Objects: which keys are there, and what the value of each must meet.

A key that no schema names counts as well: it may match some patterns and be among "all others".  Such a key
is thought of as matching one pattern that the rules name (and perhaps more), or none; each case is asked
about with the facts that hold in it for certain.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING, Any

from codegen.breaking.answers import NOTHING, Answer, Found, Nothing, Unknown
from codegen.breaking.evaluating import Literal, all_hold, holds
from codegen.breaking.formulas import Formula
from codegen.sampling.strings import matches

if TYPE_CHECKING:
    from codegen.breaking.solver import Solver

__all__ = ["solve"]

_Case = tuple[tuple[str, ...], tuple[str, ...]]

NAMES = ("extra", "other", "x", "y", "z", "aaa", "bbb", "ccc")  # of keys that no rule names
MAX_EXACT = 4  # patterns of which every combination is looked at
MOST = 200  # keys that are made only to reach a count


def solve(solver: Solver, literals: list[Literal]) -> Answer:
    """An object that meets the literals."""
    low, high = _counts(literals)
    if high is not None and low > high:
        return NOTHING
    return _Keys(solver, literals, low, high).solve()


def _counts(literals: list[Literal]) -> tuple[int, int | None]:
    lows = [f.value for f, s in literals if f.kind == "keys" and s]
    highs = [f.value - 1 for f, s in literals if f.kind == "keys" and not s]
    return max(lows, default=0), min(highs, default=None)


@dataclass(slots=True)
class _Keys:
    """One question about objects with a number of keys between two bounds.

    ``about`` has what is said of single keys, ``general`` what is said of all.  ``made`` are the values found
    so far, ``more`` what they were asked to meet beyond the facts.
    """

    solver: Solver
    literals: list[Literal]
    low: int
    high: int | None
    named: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    about: dict[str, list[Literal]] = field(default_factory=dict)
    general: list[Formula] = field(default_factory=list)
    made: dict[str, Any] = field(default_factory=dict)
    more: dict[str, list[Literal]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        keys: dict[str, None] = {}
        patterns: dict[str, None] = {}
        for f, sign in self.literals:
            if f.kind in ("has", "set", "prop"):
                keys[f.value] = None
                self.about.setdefault(f.value, []).append((f, sign))
            elif f.kind in ("others", "matching", "names") and sign:
                self.general.append(f)
            if f.kind == "others":
                keys.update(dict.fromkeys(f.value[0]))
                patterns.update(dict.fromkeys(f.value[1]))
            elif f.kind == "matching":
                patterns[f.value] = None
        self.named, self.patterns = tuple(keys), tuple(patterns)

    def solve(self) -> Answer:
        """Nothing, when something that must be there cannot be; else an object is built."""
        doubts: list[Answer] = []
        for key in self.forced():
            answer = self._put(key, [])
            if isinstance(answer, Nothing):
                return NOTHING
            doubts.append(answer)
        if self.high is not None and len(self.made) > self.high and not _unknown(doubts):
            return NOTHING
        for f, sign in self.literals:
            answer = self._somewhere(f, sign)
            if isinstance(answer, Nothing):
                return NOTHING
            doubts.append(answer)
        doubts.append(self._enough())
        unsure = _unknown(doubts)
        if any(isinstance(d, Nothing) for d in doubts):
            return NOTHING
        return unsure or Found(dict(self.made))

    # --- keys that the rules name

    def forced(self) -> list[str]:
        """Keys that must be there."""
        found = [
            f.value
            for f, s in self.literals
            if (f.kind in ("has", "set") and s) or (f.kind == "prop" and not s)
        ]
        return list(dict.fromkeys(found))

    def facts(self, key: str) -> list[Literal] | None:
        """What the value at a key must meet if the key is there; None if it must not be there."""
        found: list[Literal] = []
        for f, sign in self.about.get(key, ()):
            if f.kind == "has" and not sign:
                return None
            if f.kind == "set":
                found.append((self.solver.book.null, not sign))
            elif f.kind == "prop":
                found.append((f.part, sign))
        for f in self.general:
            if f.kind == "names" and holds(self.solver.book, f.part, key) is False:
                return None
            if (f.kind == "matching" and matches(f.value)(key)) or (f.kind == "others" and _is_other(f, key)):
                found.append((f.part, True))
        return found

    def _put(self, key: str, wanted: list[Literal]) -> Answer:
        """Give a key a value that meets the facts, what it was asked before, and what is wanted now.

        Nothing means: not even without what other literals asked of this key.
        """
        facts = self.facts(key)
        if facts is None:
            return NOTHING
        before = self.more.get(key, [])
        answer = self.solver.solve([*facts, *before, *wanted])
        if isinstance(answer, Found):
            self.made[key] = answer.value
            self.more[key] = [*before, *wanted]
        elif isinstance(answer, Nothing) and before:
            alone = self.solver.solve([*facts, *wanted])
            return (
                alone if isinstance(alone, Nothing) else Unknown("two rules ask one key for different values")
            )
        return answer

    # --- keys that must be somewhere

    def _somewhere(self, f: Formula, sign: bool) -> Answer:
        """Meet one literal that asks for some key with some value."""
        if sign:
            return Found({})
        if f.kind == "others":
            return self._exists(lambda k: _is_other(f, k), None, f.value[1], [(f.part, False)])
        if f.kind == "matching":
            return self._exists(matches(f.value), f.value, (), [(f.part, False)])
        if f.kind == "names":
            bad = [(f.part, False)]
            return self._exists(lambda k: holds(self.solver.book, f.part, k) is not True, None, (), [], bad)
        return Found({})

    def _exists(
        self,
        fits: Any,
        within: str | None,
        without: tuple[str, ...],
        wanted: list[Literal],
        name: list[Literal] | None = None,
    ) -> Answer:
        """Some key that ``fits`` with a value as wanted: one that is named, or a fresh one.

        A fresh one matches the pattern ``within`` (if any), none of ``without``, and its name meets ``name``.
        """
        doubt: Answer = NOTHING
        for key in (*self.made, *(k for k in self.named if k not in self.made)):
            if fits(key):
                answer = self._put(key, wanted)
                if isinstance(answer, Found):
                    return answer
                doubt = doubt if isinstance(answer, Nothing) else answer
        answer = self._fresh(within, without, wanted, name or [])
        return doubt if isinstance(answer, Nothing) else answer

    def _fresh(
        self, within: str | None, without: tuple[str, ...], wanted: list[Literal], name: list[Literal]
    ) -> Answer:
        """A key that no rule names."""
        doubt: Answer = NOTHING
        for matched, unmatched in self._cases(within, without):
            key = self._name(matched, unmatched, name)
            if isinstance(key, Nothing):
                continue
            value = self.solver.solve([*self._fresh_facts(matched, unmatched), *wanted])
            if isinstance(value, Nothing):
                continue
            if isinstance(key, Found) and isinstance(value, Found):
                self.made[key.value] = value.value
                self.more[key.value] = wanted
                return Found({})
            doubt = key if isinstance(key, Unknown) else value
        return doubt

    def _cases(self, within: str | None, without: tuple[str, ...]) -> Iterator[_Case]:
        """Which patterns a fresh key matches, and which it does not.

        With few patterns, all there is to say; with many, one that it matches for certain, or that it
        matches none.
        """
        needed = () if within is None else (within,)
        if len(self.patterns) <= MAX_EXACT:
            for size in range(len(self.patterns) + 1):
                for chosen in combinations(self.patterns, size):
                    if set(needed) <= set(chosen) and not set(without) & set(chosen):
                        yield chosen, tuple(p for p in self.patterns if p not in chosen)
            return
        if within is None:
            yield (), self.patterns
        for pattern in self.patterns:
            if pattern not in without:
                yield tuple(dict.fromkeys((pattern, *needed))), without

    def _name(self, matched: tuple[str, ...], unmatched: tuple[str, ...], name: list[Literal]) -> Answer:
        """The name of a fresh key."""
        book = self.solver.book
        wanted: list[Literal] = [(book.leaf("type", "string"), True), *name]
        wanted += [(f.part, True) for f in self.general if f.kind == "names"]
        wanted += [(book.leaf("pattern", p), False) for p in unmatched]
        wanted += [(book.leaf("pattern", p), True) for p in matched]
        taken = {*self.named, *self.made}
        for plain in NAMES:
            if plain not in taken and all_hold(book, wanted, plain):
                return Found(plain)
        return self.solver.solve([*wanted, (book.one_of_values(sorted(taken)), False)] if taken else wanted)

    def _fresh_facts(self, matched: tuple[str, ...], unmatched: tuple[str, ...]) -> list[Literal]:
        """What its value meets for certain."""
        return [
            (f.part, True)
            for f in self.general
            if (f.kind == "matching" and f.value in matched)
            or (f.kind == "others" and set(f.value[1]) <= set(unmatched))
        ]

    # --- how many

    def _enough(self) -> Answer:
        """Add keys until there are as many as there must be."""
        if len(self.made) >= self.low:
            return self._not_too_many()
        if self.low > MOST:
            return Unknown("the objects in question are very large")
        possible = True
        for key in self.named:
            if len(self.made) < self.low and key not in self.made:
                possible &= not isinstance(self._put(key, []), Unknown)
        while len(self.made) < self.low:
            answer = self._fresh(None, (), [], [])
            if isinstance(answer, Nothing):
                few = possible and not any(self.more.values())
                return NOTHING if few else Unknown("whether there can be enough keys was not decided")
            if isinstance(answer, Unknown):
                return answer
        return Found({})

    def _not_too_many(self) -> Answer:
        if self.high is None or len(self.made) <= self.high:
            return Found({})
        return Unknown("no object was found that has few enough keys")


def _is_other(f: Formula, key: str) -> bool:
    """Whether a key is among "all others"."""
    keys, patterns = f.value
    return key not in keys and not any(matches(p)(key) for p in patterns)


def _unknown(answers: list[Answer]) -> Unknown | None:
    return next((a for a in answers if isinstance(a, Unknown)), None)
