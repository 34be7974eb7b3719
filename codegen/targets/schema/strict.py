"""The bundle for strict validators: each keyword beside its type, and nothing that would be ignored.

Ajv's strict mode refuses what a person may have written by mistake: a keyword without the type it speaks
about, several types at once, ``required`` without ``properties``, ``if`` alone, a keyword it does not know.
Here such schemas are said in other words with the same verdict.  What cannot be (a tuple of no fixed
length, a property that a pattern names as well) stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from codegen.bundle import local_ref
from codegen.keywords import (
    ANNOTATIONS,
    ARRAY,
    IN_PLACE,
    MANY_SCHEMAS,
    NAMED_SCHEMAS,
    NUMBER,
    OBJECT,
    ONE_SCHEMA,
    STRING,
    subschemas,
)
from codegen.targets.schema.rewriting import Link, Rewriter, below, known, links, unescaped

__all__ = ["Strict"]

_FAMILIES: dict[str, tuple[str, ...]] = {
    "object": (*OBJECT, "propertyNames", "dependentRequired", "dependentSchemas"),
    "array": (*ARRAY, "contains", "minContains", "maxContains"),
    "string": STRING,
    "number": NUMBER,
}
_FAMILY = {k: family for family, keywords in _FAMILIES.items() for k in keywords}
_FAMILY |= {"unevaluatedProperties": "object", "unevaluatedItems": "array"}
#: Keywords that stay where a schema stands, whatever becomes of the others.
_HEAD = frozenset(ANNOTATIONS - {"contentSchema"})


@dataclass(slots=True)
class Strict(Rewriter):
    """Rewrites a bundle.  ``referred``: old places that references lead to, which may not go away.

    ``counts_keys``: somewhere it matters which keys and places are evaluated, so none may be added.
    """

    referred: frozenset[str] = field(init=False)
    counts_keys: bool = field(init=False)

    def __post_init__(self) -> None:
        self.referred = frozenset(links(self.bundle))
        self.counts_keys = _says(self.bundle, ("unevaluatedProperties", "unevaluatedItems"))

    def schema(self, schema: Any, old: str, new: str, context: tuple[str, ...] = ()) -> Any:
        """One subschema.  ``context``: the types that schemas around it let through, about the same value."""
        self.moved[old] = new
        if not isinstance(schema, dict):
            return schema
        schema = self._useful(known(schema), old)
        if old in self.referred:
            context = ()  # a reference comes to it from elsewhere
        else:
            schema = _narrowed(schema, context)
        left_over = self._lacking(schema, context)
        if left_over:
            return self._judged(schema, left_over, old, new)
        return self._conjunction(schema, old, new, context)

    def _conjunction(self, schema: dict[str, Any], old: str, new: str, context: tuple[str, ...]) -> Any:
        """The keywords of a schema, each beside its type."""
        types = _types(schema)
        apart = self._apart(schema, types, context)
        kept = {k: v for k, v in schema.items() if k not in apart}
        around = tuple(types) if types and "type" in kept else context
        written = {k: self._keyword(k, v, old, new, around) for k, v in kept.items()}
        self._declare(written, schema, old, new, "properties" in kept or "required" in kept)
        if "if" in kept and "then" not in kept and "else" not in kept:
            self._tried(written, schema["if"], old, new, around)
        if apart:
            self._spread(written, {k: v for k, v in schema.items() if k in apart}, old, new)
        return written

    def _lacking(self, schema: dict[str, Any], context: tuple[str, ...]) -> list[str]:
        """``unevaluated...`` keywords without their type."""
        types = _types(schema)
        around = tuple(types) if types and not self._apart(schema, types, context) else context
        return [k for k in schema if k.startswith("unevaluated") and not _speaks_of(_FAMILY[k], around)]

    def _judged(self, schema: dict[str, Any], left_over: list[str], old: str, new: str) -> dict[str, Any]:
        """An alternative for the type of each ``unevaluated...`` keyword, and one for all other types.

        What stands beside the keyword and speaks of any type goes under ``$defs``, because each alternative
        has to look at it.
        """
        kinds = {_FAMILY[k]: k for k in left_over}
        written = {k: self._keyword(k, v, old, new, ()) for k, v in schema.items() if k in _HEAD}
        beside = {k: v for k, v in schema.items() if _FAMILY.get(k) not in kinds and k not in _HEAD}
        judged: dict[str, Any] = {}
        if beside:
            named = written.setdefault("$defs", {})
            name = "judged"
            while name in named:
                name += "_"
            there = below(new, "$defs", name)
            named[name] = self._conjunction(beside, old, there, ())
            judged = {"$ref": local_ref(there)}
        branches: list[Any] = []
        for number, kind in enumerate(kinds):
            there = below(new, "anyOf", number)
            own = {k: v for k, v in schema.items() if _FAMILY.get(k) == kind}
            said = {k: self._keyword(k, v, old, there, (kind,)) for k, v in own.items()}
            self._declare(said, own, old, there, True)
            branches.append({"type": kind, **judged, **said})
        types = [{"type": t} for t in kinds]
        others = {**judged, "not": types[0] if len(types) == 1 else {"anyOf": types}}
        return {**written, "anyOf": [*branches, others]}

    def _useful(self, schema: dict[str, Any], old: str) -> dict[str, Any]:
        """Without keywords that have no effect, unless a reference leads into them."""
        idle: set[str] = set()
        if "if" not in schema:
            idle |= {"then", "else"}
        elif "then" not in schema and "else" not in schema and not self.counts_keys:
            idle.add("if")
        if "contains" not in schema:
            idle |= {"minContains", "maxContains"}
        elif schema.get("minContains") == 0 and "maxContains" not in schema and not self.counts_keys:
            idle |= {"contains", "minContains"}
        types = _types(schema)
        if types:
            idle |= {k for k in schema if k in _FAMILY and not _speaks_of(_FAMILY[k], types)}
        return {k: v for k, v in schema.items() if k not in idle or self._is_referred(below(old, k))}

    def _is_referred(self, pointer: str) -> bool:
        return any(r == pointer or r.startswith(pointer + "/") for r in self.referred)

    def _apart(self, schema: dict[str, Any], types: list[str], context: tuple[str, ...]) -> frozenset[str]:
        """The keywords that have to be said type by type: they lack a type, or there are several."""
        speaks = {k for k in schema if k in _FAMILY and not k.startswith("unevaluated")}
        if not types:
            return frozenset(k for k in speaks if not _speaks_of(_FAMILY[k], context))
        if len(types) == 1 or (len(types) == 2 and "null" in types):
            return frozenset()
        return frozenset(speaks | {"type"})

    def _keyword(self, key: str, value: Any, old: str, new: str, context: tuple[str, ...]) -> Any:
        """The value of one keyword of a schema, with its subschemas rewritten."""
        around = context if key in IN_PLACE else ()
        here, there = below(old, key), below(new, key)
        if key == "$ref":
            return Link(unescaped(value))
        if key in ONE_SCHEMA:
            return self.schema(value, here, there, around)
        if key in MANY_SCHEMAS:
            return [self.schema(v, below(here, i), below(there, i), around) for i, v in enumerate(value)]
        if key in NAMED_SCHEMAS:
            return {k: self.schema(v, below(here, k), below(there, k), around) for k, v in value.items()}
        return value

    def _declare(
        self, written: dict[str, Any], schema: dict[str, Any], old: str, new: str, here: bool
    ) -> None:
        """Declare each required key beside ``required``, with the schema that it has anyway."""
        missing = [k for k in schema.get("required", ()) if k not in schema.get("properties", {})]
        if not here or not missing or "patternProperties" in schema:
            return
        rest = schema.get("additionalProperties")
        if rest is None and self.counts_keys:
            return
        same: Any = {"$ref": Link(below(old, "additionalProperties"))}
        if rest is None or isinstance(rest, bool):
            same = rest is not False
        written["properties"] = {**written.get("properties", {}), **dict.fromkeys(missing, same)}

    def _tried(self, written: dict[str, Any], test: Any, old: str, new: str, around: tuple[str, ...]) -> None:
        """``if`` alone refuses nothing, but what it accepts counts as evaluated; so it does in ``anyOf``."""
        del written["if"]
        rules = written.setdefault("allOf", [])
        there = below(new, "allOf", len(rules), "anyOf", 0)
        rules.append({"anyOf": [self.schema(test, below(old, "if"), there, around), True]})

    def _spread(self, written: dict[str, Any], apart: dict[str, Any], old: str, new: str) -> None:
        """Put keywords under ``allOf``, in an alternative for each type."""
        if "type" in apart:
            self._branches(written, _types(apart), apart, old, new, closed=True)
            return
        for family in _FAMILIES:
            if any(_FAMILY[k] == family for k in apart):
                self._branches(written, [family], apart, old, new, closed=False)

    def _branches(
        self,
        written: dict[str, Any],
        types: list[str],
        apart: dict[str, Any],
        old: str,
        new: str,
        closed: bool,
    ) -> None:
        rules = written.setdefault("allOf", [])
        place = below(new, "allOf", len(rules))
        branches: list[Any] = []
        for number, kind in enumerate(types):
            own = {k: v for k, v in apart.items() if k in _FAMILY and _speaks_of(_FAMILY[k], [kind])}
            there = below(place, "anyOf", number)
            branch = {"type": kind, **{k: self._keyword(k, v, old, there, (kind,)) for k, v in own.items()}}
            self._declare(branch, own, old, there, True)
            branches.append(branch)
        rules.append({"anyOf": branches if closed else [*branches, {"not": {"type": types[0]}}]})


def _types(schema: dict[str, Any]) -> list[str]:
    said = schema.get("type", [])
    types = list(dict.fromkeys([said] if isinstance(said, str) else said))
    return [t for t in types if t != "integer" or "number" not in types]


def _narrowed(schema: dict[str, Any], context: tuple[str, ...]) -> dict[str, Any]:
    """Without types that the schemas around it do not let through."""
    types = _types(schema)
    whole = "integer" in context and "number" not in context
    left = ["integer" if t == "number" and whole else t for t in types]
    left = [t for t in dict.fromkeys(left) if t in context or (t == "integer" and "number" in context)]
    if not context or not left or left == types:
        return schema
    return {**schema, "type": left[0] if len(left) == 1 else left}


def _speaks_of(family: str, types: Any) -> bool:
    return family in types or (family == "number" and "integer" in types)


def _says(schema: Any, keywords: tuple[str, ...]) -> bool:
    if isinstance(schema, dict) and any(k in schema for k in keywords):
        return True
    return any(_says(sub, keywords) for _, sub in subschemas(schema))
