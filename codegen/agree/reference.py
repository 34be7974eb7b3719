"""The judges that codegen did not write: ``jsonschema`` and ``jsonschema_rs`` on the bundled schema.

Stock validators know no ``x-rules``.  Where a schema has some, each validator judges twice: with the
keyword taught to it (:mod:`codegen.agree.rules`), for artefacts that enforce rules, and without, for those
that do not.

Both must concur.  ``jsonschema_rs`` judges every document; ``jsonschema``, some hundred times slower, judges
evenly spaced ones and every one that is in dispute.  A judge that cannot represent a document abstains.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from codegen.agree.protocol import Document
from codegen.agree.rules import KEYWORD, RawRules, has_rules

__all__ = ["FAST", "PLAIN", "SLOW", "References", "parsed"]

FAST = "jsonschema-rs"
SLOW = "jsonschema"
#: What the same judges are called where they were not told of rules.
PLAIN = {FAST: "jsonschema-rs, no rules", SLOW: "jsonschema, no rules"}
_BUNDLE = "urn:codegen:bundle"
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


class References:
    """Verdicts by name of definition; validators are made when first needed.

    :param schema: the bundle; :param refs: name of a definition to where it stands, ``#/$defs/Name``.
    """

    def __init__(self, schema: Any, refs: Mapping[str, str]) -> None:
        self.schema = schema
        self.refs = refs
        self.ruled = has_rules(schema)
        self.abstained: Counter[str] = Counter()
        self.slow_count = 0
        self._fast: dict[tuple[str, bool], Callable[[Any], bool]] = {}
        self._slow: dict[tuple[str, bool], Callable[[Any], bool]] = {}
        self._registries: dict[str, Any] = {}
        self._last: tuple[str, Any] = ("null", None)

    def fast(self, document: Document, rules: bool = True) -> bool | None:
        """The verdict of ``jsonschema_rs``; None when it abstains."""
        key = (document.definition, rules and self.ruled)
        if key not in self._fast:
            self._fast[key] = self._fast_validator(*key)
        if _SURROGATE.search(document.text) and _holds_lone_surrogate(document.text):
            self.abstained[FAST] += rules  # it holds strings as UTF-8
            return None
        return self._verdict(FAST, self._fast[key], document.text, rules)

    def slow(self, document: Document, rules: bool = True) -> bool | None:
        """The verdict of ``jsonschema``; None when it abstains."""
        key = (document.definition, rules and self.ruled)
        if key not in self._slow:
            self._slow[key] = self._slow_validator(*key)
        self.slow_count += rules
        return self._verdict(SLOW, self._slow[key], document.text, rules)

    def verdicts(self, document: Document, *judges: str) -> dict[str, bool | None]:
        """What these judges say, by name; where there are rules, also what they say without them."""
        asked = {FAST: self.fast, SLOW: self.slow}
        found = {name: asked[name](document) for name in judges}
        if self.ruled:
            found |= {PLAIN[name]: asked[name](document, False) for name in judges}
        return found

    def _verdict(self, name: str, is_valid: Callable[[Any], bool], text: str, count: bool) -> bool | None:
        """Either library raises what it likes at values it cannot hold: too deep, too large, too long."""
        try:
            return is_valid(self._value(text))
        except (ValueError, OverflowError, RecursionError, ArithmeticError, TypeError):
            self.abstained[name] += count
            return None

    def _value(self, text: str) -> Any:
        """The value of a text; several judges in a row look at the same one, and none changes it."""
        if self._last[0] is not text:
            self._last = (text, parsed(text))
        return self._last[1]

    def _rules(self, schema: Any, rules: Any) -> RawRules:
        return RawRules(self.schema, schema, rules)

    def _fast_validator(self, definition: str, rules: bool) -> Callable[[Any], bool]:
        import jsonschema_rs

        if FAST not in self._registries:
            self._registries[FAST] = jsonschema_rs.Registry([(_BUNDLE, self.schema)])
        make = self._rules

        class Keyword:
            def __init__(self, parent: Any, value: Any, path: Any) -> None:
                self.rules = make(parent, value)

            def validate(self, instance: Any) -> None:
                if not self.rules.hold(instance):
                    raise ValueError("a rule is broken")

        return jsonschema_rs.Draft202012Validator(
            {"$ref": _BUNDLE + self.refs[definition]},
            registry=self._registries[FAST],
            validate_formats=False,
            keywords={KEYWORD: Keyword} if rules else None,
        ).is_valid

    def _slow_validator(self, definition: str, rules: bool) -> Callable[[Any], bool]:
        from jsonschema import Draft202012Validator, ValidationError
        from jsonschema.validators import extend
        from referencing import Registry
        from referencing.jsonschema import DRAFT202012

        if SLOW not in self._registries:
            # a schema that names its dialect is judged by that dialect's class, which knows no rules
            whole = self.schema
            if isinstance(whole, dict):
                whole = {k: v for k, v in whole.items() if k != "$schema"}
            resource = DRAFT202012.create_resource(whole)
            self._registries[SLOW] = Registry().with_resource(_BUNDLE, resource)
        made: dict[int, RawRules] = {}

        def keyword(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
            if id(schema) not in made:
                made[id(schema)] = self._rules(schema, value)
            if not made[id(schema)].hold(instance):
                yield ValidationError("a rule is broken")

        judge: Any = Draft202012Validator
        if rules:
            judge = extend(judge, {KEYWORD: keyword})  # type: ignore[no-untyped-call]
        found: Callable[[Any], bool] = judge(
            {"$ref": _BUNDLE + self.refs[definition]}, registry=self._registries[SLOW]
        ).is_valid
        return found


def parsed(text: str) -> Any:
    """The value of a JSON text in plain Python, as any program would read it."""
    return json.loads(text)


def _holds_lone_surrogate(text: str) -> bool:
    try:
        json.dumps(parsed(text), ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False
