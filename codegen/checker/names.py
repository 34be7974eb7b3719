"""Names of functions and variables in a printed checker: readable, ASCII, and never taken twice."""

from __future__ import annotations

import builtins
import keyword
from collections.abc import Iterable
from dataclasses import dataclass, field

from codegen.naming import snake, words_of

__all__ = ["Taken", "identifier"]

MAX_WORDS = 6
_RESERVED = frozenset((*dir(builtins), *keyword.kwlist, *keyword.softkwlist, "value", "path", "issues"))


def identifier(text: str) -> str:
    """A ``snake_case`` identifier that recalls a key; never a keyword nor a builtin."""
    found = snake(words_of(text)[:MAX_WORDS])[:40].strip("_")
    if not found or not found[0].isalpha():
        found = f"item_{found}" if found else "item"
    return f"{found}_" if found in _RESERVED else found


@dataclass(slots=True)
class Taken:
    """The names of one scope."""

    names: set[str] = field(default_factory=set)

    def give(self, wanted: str) -> str:
        """The name, or the name with the first number behind it that is free."""
        name, number = wanted, 2
        while name in self.names:
            name, number = f"{wanted}_{number}", number + 1
        self.names.add(name)
        return name

    def function(self, prefix: str, parts: Iterable[str]) -> str:
        """A private function name made of words."""
        stem = "_".join(p for p in (identifier(part).rstrip("_") for part in parts) if p)
        return self.give(f"_{prefix}_{stem}")
