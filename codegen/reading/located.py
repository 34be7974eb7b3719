"""A document with a place for every key and value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from codegen.errors import Position
from codegen.positions import Places, line_starts, position
from codegen.reading import quick
from codegen.reading.memory import uncollected
from codegen.reading.text import decode

__all__ = ["Reading", "reading"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says.  ``value`` is plain JSON; ``text`` is what positions count in.

    Positions are found on demand: a verdict needs none.
    """

    value: Any
    file: str
    text: str = field(repr=False)
    format: str
    _walk: Callable[[str, Any], Places] = field(repr=False, compare=False)
    _lazy: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def value_at(self, pointer: str) -> Position | None:
        """Where the value at a JSON Pointer begins; its nearest parent if it is not there."""
        return self._position(self._places().find(pointer)[1])

    def key_at(self, pointer: str) -> Position | None:
        """Where the key at a JSON Pointer stands, or the value where there is no key to it."""
        key, value, exact = self._places().find(pointer)
        return self._position(key if exact and key >= 0 else value)

    def _places(self) -> Places:
        if "places" not in self._lazy:
            with uncollected(len(self.text)):
                self._lazy["places"] = self._walk(self.text, self.value)
        places: Places = self._lazy["places"]
        return places

    def _position(self, offset: int) -> Position:
        if "lines" not in self._lazy:
            self._lazy["lines"] = line_starts(self.text)
        return position(self._lazy["lines"], offset)


def reading(data: bytes, format: str, file: str, number: Callable[[str], float] = float) -> Reading:
    """See :func:`codegen.reading.read`; ``number`` makes a value of a number's text."""
    if format == "json":
        from codegen.reading.json_text import places, value_of
    elif format == "yaml":
        from codegen.reading.yaml_text import places, value_of
    elif format == "toml":
        from codegen.reading.toml_text import places, value_of
    else:
        raise ValueError(f"no such format: {format!r}")
    if number is float:
        text = decode(data, file)
        if (value := quick(data, format)) is not None:
            return Reading(value, file, text, format, places)
    with uncollected(len(data)):
        value, text = value_of(data, file, number)
    return Reading(value, file, text, format, places)
