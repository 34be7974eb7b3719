"""Objects: what is declared, required, described and closed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any

from codegen.errors import Origin
from codegen.keywords import subschemas
from codegen.linting.place import Finding, Place, Subject

__all__ = [
    "default_of_required",
    "open_object",
    "property_without_description",
    "required_undeclared",
    "unused_definition",
]

_COMPOSING = ("$ref", "$dynamicRef", "allOf", "anyOf", "oneOf", "if", "dependentSchemas")
_BRANCHES = ("allOf", "anyOf", "oneOf", "if", "then", "else")
_CLOSING = ("additionalProperties", "unevaluatedProperties")


def property_without_description(subject: Subject) -> Iterator[Finding]:
    """Properties that neither describe themselves nor refer to something that does."""
    for place in subject.places:
        for name, schema in place.schema.get("properties", {}).items() if place.declares else ():
            if isinstance(schema, dict) and "const" not in schema and not _described(subject, place, schema):
                message = f"{name!r} has no description"
                hint = 'add a "description": what it does, and its unit'
                yield Finding(place.at("properties", name), message, hint)


def _described(subject: Subject, place: Place, schema: Any) -> bool:
    """Whether it says what it is, itself or in what it refers to; another file is believed."""
    if not isinstance(schema, dict):
        return False
    if schema.get("description"):
        return True
    if isinstance(schema.get("$ref"), str):
        target = subject.local(place, schema["$ref"])
        return target is None or (isinstance(target, dict) and bool(target.get("description")))
    branches = [b for k in ("anyOf", "oneOf", "allOf") for b in schema.get(k, ())]
    return any(isinstance(b, dict) and "$ref" in b and _described(subject, place, b) for b in branches)


def required_undeclared(subject: Subject) -> Iterator[Finding]:
    """Names that are required and stand nowhere in an object that declares its properties."""
    told: set[Origin] = set()  # a branch may be an object that declares properties itself
    for place in subject.places:
        schema = place.schema
        if not place.declares or "properties" not in schema or "patternProperties" in schema:
            continue
        closed = schema.get("additionalProperties") is False
        if not closed and any(k in schema for k in _COMPOSING):
            continue
        if isinstance(schema.get("additionalProperties"), dict):
            continue
        for origin, name, what in _spoken_of(place, closed):
            if name not in schema["properties"] and origin not in told:
                told.add(origin)
                message = f"{name!r} is {what} and is no property of this object"
                yield Finding(origin, message, _spelling(name, schema["properties"]))


def _spoken_of(place: Place, closed: bool) -> Iterator[tuple[Origin, str, str]]:
    """The names that an object requires, and when it is closed also those that its branches speak of."""
    waiting: list[tuple[tuple[str | int, ...], dict[str, Any]]] = [((), place.schema)]
    for path, schema in waiting:
        for index, name in enumerate(schema.get("required", ())):
            yield place.at(*path, "required", index), name, "required"
        for name in schema.get("properties", ()) if path else ():
            yield place.at(*path, "properties", name), name, "described"
        for steps, branch in subschemas(schema) if closed else ():
            if steps[0] in _BRANCHES and isinstance(branch, dict) and "$ref" not in branch:
                waiting.append(((*path, *steps), branch))


def _spelling(name: str, properties: Iterable[str]) -> str:
    near = get_close_matches(name, list(properties), 1)
    return f"write {near[0]!r}, or declare it in properties" if near else "declare it in properties"


def default_of_required(subject: Subject) -> Iterator[Finding]:
    """Defaults that nothing can ever use."""
    for place in subject.places:
        for name in place.schema.get("required", ()):
            schema = place.schema.get("properties", {}).get(name)
            if isinstance(schema, dict) and "default" in schema:
                message = f"{name!r} is required, so that its default is never used"
                yield Finding(
                    place.at("properties", name, "default"),
                    message,
                    "remove the default, or do not require it",
                )


def open_object(subject: Subject) -> Iterator[Finding]:
    """Objects that let unknown keys pass where others of the same schema refuse them."""
    if not any(p.schema.get(k) is False for p in subject.places for k in _CLOSING):
        return
    bases = {id(subject.local(p, ref)) for p, ref in subject.references if _in_composition(p)}
    for place in subject.places:
        schema = place.schema
        if not place.declares or "properties" not in schema or place.holder == "allOf":
            continue
        if any(k in schema for k in (*_CLOSING, "$ref", "$dynamicRef")) or id(schema) in bases:
            continue
        hint = "write additionalProperties: false, or true if any key may pass"
        yield Finding(place.at(), "this object lets misspelt keys pass, and others here refuse them", hint)


def _in_composition(place: Place) -> bool:
    """Whether a reference adds its target to other rules: what it leads to cannot close itself."""
    beside = any(k in place.schema for k in ("properties", "unevaluatedProperties"))
    return place.holder == "allOf" or beside


def unused_definition(subject: Subject) -> Iterator[Finding]:
    """Definitions nothing leads to, unless they show with an example that they are a root."""
    root = subject.documents[0].value
    if any("#" in ref and not ref.startswith("#") for _, ref in subject.references):
        return  # what another file uses is not plain to see from here
    if not isinstance(root, dict) or not ({"$ref", "type", "properties", *_COMPOSING} & root.keys()):
        return  # a library: each definition is there to be used by somebody else
    for place in subject.places:
        if (
            place.holder not in ("$defs", "definitions")
            or {"examples", "$anchor", "$id"} & place.schema.keys()
        ):
            continue
        if not any(_leads(subject, source, ref, place) for source, ref in subject.references):
            message = f"nothing refers to the definition {str(place.path[-1])!r}"
            hint = "remove it; if files are judged by it alone, show so with examples"
            yield Finding(place.at(), message, hint)


def _leads(subject: Subject, source: Place, ref: str, place: Place) -> bool:
    """Whether a reference from outside of a definition leads to it or into it."""
    if source.path[: len(place.path)] == place.path:
        return False
    pointer = "#" + place.at().pointer
    return ref == pointer or ref.startswith(pointer + "/") or subject.local(source, ref) is place.schema
