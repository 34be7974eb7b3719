"""The body of one ``accept`` function while it is written."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from codegen.checker.book import Book
from codegen.checker.names import Taken
from codegen.checker.source import Lines

__all__ = ["Body", "function"]

#: Deeper than this, what comes is moved to a function of its own (Python allows 100 levels).
MAX_DEPTH = 10
#: What a function that loops over values calls the builtins that it needs all the time.
_LOCAL = {
    "type": "kind",
    "dict": "dict_",
    "list": "list_",
    "str": "str_",
    "float": "float_",
    "int": "int_",
    "bool": "bool_",
}
_OWN = {"value", "values", *_LOCAL.values()}
#: A string literal (which stays as it is), or a test of a type.
_TYPE_TEST = re.compile(r'"(?:[^"\\]|\\.)*"|\btype(?=\()|(?<= is )\w+\b|(?<= is not )\w+\b')


@dataclass(slots=True)
class Body:
    """Lines and local names of a function.

    ``keyed`` is set when the body reads a key without looking whether it is there; the function then
    refuses on ``KeyError``, which costs nothing while the key is there.  ``hot``: it loops over values, so
    that small definitions are written out in it, which saves a call for each value.  ``held``: the names that
    hold the values of an object's required fields, by the name of the object and by key.
    """

    book: Book
    lines: Lines = field(default_factory=lambda: Lines(depth=1))
    taken: Taken = field(default_factory=lambda: Taken(set(_OWN)))
    keyed: bool = False
    inlined: int = 0
    hot: bool = False
    held: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def deep(self) -> bool:
        """Whether there should be no further level."""
        return self.lines.depth > MAX_DEPTH


def function(book: Book, head: str, summary: str, write: Callable[[Body], None], loop: str = "") -> list[str]:
    """A whole function; ``loop`` is the ``for`` line around its body, if any."""
    body = Body(book, hot=bool(loop))
    if loop:
        body.lines.add(loop)
        body.lines.depth += 1
    write(body)
    lines = body.lines.lines
    if loop:
        lines.append("    return True")
        lines = _quick(lines)
    if body.keyed:
        last = [line for line in lines[-1:] if line == "    return True"]
        inner = ["    " + line for line in lines[: len(lines) - len(last)]]
        lines = ["    try:", *inner, "    except KeyError:", "        return False", *last]
    return [head, *([f'    """{summary}"""'] if summary else []), *lines]


def _quick(lines: list[str]) -> list[str]:
    """The lines with builtins as locals, which Python reads faster: a fifteenth of the time of a long map."""
    used: dict[str, str] = {}

    def local(found: re.Match[str]) -> str:
        word = found[0]
        if word in _LOCAL:
            used[word] = _LOCAL[word]
        return used.get(word, word)

    quick = [_TYPE_TEST.sub(local, line) for line in lines]
    if not used:
        return lines
    return [f"    {', '.join(used.values())} = {', '.join(used)}  # locals are read faster", *quick]
