"""What can go wrong, named for the event.

Every error carries what a person needs to mend it: where, what, why, and what to write instead.  A
stage deep in the pipeline knows only an :class:`Origin` (document and JSON Pointer); the pipeline adds
``file:line:column`` on the way out, because only the loader knows positions.

Exit codes follow the command's contract: 2 for a bad schema or bad usage, 3 for a bug in codegen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

__all__ = [
    "AmbiguousGroup",
    "CircularRef",
    "CodegenError",
    "Diagnostic",
    "DuplicateId",
    "DuplicateKey",
    "ExampleInvalid",
    "FormulaMalformed",
    "FormulaMisplaced",
    "FormulaUnsound",
    "GroupMemberRequired",
    "GroupMemberUndeclared",
    "GroupNamedLikeField",
    "GroupNeverSatisfied",
    "LimitExceeded",
    "MalformedDocument",
    "MetaSchemaViolation",
    "NameCollision",
    "Origin",
    "OutputConflict",
    "Position",
    "SchemaError",
    "UnknownDialect",
    "UnresolvableRef",
    "UnsafeRef",
    "UnsupportedKeyword",
    "UnsupportedPattern",
    "UsageError",
]


class Origin(NamedTuple):
    """Where a piece of schema came from: document URI and RFC 6901 JSON Pointer inside it."""

    document: str
    pointer: str

    def child(self, *tokens: str | int) -> Origin:
        """The origin of a value below this one."""
        pointer = self.pointer
        for token in map(str, tokens):
            if "~" in token or "/" in token:
                token = token.replace("~", "~0").replace("/", "~1")
            pointer += "/" + token
        return Origin(self.document, pointer)


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a text file. ``line`` and ``column`` count from 1; columns count code points."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing that is wrong, and how to mend it.

    ``code`` is the event in kebab-case, ``message`` says what and why, ``hint`` what to write instead.
    """

    code: str
    message: str
    hint: str = ""
    origin: Origin | None = None
    file: str | None = None
    position: Position | None = None

    @property
    def pointer(self) -> str:
        """The JSON Pointer of the place in its document; empty for the whole and where there is none."""
        return self.origin.pointer if self.origin is not None else ""

    def located(self, file: str, position: Position | None) -> Diagnostic:
        """The same diagnostic with the place in the file filled in."""
        return replace(self, file=file, position=position)


class CodegenError(Exception):
    """Anything codegen refuses to do.  ``exit_code`` is what the command returns."""

    exit_code = 2

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__("; ".join(d.message for d in diagnostics))
        self.diagnostics: tuple[Diagnostic, ...] = diagnostics


class UsageError(CodegenError):
    """The command or the library was called in a way that makes no sense."""

    def __init__(
        self, message: str, hint: str = "", file: str | None = None, position: Position | None = None
    ) -> None:
        super().__init__(Diagnostic("usage", message, hint, None, file, position))


class SchemaError(CodegenError):
    """The schema cannot be used.  Subclasses name the event; ``at`` is where it happened."""

    code = "schema-error"

    def __init__(
        self,
        message: str,
        hint: str = "",
        at: Origin | None = None,
        position: Position | None = None,
        file: str | None = None,
    ) -> None:
        super().__init__(Diagnostic(self.code, message, hint, at, file, position))


class MalformedDocument(SchemaError):
    """The bytes are no strict UTF-8 JSON document."""

    code = "malformed-document"


class DuplicateKey(SchemaError):
    """An object names the same key twice (RFC 8259 section 4 leaves the meaning open)."""

    code = "duplicate-key"


class UnknownDialect(SchemaError):
    """``$schema`` or a required vocabulary is one codegen does not speak."""

    code = "unknown-dialect"


class MetaSchemaViolation(SchemaError):
    """The schema breaks the rules of its own dialect."""

    code = "meta-schema-violation"


class UnresolvableRef(SchemaError):
    """A ``$ref`` points at nothing."""

    code = "unresolvable-ref"


class UnsafeRef(SchemaError):
    """A ``$ref`` leads out of the schema's own folder or onto the network."""

    code = "unsafe-ref"


class CircularRef(SchemaError):
    """References lead back to themselves without anything in between."""

    code = "circular-ref"


class DuplicateId(SchemaError):
    """Two subschemas claim the same ``$id`` or ``$anchor``."""

    code = "duplicate-id"


class UnsupportedKeyword(SchemaError):
    """A target can neither enforce a keyword nor hand it on, so it refuses to generate."""

    code = "unsupported-keyword"


class UnsupportedPattern(SchemaError):
    """A regular expression is wrong, or means different things in different languages."""

    code = "unsupported-pattern"


class GroupMemberUndeclared(SchemaError):
    """A property group names a member the object does not declare."""

    code = "group-member-undeclared"


class GroupNeverSatisfied(SchemaError):
    """No document can meet the property group."""

    code = "group-never-satisfied"


class GroupMemberRequired(SchemaError):
    """A member of a property group is also required on its own."""

    code = "group-member-required"


class GroupNamedLikeField(SchemaError):
    """A property group has the name of a property of the same object."""

    code = "group-named-like-field"


class AmbiguousGroup(SchemaError):
    """Two property groups of one object have the same name."""

    code = "ambiguous-group"


class ExampleInvalid(SchemaError):
    """A default or an example does not validate against its own schema."""

    code = "example-invalid"


class FormulaMalformed(SchemaError):
    """A formula of ``x-schedule`` or ``x-rules`` breaks the grammar, or the keyword has another form."""

    code = "formula-malformed"


class FormulaUnsound(SchemaError):
    """A formula names what is no field, or its types do not fit."""

    code = "formula-unsound"


class FormulaMisplaced(SchemaError):
    """``x-schedule`` or ``x-rules`` stands where it could have no effect."""

    code = "formula-misplaced"


class NameCollision(SchemaError):
    """Two names become one in some language."""

    code = "name-collision"


class LimitExceeded(SchemaError):
    """The schema passes a documented limit."""

    code = "limit-exceeded"


class OutputConflict(CodegenError):
    """The output folder holds something generation may not replace."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(Diagnostic("output-conflict", message, hint))
