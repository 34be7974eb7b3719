"""Two versions of a schema, definition by definition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, Literal

from codegen.agree.mutate import Mutator
from codegen.agree.run import judged_definitions
from codegen.agree.spelling import plain_text
from codegen.breaking.answers import Found, Nothing, Unknown
from codegen.breaking.changes import changes_of, paths_of
from codegen.breaking.deep import deeply
from codegen.breaking.formulas import Book, Formula
from codegen.breaking.judging import Judge, Version
from codegen.breaking.reading import Reader, read
from codegen.breaking.solver import Solver
from codegen.errors import Origin
from codegen.examples import nodes_of
from codegen.ir import Model

__all__ = ["Comparison", "Finding", "Pair", "Side", "compare"]

#: Whether there is a document that one version accepts and the other refuses.
Says = Literal["yes", "no", "unknown"]
Verdict = Literal["breaks", "widens", "both", "same", "unknown"]
TRIES = 1_500  # documents tried, each way, where neither proof nor witness was found
LARGEST = 2_000  # characters of such a document


@dataclass(frozen=True, slots=True)
class Side:
    """One question about two versions of a definition: ``yes`` with a witness, ``no`` with a proof."""

    says: Says
    witness: str | None = None
    reason: str = ""
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """A definition in both versions.  ``old`` and ``new`` are keys of the models."""

    name: str
    old: str
    new: str
    root: bool = False
    old_name: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one definition.

    ``breaks``: a document that was valid is refused now.  ``widens``: one that was refused is valid now.
    """

    pair: Pair
    breaks: Side
    widens: Side

    @property
    def verdict(self) -> Verdict:
        """Both questions in a word; "unknown" where the word would depend on what is not known."""
        match self.breaks.says, self.widens.says:
            case "yes", "yes":
                return "both"
            case "yes", _:
                return "breaks"
            case "no", "yes":
                return "widens"
            case "no", "no":
                return "same"
        return "unknown"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every definition that users see; ``removed`` and ``added`` are there in one version only.

    ``changes`` says in words, by the name of a definition, what differs in its text.
    """

    findings: tuple[Finding, ...]
    removed: tuple[str, ...]
    added: tuple[str, ...]
    changes: Mapping[str, tuple[str, ...]]

    @property
    def breaking(self) -> bool:
        """Whether some document that was valid is refused now."""
        return any(f.breaks.says == "yes" for f in self.findings)

    @property
    def unsure(self) -> bool:
        """Whether it is not known of some definition."""
        return any(f.breaks.says == "unknown" for f in self.findings)


def compare(old: Model, new: Model) -> Comparison:
    """Compare two versions of a schema."""
    return deeply(lambda: _compared(old, new))


def _compared(old: Model, new: Model) -> Comparison:
    book = Book()
    after, before = read(book, [new, old])
    pairs, removed, added = _pairs(before, after)
    work = _Work(Solver(book), before, after, Version.of(old), Version.of(new))
    paths = paths_of(new)
    changes = {p.name: changes_of(before, after, p.old, p.new, paths[p.new]) for p in pairs}
    return Comparison(tuple(map(work.finding, pairs)), removed, added, changes)


def _pairs(before: Reader, after: Reader) -> tuple[list[Pair], tuple[str, ...], tuple[str, ...]]:
    """Root with root, then by name, then what says the same under another name."""
    old, new = _names(before.model), _names(after.model)
    roots = before.model.root, after.model.root
    found = [Pair(new.pop(roots[1]), roots[0], roots[1], True, old.pop(roots[0]))]
    by_name = {name: key for key, name in old.items()}
    for key, name in list(new.items()):
        if name in by_name:
            found.append(Pair(name, by_name[name], key, False, name))
            del new[key], old[by_name[name]]
    by_number = {before.numbers[key]: key for key in reversed(old)}
    for key, name in list(new.items()):
        twin = by_number.pop(after.numbers[key], None)
        if twin is not None:
            found.append(Pair(name, twin, key, False, old.pop(twin)))
            del new[key]
    return found, tuple(old.values()), tuple(new.values())


def _names(model: Model) -> dict[str, str]:
    return {key: name for key, (name, _) in judged_definitions(model).items()}


@dataclass(frozen=True, slots=True)
class _Work:
    solver: Solver
    before: Reader
    after: Reader
    old: Version
    new: Version

    def finding(self, pair: Pair) -> Finding:
        """Both questions about one definition."""
        was, now = self.before.definition(pair.old), self.after.definition(pair.new)
        if was is now:
            return Finding(pair, Side("no"), Side("no"))
        breaks = Judge(self.old, pair.old, self.new, pair.new)
        widens = Judge(self.new, pair.new, self.old, pair.old)
        return Finding(pair, self._side(was, now, breaks), self._side(now, was, widens))

    def _side(self, accepts: Formula, refuses: Formula, judge: Judge) -> Side:
        """Whether a document meets the one and not the other."""
        answer = self.solver.ask([(accepts, True), (refuses, False)])
        if isinstance(answer, Nothing):
            return Side("no")
        guess = answer.value if isinstance(answer, Found) else answer.guess
        for value in chain([guess], self._documents(judge)):
            witness = judge.smallest(value)
            if witness is not None:
                return Side("yes", witness)
        if isinstance(answer, Unknown):
            return Side("unknown", None, answer.reason, answer.origin)
        return Side("unknown", None, "the reference validator sees no difference where codegen does")

    def _documents(self, judge: Judge) -> Iterator[Any]:
        """Documents near either version on which a fast look finds a difference."""
        for version, key in ((judge.one, judge.here), (judge.other, judge.there)):
            if _huge(version.model):
                continue
            mutator = Mutator(version.model, 0)
            for _ in range(TRIES):
                try:
                    value = mutator.value(key)
                    text = plain_text(value)
                except (ValueError, OverflowError):  # an integer with more digits than Python writes
                    continue
                if len(text) <= LARGEST and judge.likely(text):
                    yield value


def _huge(model: Model) -> bool:
    """Whether the documents of a schema are too large to be drawn by the thousand."""
    lows = ("min_length", "min_items", "min_properties")
    return any((getattr(n, low, None) or 0) > LARGEST for n in nodes_of(model) for low in lows)
