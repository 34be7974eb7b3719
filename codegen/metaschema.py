"""Is the schema a schema?  Checked before anything else reads it.

The verdict comes from ``jsonschema_rs`` because it is quick; when it is no, ``jsonschema`` says where.
Source: the 2020-12 meta-schema (``https://json-schema.org/draft/2020-12/schema``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlsplit

from codegen.errors import Diagnostic, MetaSchemaViolation, Origin, UnknownDialect
from codegen.keywords import DIALECT, subschemas
from codegen.load import Document, json_text, plain

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

__all__ = ["bad_reference", "check_dialect", "check_schema"]

MAX_SHOWN = 20
_URIS = ("$id", "$ref", "$dynamicRef")
TYPES = ("array", "boolean", "integer", "null", "number", "object", "string")
KNOWN_VOCABULARIES = frozenset(
    f"https://json-schema.org/draft/2020-12/vocab/{name}"
    for name in (
        "core",
        "applicator",
        "unevaluated",
        "validation",
        "meta-data",
        "format-annotation",
        "content",
    )
)


def check_schema(document: Document, schema: Any = None, at: Origin | None = None) -> None:
    """Refuse what is no JSON Schema of a dialect codegen speaks.

    The whole document, or the ``schema`` that stands in it ``at`` some place.

    :raises UnknownDialect: ``$schema`` or a required vocabulary is foreign.
    :raises MetaSchemaViolation: a keyword has a value it may not have; one diagnostic for each.
    """
    origin = at or Origin(document.uri, "")
    value = document.plain() if at is None else plain(schema)
    try:
        check_dialect(value, origin)
    except UnknownDialect as error:
        error.diagnostics = tuple(map(document.locate, error.diagnostics))
        raise
    if _is_schema(value):
        if document.mentions("$id"):  # other references are looked at where they are followed
            _check_uris(value, origin, document)
        return
    found = list(dict.fromkeys(_diagnostic(e, origin) for e in _leaves(_errors(value))))
    violation = MetaSchemaViolation("the schema breaks the rules of JSON Schema 2020-12")
    placed = sorted(map(document.locate, found), key=_order)
    violation.diagnostics = tuple(placed[:MAX_SHOWN])
    raise violation


#: How a subschema was reached: the way to the schema that holds it, and the steps from there.
_Way: TypeAlias = "tuple[_Way, tuple[str | int, ...]] | None"


def _check_uris(schema: Any, origin: Origin, document: Document) -> None:
    """The meta-schema takes any text for a URI reference, unless formats are asserted."""
    waiting: list[tuple[Any, _Way]] = [(schema, None)]
    while waiting:
        here, way = waiting.pop()
        if not isinstance(here, dict):
            continue
        waiting += [(below, (way, path)) for path, below in subschemas(here)]
        for keyword in _URIS:
            if keyword in here and isinstance(here[keyword], str) and not _is_uri(here[keyword]):
                error = bad_reference(keyword, here[keyword], origin.child(*_steps(way), keyword))
                error.diagnostics = tuple(map(document.locate, error.diagnostics))
                raise error


def bad_reference(keyword: str, text: str, at: Origin) -> MetaSchemaViolation:
    """What to say of a keyword whose value should be a URI reference and is none."""
    return MetaSchemaViolation(
        f"{keyword} is {text!r}, which is no URI reference (RFC 3986)",
        'write one, such as "https://example.org/my.schema.json" or "#/$defs/Name"',
        at,
    )


def _steps(way: _Way) -> tuple[str | int, ...]:
    return () if way is None else (*_steps(way[0]), *way[1])


def _is_uri(text: str) -> bool:
    try:
        urlsplit(text)
    except ValueError:  # brackets that hold no address
        return False
    return True


def _order(diagnostic: Diagnostic) -> tuple[int, int, str, str]:
    """By place; the pointer and the words decide where that says nothing, as in a schema of no file."""
    place, origin = diagnostic.position, diagnostic.origin
    line, column = (place.line, place.column) if place else (0, 0)
    return line, column, origin.pointer if origin else "", diagnostic.message


def check_dialect(schema: Any, at: Origin) -> None:
    """Refuse a ``$schema`` or a required vocabulary that codegen does not speak."""
    if not isinstance(schema, dict):
        return
    dialect = schema.get("$schema", DIALECT)
    if not isinstance(dialect, str) or dialect.rstrip("#") != DIALECT:
        raise UnknownDialect(
            f"$schema is {dialect!r}, a dialect codegen does not speak",
            f'write "$schema": "{DIALECT}"',
            at.child("$schema"),
        )
    vocabularies = schema.get("$vocabulary", {})
    for uri, required in vocabularies.items() if isinstance(vocabularies, dict) else ():
        if required is True and uri not in KNOWN_VOCABULARIES:
            raise UnknownDialect(
                f"the schema requires the vocabulary {uri!r}, which codegen does not know",
                "set it to false, or take it out",
                at.child("$vocabulary", uri),
            )


def _is_schema(value: Any) -> bool:
    import jsonschema_rs

    if isinstance(value, dict):
        value = {**value, "$schema": DIALECT}
    return jsonschema_rs.meta.is_valid(value)


def _errors(value: Any) -> Iterator[ValidationError]:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(Draft202012Validator.META_SCHEMA).iter_errors(value)


def _leaves(errors: Iterator[ValidationError]) -> Iterator[ValidationError]:
    """The errors at the bottom: of ``anyOf`` branches only those of the branch that came closest."""
    for error in errors:
        if error.context and error.validator == "anyOf":
            yield error
        elif error.context:
            yield from _leaves(iter(error.context))
        else:
            yield error


def _diagnostic(error: ValidationError, at: Origin) -> Diagnostic:
    origin = at.child(*error.absolute_path)
    name = str(error.absolute_path[-1]) if error.absolute_path else "the schema"
    message, hint = _words(error, name)
    return Diagnostic(MetaSchemaViolation.code, message, hint, origin)


def _words(error: ValidationError, name: str) -> tuple[str, str]:
    shown = json_text(error.instance)
    shown = shown if len(shown) <= 60 else shown[:59] + "…"
    match error.validator:
        case "type":
            wanted = error.validator_value
            wanted = " or ".join(wanted) if isinstance(wanted, list) else wanted
            return f"{name} must be of type {wanted}; found {shown}", f"write a value of type {wanted}"
        case "anyOf" if "type" in list(error.absolute_path)[-2:]:
            return f"{name} names no JSON type; found {shown}", _near_type(error.instance)
        case "enum":
            return f"{name} names no JSON type; found {shown}", _near_type(error.instance)
        case "minimum" | "exclusiveMinimum":
            return f"{name} must not be below {error.validator_value}; found {shown}", "write a larger number"
        case "pattern":
            return f"{name} has a form that is not allowed; found {shown}", "see JSON Schema Core, section 8"
        case "uniqueItems":
            return f"{name} lists something twice; found {shown}", "take one of the two out"
        case "minItems":
            return f"{name} must not be empty", "write at least one entry, or take the keyword out"
    return f"{name}: {error.message[:200]}", "see JSON Schema 2020-12 for what this keyword takes"


def _near_type(value: object) -> str:
    from difflib import get_close_matches

    near = get_close_matches(str(value), TYPES, 1, 0.4)
    listed = ", ".join(TYPES)
    return (f'did you mean "{near[0]}"? ' if near else "") + f"the types are {listed}"
