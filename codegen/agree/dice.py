"""Chance that is the same everywhere: of ``random.Random`` only ``random()`` promises that."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

__all__ = ["Dice"]

T = TypeVar("T")


class Dice:
    """A seeded source of choices, equal on every version of Python and for every hash seed."""

    __slots__ = ("_random",)

    def __init__(self, seed: int) -> None:
        self._random = Random(seed).random

    def below(self, count: int) -> int:
        """A whole number from 0 up to, not including, ``count``."""
        return int(self._random() * count)

    def chance(self, share: float) -> bool:
        """True in that share of calls."""
        return self._random() < share

    def pick(self, options: Sequence[T]) -> T:
        """One of the options, each as likely."""
        return options[int(self._random() * len(options))]

    def some(self, options: Sequence[T], share: float) -> list[T]:
        """Each of the options with that likelihood, in their order."""
        return [option for option in options if self._random() < share]

    def shuffled(self, options: Sequence[T]) -> list[T]:
        """All of the options in another order (Fisher-Yates)."""
        found = list(options)
        for last in range(len(found) - 1, 0, -1):
            other = int(self._random() * (last + 1))
            found[last], found[other] = found[other], found[last]
        return found
