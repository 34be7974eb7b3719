"""Faults of writing that can be mended in place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from codegen.linting.place import Finding, Subject
from codegen.load import plain

__all__ = ["description_without_full_stop", "duplicate_in_enum", "same"]


def description_without_full_stop(subject: Subject) -> Iterator[Finding]:
    """Descriptions that break off.  They become sentences in comments, docstrings and pages."""
    for place in subject.places:
        text = place.schema.get("description")
        if isinstance(text, str) and _breaks_off(text):
            message = f"the description ends without a full stop: …{text[-30:]!r}"
            yield Finding(place.at("description"), message, "end it with a full stop")


def _breaks_off(text: str) -> bool:
    last = text[-1:]
    is_address = "://" in (text.split() or [""])[-1]
    return last.isascii() and (last.isalnum() or last in ")`'\"") and not is_address and " " in text


def duplicate_in_enum(subject: Subject) -> Iterator[Finding]:
    """Values that an ``enum`` names twice; 1 and 1.0 are the same value."""
    for place in subject.places:
        values: list[Any] = place.schema.get("enum", [])
        for index, value in enumerate(values):
            if any(same(value, other) for other in values[:index]):
                message = "enum has this value already"
                yield Finding(place.at("enum", index), message, "remove one of the two")


def same(one: Any, other: Any) -> bool:
    """Equality of JSON Schema: numbers by value, and true is no number."""
    return bool(_typed(plain(one)) == _typed(plain(other)))


def _typed(value: Any) -> Any:
    if isinstance(value, bool):
        return ("boolean", value)
    if isinstance(value, list):
        return [_typed(v) for v in value]
    if isinstance(value, dict):
        return {k: _typed(v) for k, v in value.items()}
    return value
