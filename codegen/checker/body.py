"""The body of one ``accept`` function while it is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from codegen.checker.book import Book
from codegen.checker.names import Taken
from codegen.checker.source import Lines

__all__ = ["Body", "function"]

#: Deeper than this, what comes is moved to a function of its own (Python allows 100 levels).
MAX_DEPTH = 10


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
    taken: Taken = field(default_factory=lambda: Taken({"value", "values"}))
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
    if body.keyed:
        inner = ["    " + line for line in lines[: -1 if lines[-1] == "    return True" else None]]
        lines = ["    try:", *inner, "    except KeyError:", "        return False"]
        if len(inner) < len(body.lines.lines):
            lines.append("    return True")
    return [head, *([f'    """{summary}"""'] if summary else []), *lines]
