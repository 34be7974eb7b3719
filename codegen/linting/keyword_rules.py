"""Keywords that a validator passes over in silence."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from codegen.keywords import ANNOTATIONS, ARRAY, ASSERTING, NUMBER, OBJECT, STRING
from codegen.linting.place import Finding, Place, Subject

__all__ = [
    "VOCABULARY",
    "format_not_checked",
    "keyword_without_effect",
    "old_keyword",
    "unanchored_pattern",
    "unknown_annotation",
    "unknown_keyword",
]

#: The annotations of ``schema/vocabulary``; a test compares.
VOCABULARY = ("x-rules", "x-schedule", "x-torch", "x-unit")

_KNOWN = ASSERTING | ANNOTATIONS
#: Keywords of other drafts and of OpenAPI, with what says the same in 2020-12.
_OLD = {
    "definitions": "write $defs, and #/$defs/ in the references to it",
    "dependencies": "write dependentRequired for lists of names, dependentSchemas for schemas",
    "additionalItems": "write items for the rest, and prefixItems for the first items",
    "$recursiveRef": "write $dynamicRef",
    "$recursiveAnchor": "write $dynamicAnchor",
    "id": "write $id",
    "divisibleBy": "write multipleOf",
    "extends": "write allOf",
    "disallow": "write not",
    "nullable": 'write anyOf with {"type": "null"} as a branch',
    "example": "write examples, with a list",
    "discriminator": "write oneOf with a const in each branch",
}
_OF_TYPE = {
    "object": (*OBJECT, "dependentRequired", "dependentSchemas", "propertyNames", "unevaluatedProperties"),
    "array": (*ARRAY, "contains", "minContains", "maxContains", "unevaluatedItems"),
    "string": STRING,
    "number": NUMBER,
}
_NEEDS = {"then": "if", "else": "if", "minContains": "contains", "maxContains": "contains"}


def unknown_keyword(subject: Subject) -> Iterator[Finding]:
    """Keywords nobody knows, unless a reference uses them as a place for schemas."""
    used = {ref.split("/")[1] for _, ref in subject.references if ref.startswith("#/")}
    for place in subject.places:
        for key in place.schema:
            if key in _KNOWN or key in _OLD or key.startswith("x-") or (not place.path and key in used):
                continue
            near = get_close_matches(key, sorted(_KNOWN), 1, 0.7)
            hint = f"did you mean {near[0]}?" if near else "remove it, or name an annotation x-..."
            yield Finding(place.at(key), f"no keyword of JSON Schema 2020-12 is named {key!r}", hint)


def old_keyword(subject: Subject) -> Iterator[Finding]:
    """Keywords of older drafts."""
    for place in subject.places:
        for key in place.schema:
            if key in _OLD:
                message = f"{key} is no keyword of JSON Schema 2020-12, but of another dialect"
                yield Finding(place.at(key), message, _OLD[key])


def unknown_annotation(subject: Subject) -> Iterator[Finding]:
    """``x-`` names that nothing here reads."""
    for place in subject.places:
        for key in place.schema:
            if key.startswith("x-") and key not in VOCABULARY:
                near = get_close_matches(key, VOCABULARY, 1, 0.7)
                hint = f"did you mean {near[0]}?" if near else f"known are: {', '.join(VOCABULARY)}"
                yield Finding(place.at(key), f"no annotation is named {key!r}; it has no effect", hint)


def keyword_without_effect(subject: Subject) -> Iterator[Finding]:
    """Keywords that speak of another type, or that need a neighbour they do not have."""
    for place in subject.places:
        yield from _of_other_types(place)
        for key, needed in _NEEDS.items():
            if key in place.schema and needed not in place.schema:
                message = f"{key} has no effect without {needed}"
                yield Finding(place.at(key), message, f"write the {needed} it belongs to, or remove it")


def _of_other_types(place: Place) -> Iterator[Finding]:
    written = place.schema.get("type")
    if written is None:
        return
    types = {"number" if t == "integer" else t for t in (written if isinstance(written, list) else [written])}
    for type_, keywords in _OF_TYPE.items():
        for key in () if type_ in types else keywords:
            if key in place.schema:
                told = written if isinstance(written, str) else ", ".join(written)
                message = f"{key} speaks of {type_}s only, and the type here is {told}"
                yield Finding(place.at(key), message, f"remove {key}, or mend the type")


def format_not_checked(subject: Subject) -> Iterator[Finding]:
    """``format`` alone: any string passes."""
    for place in subject.places:
        if "format" in place.schema and not {"pattern", "enum", "const"} & place.schema.keys():
            message = "format is an annotation in JSON Schema 2020-12: no string is refused for it"
            yield Finding(place.at("format"), message, "add a pattern that refuses what must not pass")


def unanchored_pattern(subject: Subject) -> Iterator[Finding]:
    """A pattern that may match anywhere, although its last part is repeated.

    Without an anchor a repetition at the end says nothing (``[a-z]+`` finds what ``[a-z]`` finds), so
    that its author thought of the whole string.
    """
    for place in subject.places:
        pattern = place.schema.get("pattern")
        if not isinstance(pattern, str) or "^" in pattern.replace("[^", "[") or "$" in pattern:
            continue
        if pattern[-1:] in ("+", "*", "}") and pattern[-2:-1] != "\\":
            message = f"the pattern {pattern!r} passes any string that holds a match somewhere"
            yield Finding(place.at("pattern"), message, f"write {'^(?:' + pattern + ')$'!r}")
