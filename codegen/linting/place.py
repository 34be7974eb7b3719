"""Every subschema of a schema's documents, with what rules ask of the place it stands in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from codegen.errors import Diagnostic, Origin
from codegen.ir import Model
from codegen.keywords import subschemas
from codegen.load import Document
from codegen.positions import steps

__all__ = ["Check", "Finding", "Place", "Rule", "Subject", "subject_of"]

_IN_PLACE = frozenset(
    ("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas", "propertyNames")
)


@dataclass(frozen=True, slots=True)
class Place:
    """A subschema that is an object: its ``path`` in the document, the keyword that holds it."""

    schema: dict[str, Any] = field(repr=False)
    document: Document = field(repr=False)
    path: tuple[str | int, ...]
    holder: str = ""

    def at(self, *tokens: str | int) -> Origin:
        """The origin of the schema, or of something below it."""
        return Origin(self.document.uri, "").child(*self.path, *tokens)

    @property
    def declares(self) -> bool:
        """Whether this is where an object is described, and no condition on one described elsewhere."""
        return self.holder not in _IN_PLACE or (
            self.holder in ("allOf", "anyOf", "oneOf") and self.schema.get("type") == "object"
        )


@dataclass(frozen=True, slots=True)
class Subject:
    """What is linted: all places of all documents, and the model they were lowered to."""

    model: Model = field(repr=False)
    documents: tuple[Document, ...]
    places: tuple[Place, ...] = field(repr=False)
    references: tuple[tuple[Place, str], ...] = field(repr=False)

    def document(self, uri: str) -> Document:
        """The document an origin names."""
        return next(d for d in self.documents if d.uri == uri)

    def local(self, place: Place, ref: str) -> Any:
        """The schema a reference inside the same document leads to; None where that is not plain to see."""
        value: Any = place.document.value
        if not ref.startswith("#") or (len(ref) > 1 and ref[1] != "/"):
            return None
        for step in steps(unquote(ref[1:])):
            if isinstance(value, dict) and step in value:
                value = value[step]
            elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
                value = value[int(step)]
            else:
                return None
        return value


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a rule found: where, what, and what to write instead."""

    origin: Origin
    message: str
    hint: str


Check = Callable[[Subject], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the linter: its name, why it is one, how to mend what it finds, and what finds it.

    ``mends`` says that ``--fix`` can mend it without changing what any document is judged to be.
    """

    id: str
    reason: str
    fix: str
    check: Check = field(repr=False, compare=False)
    mends: bool = False

    def diagnostics(self, subject: Subject) -> Iterator[Diagnostic]:
        """What the rule finds, as diagnostics with places."""
        for found in self.check(subject):
            document = subject.document(found.origin.document)
            place = document.position(found.origin.pointer, key=True)  # a value's first brace tells nothing
            yield Diagnostic(self.id, found.message, found.hint, found.origin, document.file, place)


def subject_of(model: Model, documents: tuple[Document, ...]) -> Subject:
    """The subject made of a lowered schema."""
    places = tuple(p for d in documents for p in _places(d))
    references = tuple(
        (p, p.schema[k]) for p in places for k in ("$ref", "$dynamicRef") if isinstance(p.schema.get(k), str)
    )
    return Subject(model, documents, places, references)


def _places(document: Document) -> Iterator[Place]:
    """In written order, parents first; iterative, since schemas may be deep."""
    waiting: list[tuple[tuple[str | int, ...], str, Any]] = [((), "", document.value)]
    while waiting:
        path, holder, schema = waiting.pop()
        if isinstance(schema, dict):
            yield Place(schema, document, path, holder)
            below = [((*path, *steps), str(steps[0]), sub) for steps, sub in subschemas(schema)]
            waiting.extend(reversed(below))
