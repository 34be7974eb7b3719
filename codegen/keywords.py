"""The vocabulary of JSON Schema 2020-12, sorted by how a keyword holds subschemas.

Source: JSON Schema Core 2020-12 sections 8, 10 and 11, Validation section 6 and 9.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

DIALECT = "https://json-schema.org/draft/2020-12/schema"

#: The value is one subschema.
ONE_SCHEMA = frozenset(
    (
        "not",
        "if",
        "then",
        "else",
        "items",
        "contains",
        "additionalProperties",
        "propertyNames",
        "unevaluatedItems",
        "unevaluatedProperties",
        "contentSchema",
    )
)
#: The value is a list of subschemas.
MANY_SCHEMAS = frozenset(("allOf", "anyOf", "oneOf", "prefixItems"))
#: The value maps names to subschemas.
NAMED_SCHEMAS = frozenset(("$defs", "definitions", "properties", "patternProperties", "dependentSchemas"))
#: All that hold subschemas.
HOLDING = ONE_SCHEMA | MANY_SCHEMAS | NAMED_SCHEMAS

#: Applicators that look at the same value as the schema that holds them.
IN_PLACE_ONE = ("not", "if", "then", "else")
IN_PLACE_MANY = ("allOf", "anyOf", "oneOf")
IN_PLACE_NAMED = ("dependentSchemas",)
IN_PLACE = frozenset((*IN_PLACE_ONE, *IN_PLACE_MANY, *IN_PLACE_NAMED))

#: The value names another schema, which looks at the same value too.
REFERENCES = ("$ref", "$dynamicRef")

#: Never change a verdict.
ANNOTATIONS = frozenset(
    {
        "$schema",
        "$id",
        "$anchor",
        "$dynamicAnchor",
        "$comment",
        "$defs",
        "$vocabulary",
        "definitions",
        "title",
        "description",
        "default",
        "examples",
        "deprecated",
        "readOnly",
        "writeOnly",
        "format",
        "contentEncoding",
        "contentMediaType",
        "contentSchema",
    }
)

#: Assertions and applicators by the JSON type they speak about.
OBJECT = (
    "properties",
    "patternProperties",
    "additionalProperties",
    "required",
    "minProperties",
    "maxProperties",
)
ARRAY = ("items", "prefixItems", "minItems", "maxItems", "uniqueItems")
STRING = ("minLength", "maxLength", "pattern")
NUMBER = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")

#: Everything else that can change a verdict.
COMBINING = (
    "$ref",
    "$dynamicRef",
    "enum",
    "const",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "if",
    "then",
    "else",
    "dependentRequired",
    "dependentSchemas",
    "propertyNames",
    "contains",
    "minContains",
    "maxContains",
    "unevaluatedProperties",
    "unevaluatedItems",
)

ASSERTING = frozenset((*OBJECT, *ARRAY, *STRING, *NUMBER, *COMBINING, "type"))


def asserts(schema: dict[str, object]) -> list[str]:
    """The keywords of a schema that can change a verdict, in written order."""
    return [k for k in schema if k in ASSERTING]


def subschemas(schema: object) -> Sequence[tuple[tuple[str | int, ...], object]]:
    """Direct subschemas of a schema with their path.  What is data (``const``, …) is not entered."""
    if not isinstance(schema, dict) or HOLDING.isdisjoint(schema):
        return ()
    found: list[tuple[tuple[str | int, ...], object]] = []
    for key, value in schema.items():
        if key in ONE_SCHEMA:
            found.append(((key,), value))
        elif key in MANY_SCHEMAS and isinstance(value, list):
            found += [((key, place), below) for place, below in enumerate(value)]
        elif key in NAMED_SCHEMAS and isinstance(value, dict):
            found += [((key, name), below) for name, below in value.items()]
    return found


def in_place(schema: object) -> Iterator[tuple[tuple[str | int, ...], object]]:
    """Direct subschemas that judge the very same value."""
    for path, sub in subschemas(schema):
        if path[0] in IN_PLACE:
            yield path, sub
