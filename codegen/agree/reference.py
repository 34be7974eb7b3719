"""The judges that codegen did not write: ``jsonschema`` and ``jsonschema_rs`` on the bundled schema.

Both must concur.  ``jsonschema_rs`` judges every document; ``jsonschema``, some hundred times slower, judges
evenly spaced ones and every one that is in dispute.  A judge that cannot represent a document abstains.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from codegen.agree.protocol import Document

__all__ = ["FAST", "SLOW", "References", "parsed"]

FAST = "jsonschema-rs"
SLOW = "jsonschema"
_BUNDLE = "urn:codegen:bundle"
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


class References:
    """Verdicts by name of definition; validators are made when first needed.

    :param schema: the bundle; :param refs: name of a definition to where it stands, ``#/$defs/Name``.
    """

    def __init__(self, schema: Any, refs: Mapping[str, str]) -> None:
        self.schema = schema
        self.refs = refs
        self.abstained: Counter[str] = Counter()
        self.slow_count = 0
        self._fast: dict[str, Callable[[Any], bool]] = {}
        self._slow: dict[str, Callable[[Any], bool]] = {}
        self._registries: dict[str, Any] = {}

    def fast(self, document: Document) -> bool | None:
        """The verdict of ``jsonschema_rs``; None when it abstains."""
        if document.definition not in self._fast:
            self._fast[document.definition] = self._fast_validator(document.definition)
        if _SURROGATE.search(document.text) and _holds_lone_surrogate(document.text):
            self.abstained[FAST] += 1  # it holds strings as UTF-8
            return None
        return self._verdict(FAST, self._fast[document.definition], document.text)

    def slow(self, document: Document) -> bool | None:
        """The verdict of ``jsonschema``; None when it abstains."""
        if document.definition not in self._slow:
            self._slow[document.definition] = self._slow_validator(document.definition)
        self.slow_count += 1
        return self._verdict(SLOW, self._slow[document.definition], document.text)

    def _verdict(self, name: str, is_valid: Callable[[Any], bool], text: str) -> bool | None:
        """Either library raises what it likes at values it cannot hold: too deep, too large, too long."""
        try:
            return is_valid(parsed(text))
        except (ValueError, OverflowError, RecursionError, ArithmeticError, TypeError):
            self.abstained[name] += 1
            return None

    def _fast_validator(self, definition: str) -> Callable[[Any], bool]:
        import jsonschema_rs

        if FAST not in self._registries:
            self._registries[FAST] = jsonschema_rs.Registry([(_BUNDLE, self.schema)])
        return jsonschema_rs.Draft202012Validator(
            {"$ref": _BUNDLE + self.refs[definition]}, registry=self._registries[FAST], validate_formats=False
        ).is_valid

    def _slow_validator(self, definition: str) -> Callable[[Any], bool]:
        from jsonschema import Draft202012Validator
        from referencing import Registry
        from referencing.jsonschema import DRAFT202012

        if SLOW not in self._registries:
            resource = DRAFT202012.create_resource(self.schema)
            self._registries[SLOW] = Registry().with_resource(_BUNDLE, resource)
        return Draft202012Validator(
            {"$ref": _BUNDLE + self.refs[definition]}, registry=self._registries[SLOW]
        ).is_valid


def parsed(text: str) -> Any:
    """The value of a JSON text in plain Python, as any program would read it."""
    return json.loads(text)


def _holds_lone_surrogate(text: str) -> bool:
    try:
        json.dumps(parsed(text), ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False
