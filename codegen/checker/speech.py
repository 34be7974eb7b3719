"""Messages as Python source: the schema's part filled in, the document's part left as code."""

from __future__ import annotations

from collections.abc import Mapping

from codegen import messages
from codegen.checker.source import WIDTH, Lines, quote

__all__ = ["Code", "Path", "say", "speech"]

_CHUNK = 72  # characters of a literal on one line when it has to be broken


class Code(str):
    """Python source of a text that only the document knows, for a place in a message."""

    __slots__ = ()


class Path:
    """The source of a path: a tuple, and steps behind it."""

    __slots__ = ("base", "steps")

    def __init__(self, base: str = "path", steps: tuple[str, ...] = ()) -> None:
        self.base = base
        self.steps = steps

    def child(self, step: str) -> Path:
        """The path of a child; ``step`` is source."""
        return Path(self.base, (*self.steps, step))

    def __str__(self) -> str:
        return f"(*{self.base}, {', '.join(self.steps)})" if self.steps else self.base


def speech(code: str, values: Mapping[str, str]) -> list[str]:
    """The literals that together are the message of an issue, as source."""
    pieces: list[str] = []
    for before, field in messages.fields(code):
        pieces.append(_literal(before))
        if field:
            value = values[field]
            pieces.append(f"{{{value}}}" if isinstance(value, Code) else _literal(value))
    dynamic = any(isinstance(v, Code) for v in values.values())
    whole = "".join(pieces)
    if not dynamic:
        whole = whole.replace("{{", "{").replace("}}", "}")
    return [
        ('f"' if dynamic and ("{" in part or "}" in part) else '"') + part + '"' for part in _broken(whole)
    ]


def _literal(text: str) -> str:
    return quote(text)[1:-1].replace("{", "{{").replace("}", "}}")


def _broken(source: str) -> list[str]:
    """A long literal in parts, broken behind spaces that are in no braces."""
    if len(source) <= _CHUNK:
        return [source]
    parts, start, depth, last = [], 0, 0, 0
    for place, character in enumerate(source):
        depth += {"{": 1, "}": -1}.get(character, 0)
        if character == " " and depth == 0:
            if place - start >= _CHUNK and last > start:
                parts.append(source[start:last])
                start = last
            last = place + 1
    if len(source) - start > _CHUNK and last > start:
        parts.append(source[start:last])
        start = last
    return [*parts, source[start:]] if source[start:] else parts


def say(
    lines: Lines, call: str, arguments: list[str], literals: list[str], more: tuple[str, ...] = ()
) -> None:
    """A call with a message in it, over several lines when it is long."""
    whole = f"{call}({', '.join([*arguments, ' '.join(literals), *more])})"
    if len(literals) == 1 and len(whole) + 4 * lines.depth <= WIDTH:
        lines.add(whole)
        return
    lines.add(f"{call}(")
    inner = whole[len(call) + 1 : -1]
    if len(literals) == 1 and len(inner) + 4 * lines.depth + 4 <= WIDTH:
        lines.add(f"    {inner}")
        lines.add(")")
        return
    for argument in arguments:
        lines.add(f"    {argument},")
    for number, literal in enumerate(literals):
        lines.add(f"    {literal}" + ("," if number == len(literals) - 1 else ""))
    for argument in more:
        lines.add(f"    {argument},")
    lines.add(")")
