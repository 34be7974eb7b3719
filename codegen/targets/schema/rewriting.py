"""A schema rewritten for some validator: what moves takes its references along.

A rewriter gives each subschema a new place and remembers it; references are put in as links to old places
and turned into text at the end, when every new place is known.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from codegen.bundle import local_ref
from codegen.keywords import ANNOTATIONS, ASSERTING, subschemas

__all__ = ["Link", "Rewriter", "below", "known", "links", "unescaped"]

_KEPT = ASSERTING | ANNOTATIONS
#: Keywords whose assertion some validators switch on: they go into a comment.
_ONLY_NOTES = ("format", "contentEncoding", "contentMediaType")


@dataclass(frozen=True, slots=True)
class Link:
    """A reference to the subschema that had this JSON Pointer in the bundle."""

    pointer: str


def below(pointer: str, *steps: str | int) -> str:
    """The JSON Pointer of something below."""
    return pointer + "".join("/" + str(s).replace("~", "~0").replace("/", "~1") for s in steps)


def links(schema: Any, pointer: str = "") -> Iterator[str]:
    """The JSON Pointers that the references of a bundled schema lead to."""
    if isinstance(schema, dict) and "$ref" in schema:
        yield unescaped(schema["$ref"])
    for _, sub in subschemas(schema):
        yield from links(sub)


@dataclass(slots=True)
class Rewriter(ABC):
    """Base of the two exports.  Lives for one schema.

    ``moved`` gives the new JSON Pointer for the old one of each subschema.
    """

    bundle: Any
    moved: dict[str, str] = field(default_factory=dict)

    def rewritten(self) -> Any:
        """The new schema."""
        return self._relinked(self.schema(self.bundle, "", ""))

    @abstractmethod
    def schema(self, schema: Any, old: str, new: str) -> Any:
        """One subschema in its new place."""

    def at(self, pointer: str) -> Any:
        """The subschema of the bundle at a JSON Pointer."""
        value = self.bundle
        for step in pointer.split("/")[1:]:
            step = step.replace("~1", "/").replace("~0", "~")
            value = value[int(step)] if isinstance(value, list) else value[step]
        return value

    def _relinked(self, value: Any) -> Any:
        if isinstance(value, Link):
            return local_ref(self.moved[value.pointer])
        if isinstance(value, dict):
            return {k: self._relinked(v) for k, v in value.items()}
        return [self._relinked(v) for v in value] if isinstance(value, list) else value


def known(schema: dict[str, Any]) -> dict[str, Any]:
    """A subschema without keywords that the standard does not have, and with notes as a comment.  Rules
    between fields (``x-rules``) are such notes: no stock validator enforces them.

    That takes out our ``x-`` annotations and what other tools keep for themselves.
    """
    kept = {k: v for k, v in schema.items() if k in _KEPT and k not in _ONLY_NOTES}
    notes = [f"{k}: {schema[k]}" for k in _ONLY_NOTES if k in schema]
    notes += [f"not checked by this file: {r['rule']}" for r in schema.get("x-rules", ())]
    if notes:
        kept["$comment"] = "; ".join([*([schema["$comment"]] if "$comment" in schema else []), *notes])
    return kept


def unescaped(ref: str) -> str:
    """The JSON Pointer that a local reference holds."""
    return unquote(ref[1:])
