"""Is there a value that meets some formulas and breaks others?

The answer is one of three: ``Nothing`` is a proof that there is none, ``Found`` a value that was checked
against the formulas, ``Unknown`` says which part could not be decided.

For each JSON type the formulas are taken apart into literals about leaves; alternatives are tried one after
another (a tableau).  What a set of leaves means is worked out by the module for its type (``numbers``,
``strings``, ``arrays``, ``objects``), which asks for values of items and properties in turn.  Where that
leads back to the question it came from, one level deeper, the inner question counts as answered by
"nothing": values are finite, so the least one would have no place to begin.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import inf
from typing import Any

from codegen.breaking import arrays, numbers, objects, strings
from codegen.breaking.answers import NOTHING, Answer, Found, Nothing, Unknown
from codegen.breaking.evaluating import Literal, all_hold
from codegen.breaking.formulas import TYPES, Book, Formula, text_of

__all__ = ["Solver"]

MAX_STEPS = 30_000  # alternatives looked at for one question
FEW_STEPS = 1_500  # alternatives after which the first value that is found will do
MAX_DEPTH = 600  # questions inside questions
Option = tuple[Literal, ...]
_THEORIES = {
    "number": numbers.solve,
    "string": strings.solve,
    "array": arrays.solve,
    "object": objects.solve,
}


@dataclass(slots=True)
class Solver:
    """Answers questions about the formulas of one book and remembers what it found."""

    book: Book
    known: dict[frozenset[tuple[int, bool]], Answer] = field(default_factory=dict)
    open: dict[frozenset[tuple[int, bool]], int] = field(default_factory=dict)
    lowest: float = inf  # the outermost open question that the present answer was taken from
    steps: int = 0

    def ask(self, literals: Iterable[Literal]) -> Answer:
        """A value for which each formula holds (True) or does not (False)."""
        self.steps = 0
        return self.solve(literals)

    def solve(self, literals: Iterable[Literal]) -> Answer:
        """The same for a part of the value of a question that is being answered."""
        wanted = {(f.number, s): (f, s) for f, s in literals if f.kind != "true" or not s}
        key = frozenset(wanted)
        if any((n, not s) in wanted for n, s in wanted):
            return NOTHING
        if key in self.known:
            return self.known[key]
        depth = len(self.open)
        if key in self.open:
            self.lowest = min(self.lowest, self.open[key])
            return NOTHING
        if depth > MAX_DEPTH or self.steps > MAX_STEPS:
            return Unknown("too many combinations to try")
        outer, self.lowest = self.lowest, inf
        self.open[key] = depth
        answer = self._of_any_type(list(wanted.values()))
        del self.open[key]
        if self.lowest >= depth or isinstance(answer, Found):
            if self.steps <= MAX_STEPS or not isinstance(answer, Unknown):
                self.known[key] = answer
            self.lowest = inf
        self.lowest = min(outer, self.lowest)
        return answer

    def _of_any_type(self, literals: list[Literal]) -> Answer:
        doubt: Answer = NOTHING
        for kind in TYPES:
            answer = self._of_type(kind, literals)
            if isinstance(answer, Found):
                return answer
            doubt = doubt if isinstance(answer, Nothing) else answer
        return doubt

    def _of_type(self, kind: str, literals: list[Literal]) -> Answer:
        if kind in ("null", "boolean"):
            return self.first_of((None,) if kind == "null" else (True, False), literals)
        wanted = tuple((self.book.within(f, kind), s) for f, s in literals)
        return _Tableau(self, kind, literals).branch({}, [], list(wanted))

    def first_of(self, values: Iterable[Any], literals: Iterable[Literal]) -> Answer:
        """The first of these values that meets the literals, where there can be no others."""
        doubt: Answer = NOTHING
        wanted = list(literals)
        for value in values:
            verdict = all_hold(self.book, wanted, value)
            if verdict:
                return Found(value)
            if verdict is None:
                doubt = Unknown("a rule about what is left over decides")
        return doubt


@dataclass(frozen=True, slots=True)
class _Tableau:
    """One question for one JSON type."""

    solver: Solver
    kind: str
    literals: list[Literal]

    def branch(
        self, leaves: dict[Formula, bool], clauses: list[tuple[Option, ...]], todo: list[Literal]
    ) -> Answer:
        """A value that meets the leaves, one option of every clause, and all that is still to be read."""
        self.solver.steps += 1
        if self.solver.steps > MAX_STEPS:
            return Unknown("too many combinations to try")
        settled = self._settle(leaves, clauses, todo)
        if settled is None:
            return NOTHING
        clauses = settled
        answer = self._leaves(leaves)
        if not clauses or isinstance(answer, (Nothing, Found)):
            return answer
        return self._alternatives(leaves, clauses)

    def _alternatives(self, leaves: dict[Formula, bool], clauses: list[tuple[Option, ...]]) -> Answer:
        """Drop the options that cannot be, then try those of the clause with the fewest."""
        kept: list[tuple[Option, ...]] = []
        for clause in clauses:
            options = tuple(o for o in clause if not self._refuted(leaves, o))
            if not options:
                return NOTHING
            if len(options) == 1:
                rest = [*kept, *clauses[len(kept) + 1 :]]
                return self.branch(dict(leaves), rest, list(options[0]))
            kept.append(options)
        chosen = min(range(len(kept)), key=lambda n: len(kept[n]))
        rest = kept[:chosen] + kept[chosen + 1 :]
        return self._best(leaves, rest, kept[chosen])

    def _best(
        self, leaves: dict[Formula, bool], rest: list[tuple[Option, ...]], options: tuple[Option, ...]
    ) -> Answer:
        """The smallest value that an option gives, as long as looking further costs little."""
        best: Answer = NOTHING
        for option in options:
            if isinstance(best, Found) and self.solver.steps > FEW_STEPS:
                break
            answer = self.branch(dict(leaves), list(rest), list(option))
            if isinstance(answer, Found):
                best = answer if not isinstance(best, Found) or _size(answer) < _size(best) else best
            elif isinstance(answer, Unknown) and not isinstance(best, Found):
                best = answer
        return best

    def _refuted(self, leaves: dict[Formula, bool], option: Option) -> bool:
        self.solver.steps += 1
        more = dict(leaves)
        if self._settle(more, [], list(option)) is None:
            return True
        return isinstance(self._theory(more), Nothing)

    def _settle(
        self, leaves: dict[Formula, bool], clauses: list[tuple[Option, ...]], todo: list[Literal]
    ) -> list[tuple[Option, ...]] | None:
        """Read literals into leaves and clauses until nothing follows any more; None: they contradict."""
        clauses = list(clauses)
        while True:
            while todo:
                formula, sign = todo.pop()
                if formula.kind in ("true", "false"):
                    if (formula.kind == "true") != sign:
                        return None
                elif formula in leaves:
                    if leaves[formula] != sign:
                        return None
                else:
                    leaves[formula] = sign
                    self._read(formula, sign, clauses, todo)
            open_clauses = []
            for clause in clauses:
                options = _possible(clause, leaves)
                if options is None:
                    continue
                if not options:
                    return None
                if len(options) == 1:
                    todo.extend(options[0])
                else:
                    open_clauses.append(options)
            clauses = open_clauses
            if not todo:
                return clauses

    def _read(self, f: Formula, sign: bool, clauses: list[tuple[Option, ...]], todo: list[Literal]) -> None:
        """What a literal says in smaller ones."""
        match f.kind:
            case "not":
                todo.append((f.part, not sign))
            case "ref":
                todo.append((self.solver.book.within(self.solver.book.definitions[f.value], self.kind), sign))
            case "and" | "or" if (f.kind == "and") == sign:
                todo.extend((p, sign) for p in f.parts)
            case "and" | "or":
                clauses.append(tuple(((p, sign),) for p in f.parts))
            case "one" if sign:
                places = range(len(f.parts))
                clauses.append(tuple(tuple((f.parts[j], i == j) for j in places) for i in places))
            case "one":
                pairs = [(p, q) for i, p in enumerate(f.parts) for q in f.parts[i + 1 :]]
                none = tuple((p, False) for p in f.parts)
                clauses.append((none, *(((p, True), (q, True)) for p, q in pairs)))

    def _leaves(self, leaves: dict[Formula, bool]) -> Answer:
        """What the leaves leave; a value counts only when it meets the whole question."""
        answer = self._theory(leaves)
        if not isinstance(answer, Found):
            return answer
        verdict = all_hold(self.solver.book, self.literals, answer.value)
        if verdict:
            return answer
        return Unknown("no value was found that meets every rule", self._culprit(leaves), answer.value)

    def _culprit(self, leaves: dict[Formula, bool]) -> Any:
        opaque = [f.origin for f in leaves if f.kind == "opaque"]
        return opaque[0] if opaque else next((f.origin for f in leaves if f.origin is not None), None)

    def _theory(self, leaves: dict[Formula, bool]) -> Answer:
        only = [(f, s) for f, s in leaves.items() if f.kind not in ("and", "or", "one", "not", "ref")]
        listed = next((f for f, s in only if f.kind == "in" and s), None)
        if listed is not None:
            values = [self.solver.book.literals[t] for t in listed.value]
            return self.solver.first_of(values, only)
        return _THEORIES[self.kind](self.solver, only)


def _size(answer: Found) -> int:
    return len(text_of(answer.value))


def _possible(clause: tuple[Option, ...], leaves: dict[Formula, bool]) -> tuple[Option, ...] | None:
    """The options that the leaves leave, without what holds already; None when one of them holds."""
    options = []
    for option in clause:
        missing = tuple((f, s) for f, s in option if leaves.get(f) is not s or f not in leaves)
        if any(f in leaves for f, _ in missing):
            continue
        if any(f.kind in ("true", "false") and (f.kind == "true") != s for f, s in missing):
            continue
        if not missing:
            return None
        options.append(missing)
    return tuple(options)
