"""What is shared while one module is printed: names, constants and the functions to print."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from codegen.checker.accept import expr
from codegen.checker.book import Book as Words
from codegen.checker.names import Taken
from codegen.checker.names import identifier as snake_name
from codegen.checker.source import FALSE, TRUE
from codegen.ir import Node
from codegen.javascript.formulas import FORMULAS
from codegen.javascript.source import strings
from codegen.naming import pascal

__all__ = ["RUNTIME", "Book", "Names"]

#: What the runtime exports for printed code.
RUNTIME = (
    "acceptor", "checker", "equal", "equalItems", "fits", "fitsAt", "get", "has", "isInteger", "isMultiple",
    "isNumber", "isObject", "keysOf", "listed", "mark", "never", "pick", "shown", "size",
)  # fmt: skip
_OWN = ("ACCEPTS", "CHECK", "isValid", "validate")
_SHORT = 40  # characters of a list that is written where it is used


class Names(Taken):
    """Names of one module, as ECMAScript writes them: ``checkLearningRate``."""

    def function(self, prefix: str, parts: Iterable[str]) -> str:
        """A name made of words."""
        words = [w for part in parts for w in snake_name(part).split("_") if w]
        return self.give(re.sub(r"\W", "", prefix + pascal(words)))


@dataclass(slots=True)
class Book(Words):
    """Lives for one call of ``print_checker``.  What messages call things comes from the class above."""

    taken: Taken = field(default_factory=lambda: Names({*RUNTIME, *FORMULAS, *_OWN}))
    python: Words | None = None

    def constant(self, prefix: str, parts: Iterable[str], source: str) -> str:
        """The name of a module constant with this source; equal sources share one."""
        if source not in self.constants:
            words = [w for part in parts for w in snake_name(part).split("_") if w]
            self.constants[source] = self.taken.give("_".join([prefix, *words]).upper())
        return self.constants[source]

    def strings(self, prefix: str, parts: Iterable[str], values: Iterable[str]) -> str:
        """A list of strings: in place when it is short, else a constant."""
        source = strings(values)
        return source if len(source) <= _SHORT else self.constant(prefix, parts, source)

    def regular(self, pattern: str) -> str:
        """The name of a regular expression."""
        from codegen.regex import to_ecma

        source = f"/{to_ecma(pattern) or '(?:)'}/u"  # two slashes would be a comment
        if source not in self.constants:
            self.constants[source] = self.taken.give(f"PATTERN_{self.pattern(pattern) + 1}")
        return self.constants[source]

    def always(self, node: Node) -> bool | None:
        """True if a node accepts every value, False if none, as far as that can be seen.

        The Python printer is asked, since the words depend on it.
        """
        if self.python is None:
            self.python = Words(self.model)
            self.python.functions.update({d.key: "f" for d in self.model.definitions})
        found = expr(self.python, node, "value", True)
        return {TRUE: True, FALSE: False}.get(found)
