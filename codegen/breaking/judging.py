"""The judge of every witness: the reference validator, on the bundle of either version."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from codegen.agree.protocol import Document
from codegen.agree.reference import References, parsed
from codegen.agree.shrink import shrink
from codegen.ir import Model
from codegen.load import json_text, plain

__all__ = ["Judge", "Version"]

LARGEST = 300  # characters of a witness that is made smaller; it is small as it comes


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a schema with its judges; definitions go by ``Definition.key``."""

    model: Model
    refs: Mapping[str, str]
    references: References

    @staticmethod
    def of(model: Model) -> Version:
        """The version that a model is."""
        refs = {**model.refs, model.root: model.refs.get(model.root, "#")}
        return Version(model, refs, References(plain(model.schema), refs))

    def fast(self, key: str, text: str) -> bool | None:
        """What ``jsonschema_rs`` says; None when it cannot."""
        try:
            return self.references.fast(Document(key, text))
        except re.error:
            return None

    def slow(self, key: str, text: str) -> bool | None:
        """What ``jsonschema`` says; None when it cannot."""
        try:
            return self.references.slow(Document(key, text))
        except re.error:  # it hands ECMAScript's patterns to Python
            return None


@dataclass(frozen=True, slots=True)
class Judge:
    """Whether a document is valid as ``here`` in ``one`` version, and not as ``there`` in the ``other``."""

    one: Version
    here: str
    other: Version
    there: str

    def confirmed(self, text: str) -> bool:
        """The word of ``jsonschema``, or of ``jsonschema_rs`` where ``jsonschema`` cannot read a pattern."""
        verdicts = self.one.slow(self.here, text), self.other.slow(self.there, text)
        if None in verdicts:
            return self.likely(text)
        return verdicts == (True, False)

    def likely(self, text: str) -> bool:
        """The same by ``jsonschema_rs``, which is a hundred times faster."""
        return self.one.fast(self.here, text) is True and self.other.fast(self.there, text) is False

    def smallest(self, value: Any) -> str | None:
        """The smallest document found that shows what this one shows; None if this one does not."""
        try:
            text = json_text(value)
        except ValueError:  # an integer with more digits than Python writes
            return None
        if not self.confirmed(text):
            return None
        if len(text) > LARGEST:
            return text
        keys = _keys(value)
        small = shrink(text, lambda texts: [self.likely(t) and _keys(parsed(t)) <= keys for t in texts])
        return small if self.confirmed(small) else text


def _keys(value: Any) -> set[str]:
    """The keys of all objects in a value: a document with shortened keys would be smaller, and say less."""
    if isinstance(value, list):
        return {k for v in value for k in _keys(v)}
    if isinstance(value, dict):
        return set(value) | {k for v in value.values() for k in _keys(v)}
    return set()
