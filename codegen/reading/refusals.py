"""What every format refuses, in the same words."""

from __future__ import annotations

from json import dumps

from codegen.errors import DuplicateKey, LimitExceeded, MalformedDocument, Position
from codegen.reading.limits import MAX_DEPTH, MAX_DIGITS, MAX_NODES

__all__ = ["not_finite", "out_of_range", "shown", "too_deep", "too_many", "twice"]


def shown(text: str, limit: int = 40) -> str:
    """A piece of a document for a message: in quotes, and not too long."""
    return dumps(text if len(text) <= limit else text[:limit] + "…", ensure_ascii=False)


def twice(key: str, first_line: int, place: Position, file: str) -> DuplicateKey:
    """A key stands a second time in its mapping."""
    return DuplicateKey(
        f"the key {shown(key, 200)} stands here a second time; the first is on line {first_line}",
        "take one of the two out",
        position=place,
        file=file,
    )


def too_deep(place: Position, file: str) -> LimitExceeded:
    """Values are nested too deep."""
    return LimitExceeded(
        f"values are nested more than {MAX_DEPTH} deep",
        "write less deeply nested values; in a schema, put inner ones under $defs",
        position=place,
        file=file,
    )


def too_many(file: str, place: Position | None = None) -> LimitExceeded:
    """There are more keys and values than a document may have."""
    return LimitExceeded(
        f"the document has more than {MAX_NODES} keys and values",
        "split the file",
        position=place,
        file=file,
    )


def out_of_range(digits: str, place: Position, file: str) -> LimitExceeded:
    """A number is too large for a double, or has too many digits."""
    return LimitExceeded(
        f"the number {digits[:40]}{'…' if len(digits) > 40 else ''} is out of range",
        f"write a number below 1.8e308, or an integer of at most {MAX_DIGITS} digits",
        position=place,
        file=file,
    )


def not_finite(name: str, place: Position, file: str) -> MalformedDocument:
    """A number is infinite, or none at all."""
    return MalformedDocument(f"{name} is no JSON number", "write a finite number", position=place, file=file)
