"""What is wrong between a config and a model, told all at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice

from .._files.terminal import visible

__all__ = ["PlanError", "Problem", "listed", "near", "quoted"]

#: How many names a message repeats.
SHOWN = 6
#: How many words are compared for a did-you-mean: it is for people, and must not keep them waiting.
COMPARED = 2_000


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    ``pointer`` is the JSON Pointer of the place in the config (empty: it has none), ``message`` says what and
    why, ``hint`` what to write instead.
    """

    pointer: str
    message: str
    hint: str = ""


class PlanError(ValueError):
    """The config does not fit the model.  ``problems`` has everything that is wrong."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        head = f"the config does not fit the model: {count} {'problem' if count == 1 else 'problems'}"
        super().__init__("\n".join([head, *(_shown(p) for p in self.problems)]))

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.problems,)


def listed(names: Sequence[str]) -> str:
    """Names in a message: the first few, and how many more there are."""
    shown = ", ".join(quoted(n) for n in names[:SHOWN])
    return f"{shown} and {len(names) - SHOWN} more" if len(names) > SHOWN else shown


def quoted(name: str) -> str:
    """A name as itself where it is plain, else in quotes, so that one sees where it begins and ends."""
    plain = name and visible(name) == name and not set(name) & set(" ,;:'\"")
    return name if plain else f"'{visible(name)}'"


def near(word: str, known: Iterable[str]) -> str:
    """The word that was meant, or nothing."""
    words = list(islice(known, COMPARED))
    found = get_close_matches(word, words, 1, 0.6) or [w for w in words if word and word in w]
    return found[0] if found else ""


def _shown(problem: Problem) -> str:
    place = f"{visible(problem.pointer)}: " if problem.pointer else ""
    hint = f"\n      {visible(problem.hint)}" if problem.hint else ""
    return f"  {place}{visible(problem.message)}{hint}"
