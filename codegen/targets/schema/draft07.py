"""The bundle in draft-07, for validators that stopped there.  Same verdict, or refused.

Source: JSON Schema draft-07 (core and validation), and the release notes of 2019-09 and 2020-12 for what was
renamed since.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from codegen.errors import Origin, UnsupportedKeyword
from codegen.keywords import MANY_SCHEMAS, NAMED_SCHEMAS, ONE_SCHEMA
from codegen.targets.schema.evaluated import unevaluated
from codegen.targets.schema.rewriting import Link, Rewriter, below, known, unescaped

__all__ = ["DIALECT", "Draft07"]

DIALECT = "http://json-schema.org/draft-07/schema#"
#: Keywords that are no longer what they were, each with a function of its own below.
_SPECIAL = frozenset(
    (
        *("$ref", "allOf", "$defs", "definitions", "prefixItems", "items", "dependentRequired"),
        *("dependentSchemas", "contains", "minContains", "maxContains"),
        *("unevaluatedProperties", "unevaluatedItems"),
    )
)


@dataclass(slots=True)
class Draft07(Rewriter):
    """Rewrites a bundle.  ``origin`` says for a JSON Pointer in it where that was in the original."""

    origin: Callable[[str], Origin] = field(default=lambda pointer: Origin("", pointer))

    def schema(self, schema: Any, old: str, new: str) -> Any:
        """One subschema.

        :raises UnsupportedKeyword: draft-07 cannot say it.
        """
        self.moved[old] = new
        if not isinstance(schema, dict):
            return schema
        said = {k: v for k, v in known(schema).items() if k != "$id"}  # the bundle has that name
        written = {k: self._keyword(k, v, old, new) for k, v in said.items() if k not in _SPECIAL}
        self._definitions(written, said, old, new)
        self._items(written, said, old, new)
        self._dependencies(written, said, old, new)
        self._contains(written, said, old, new)
        rules = self._rules(said, old, below(new, "allOf"))
        if "$ref" in said and not rules and not written:
            return {"$ref": Link(unescaped(said["$ref"]))}
        if "$ref" in said:  # draft-07 ignores what stands beside a reference
            rules.append({"$ref": Link(unescaped(said["$ref"]))})
        return {**written, "allOf": rules} if rules else written

    def _keyword(self, key: str, value: Any, old: str, new: str, name: str = "") -> Any:
        here, there = below(old, key), below(new, name or key)
        if key in ONE_SCHEMA:
            return self.schema(value, here, there)
        if key in MANY_SCHEMAS:
            return [self.schema(v, below(here, i), below(there, i)) for i, v in enumerate(value)]
        if key in NAMED_SCHEMAS:
            return {k: self.schema(v, below(here, k), below(there, k)) for k, v in value.items()}
        return DIALECT if key == "$schema" else value

    def _definitions(self, written: dict[str, Any], said: dict[str, Any], old: str, new: str) -> None:
        found: dict[str, Any] = {}
        for keyword in ("$defs", "definitions"):
            for key, value in said.get(keyword, {}).items():
                name = key
                while name in found:
                    name += "_"
                found[name] = self.schema(value, below(old, keyword, key), below(new, "definitions", name))
        if found:
            written["definitions"] = found

    def _items(self, written: dict[str, Any], said: dict[str, Any], old: str, new: str) -> None:
        prefix = said.get("prefixItems", [])
        if prefix:
            written["items"] = self._keyword("prefixItems", prefix, old, new, "items")
        if "items" in said:
            name = "additionalItems" if prefix else "items"
            written[name] = self._keyword("items", said["items"], old, new, name)

    def _dependencies(self, written: dict[str, Any], said: dict[str, Any], old: str, new: str) -> None:
        found: dict[str, Any] = dict(said.get("dependentRequired", {}))
        for key, value in said.get("dependentSchemas", {}).items():
            here, there = below(old, "dependentSchemas", key), below(new, "dependencies", key)
            if key in found:
                rest = self.schema(value, here, below(there, "allOf", 0))
                found[key] = {"required": found[key], "allOf": [rest]}
            else:
                found[key] = self.schema(value, here, there)
        if found:
            written["dependencies"] = found

    def _contains(self, written: dict[str, Any], said: dict[str, Any], old: str, new: str) -> None:
        if "contains" not in said:
            return
        low, high = said.get("minContains", 1), said.get("maxContains")
        if high is not None and high > 0:
            self._refuse(old, "maxContains", "bound the whole array with maxItems, or take maxContains out")
        if low > 1:
            self._refuse(old, "minContains", "ask for one with contains alone, or use prefixItems")
        if high is None and low == 1:
            written["contains"] = self._keyword("contains", said["contains"], old, new)
        else:  # none may be there, or any number may
            there = below(new, "definitions", "contained")
            kept = written.setdefault("definitions", {})
            while there.rpartition("/")[2] in kept:
                there += "_"
            kept[there.rpartition("/")[2]] = self.schema(said["contains"], below(old, "contains"), there)

    def _rules(self, said: dict[str, Any], old: str, new: str) -> list[Any]:
        """The entries of ``allOf``: its own, and those for what draft-07 has no keyword for."""
        rules = [
            self.schema(v, below(old, "allOf", i), below(new, i)) for i, v in enumerate(said.get("allOf", []))
        ]
        if "contains" in said and said.get("maxContains") == 0:
            contained = {"$ref": Link(below(old, "contains"))}
            rules.append({"not": {"type": "array", "contains": contained}})
            if said.get("minContains", 1) > 0:
                rules.append({"not": {"type": "array"}})
        for keyword in ("unevaluatedProperties", "unevaluatedItems"):
            if keyword in said:
                judge = self.schema(
                    said[keyword], below(old, keyword), below(new, len(rules), "definitions", "rest")
                )
                variants = unevaluated(self.at, old, keyword)
                if variants is None:
                    self._refuse(
                        old, keyword, "close the object with additionalProperties, or with fewer branches"
                    )
                else:
                    rules.append({"definitions": {"rest": judge}, "anyOf": variants})
        return rules

    def _refuse(self, old: str, keyword: str, hint: str) -> None:
        raise UnsupportedKeyword(
            f"target draft-07 cannot say {keyword}",
            f"{hint}; or leave draft-07 out of the targets (targets = [...] in the settings, or --target)",
            self.origin(below(old, keyword)),
        )
