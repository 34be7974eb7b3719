"""Arrays: so many items, each of which meets what is said of its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from codegen.breaking.answers import NOTHING, Answer, Found, Nothing, Unknown
from codegen.breaking.evaluating import Literal

if TYPE_CHECKING:
    from codegen.breaking.solver import Solver

__all__ = ["solve"]

LONGEST = 1_000  # items that are made only to reach a bound
MAX_PAIRS = 6  # places that are tried for two equal items


def solve(solver: Solver, literals: list[Literal]) -> Answer:
    """An array that meets the literals."""
    low, high = _lengths(literals)
    if high is not None and low > high:
        return NOTHING
    return _Places(solver, literals, low, high).solve()


def _lengths(literals: list[Literal]) -> tuple[int, int | None]:
    low: int = 0
    highs: list[int] = []
    for f, sign in literals:
        if f.kind == "atleast" and sign:
            low = max(low, f.value)
        elif f.kind == "atleast" and f.part.kind == "true":
            highs.append(f.value - 1)
        elif f.kind in ("place", "items") and not sign:
            low = max(low, f.value + 1)
        elif f.kind == "distinct" and not sign:
            low = max(low, 2)
    return low, min(highs, default=None)


@dataclass(frozen=True, slots=True)
class _Places:
    """One question about arrays whose length lies between two bounds."""

    solver: Solver
    literals: list[Literal]
    low: int
    high: int | None

    def facts(self, place: int) -> list[Literal]:
        """What every item at a place must meet."""
        found = []
        for f, sign in self.literals:
            if (f.kind == "place" and sign and f.value == place) or (
                f.kind == "items" and sign and f.value <= place
            ):
                found.append((f.part, True))
            elif f.kind == "atleast" and not sign and f.value == 1:
                found.append((f.part, False))
        return found

    def far(self) -> int:
        """The first place from which on all places are alike."""
        return max(
            (f.value + (f.kind == "place") for f, _ in self.literals if f.kind in ("place", "items")),
            default=0,
        )

    def places(self, start: int = 0) -> Iterator[int]:
        """A place of each kind from there on."""
        last = max(self.far(), start)
        yield from (p for p in range(start, last + 1) if self.high is None or p < self.high)

    def solve(self) -> Answer:
        """Nothing, when something that must be somewhere can be nowhere; else an array is built."""
        items: dict[int, Any] = {}
        doubt: Answer | None = None
        for f, sign in self.literals:
            answer = self._somewhere(f, sign, items)
            if isinstance(answer, Nothing):
                return NOTHING
            doubt = answer if isinstance(answer, Unknown) else doubt
        forced = self._forced()
        if isinstance(forced, Nothing):
            return NOTHING
        if doubt is not None:
            return doubt
        return self._built(items)

    def _forced(self) -> Answer:
        """Places that must be there; and too many items of one kind."""
        for place in range(min(self.low, self.far() + 1)):
            if isinstance(self.solver.solve(self.facts(place)), Nothing):
                return NOTHING
        for f, sign in self.literals:
            if f.kind == "atleast" and not sign and 1 < f.value <= self.low and self._all_meet(f):
                return NOTHING
        return Found([])

    def _all_meet(self, f: Any) -> bool:
        """Whether every item of at least ``low`` must meet the part (at all kinds of places)."""
        return all(
            isinstance(self.solver.solve([*self.facts(p), (f.part, False)]), Nothing) for p in self.places()
        )

    def _somewhere(self, f: Any, sign: bool, items: dict[int, Any]) -> Answer:
        """Meet one literal that asks for something to be there."""
        if f.kind == "place" and not sign:
            return self._put((f.value,), (f.part, False), items)
        if f.kind == "items" and not sign:
            return self._put(self.places(f.value), (f.part, False), items)
        if f.kind == "distinct" and not sign:
            return self._twins(items)
        if f.kind == "atleast" and sign and f.part.kind != "true":
            return self._several(f, items)
        return Found([])

    def _put(self, places: Any, wanted: Literal, items: dict[int, Any]) -> Answer:
        doubt: Answer = NOTHING
        for place in places:
            answer = self.solver.solve([*self.facts(place), wanted])
            if isinstance(answer, Found):
                if place not in items:
                    items[place] = answer.value
                return answer
            doubt = doubt if isinstance(answer, Nothing) else answer
        return doubt

    def _several(self, f: Any, items: dict[int, Any]) -> Answer:
        """So many items that meet the part; nothing if there can be no such item, or one rule bars them."""
        if self._barred(f):
            return NOTHING
        fits: list[int] = []
        doubt: Answer = NOTHING
        for place in (*self.places(), *range(self.far() + 1, self.far() + f.value)):
            if len(fits) < f.value and place not in items and place < LONGEST:
                answer = self.solver.solve([*self.facts(place), (f.part, True)])
                if isinstance(answer, Found):
                    items[place] = answer.value
                    fits.append(place)
                doubt = doubt if isinstance(answer, Nothing) else answer
        if len(fits) >= f.value:
            return Found([])
        return (
            NOTHING
            if isinstance(doubt, Nothing) and not items
            else Unknown("whether enough items can be had", f.origin)
        )

    def _barred(self, f: Any) -> bool:
        """Whether another rule allows fewer items of a kind that these are of."""
        return any(
            g.kind == "atleast"
            and not s
            and g.value <= f.value
            and isinstance(self.solver.solve([(f.part, True), (g.part, False)]), Nothing)
            for g, s in self.literals
        )

    def _twins(self, items: dict[int, Any]) -> Answer:
        """Two equal items."""
        if self.high is not None and self.high < 2:
            return NOTHING
        doubt: Answer = NOTHING
        places = [p for p in range(self.far() + 2) if self.high is None or p < self.high]
        for second in places[1:MAX_PAIRS]:
            for first in range(second):
                answer = self.solver.solve([*self.facts(first), *self.facts(second)])
                if isinstance(answer, Found):
                    items.setdefault(first, answer.value)
                    items.setdefault(second, answer.value)
                    return answer
                doubt = doubt if isinstance(answer, Nothing) else answer
        if len(places) > MAX_PAIRS and isinstance(doubt, Nothing):
            return Unknown("too many places to try for two equal items")
        return doubt

    def _built(self, items: dict[int, Any]) -> Answer:
        """The items found, and plain ones in between."""
        length = max([self.low, *(p + 1 for p in items)])
        if length > LONGEST:
            return Unknown("the arrays in question are very long")
        distinct = any(f.kind == "distinct" and s for f, s in self.literals)
        built: list[Any] = []
        for place in range(length):
            if place in items and not (distinct and items[place] in built):
                built.append(items[place])
                continue
            answer = self.solver.solve(self._filling(place, built if distinct else []))
            if not isinstance(answer, Found):
                return answer if isinstance(answer, Unknown) else self._unfilled()
            built.append(answer.value)
        return Found(built)

    def _unfilled(self) -> Answer:
        return Unknown("no array was found that has enough items", self.literals[0][0].origin)

    def _filling(self, place: int, others: list[Any]) -> list[Literal]:
        """What an item must meet that only fills a place."""
        book = self.solver.book
        wanted = [
            (f.part, False)
            for f, s in self.literals
            if f.kind == "atleast" and not s and f.part.kind != "true"
        ]
        if others:
            wanted.append((book.one_of_values(others), False))
        return [*self.facts(place), *wanted]
