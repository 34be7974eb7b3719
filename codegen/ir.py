"""The intermediate representation: what a schema says, in no language.

Frozen, slotted values.  A :class:`Model` holds named :class:`Definition` values; every object schema is
one, so a :class:`Record` stands only at the top of a definition and is reached elsewhere through
:class:`Ref`.

Meaning.  A node accepts a value when its *shape* (the class of the node with its constraints) accepts
it **and** every one of its ``residuals`` does.  A shape other than ``AnyValue`` accepts only values of its
own JSON type: a schema without ``type`` becomes a ``Union`` of kind ``"types"`` whose members cover the
types it lets through.  JSON types follow JSON Schema 2020-12 section 6.1.1: ``2.0`` is an integer, and
``true`` is no number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal as OneOf
from typing import TypeAlias

from codegen.errors import Origin
from codegen.expressions import Expression, Kind

__all__ = [
    "AnyValue",
    "Array",
    "Choice",
    "ChoiceKind",
    "Const",
    "Definition",
    "Docs",
    "Enum",
    "Field",
    "Json",
    "Literal",
    "Map",
    "Member",
    "Model",
    "Never",
    "Node",
    "Origin",
    "PatternField",
    "Record",
    "Ref",
    "Residual",
    "Rule",
    "Scalar",
    "ScalarKind",
    "Schedule",
    "Tuple",
    "Union",
    "UnionKind",
    "children",
    "shape_refs",
]

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
ScalarKind: TypeAlias = OneOf["null", "boolean", "integer", "number", "string"]
ChoiceKind: TypeAlias = OneOf["exactly one", "at most one", "at least one"]
UnionKind: TypeAlias = OneOf["any", "one", "types"]


@dataclass(frozen=True, slots=True)
class Literal:
    """A JSON value of the schema with the text it was written as (``1e-7`` stays ``1e-7``).

    ``value`` is plain JSON (never mutate it); ``text`` is one line of JSON, keys in written order.
    """

    value: Json
    text: str


@dataclass(frozen=True, slots=True)
class Docs:
    """What the schema says to people.  Hostile text until a target's escaper has passed it."""

    title: str = ""
    description: str = ""
    examples: tuple[Literal, ...] = ()
    unit: str = ""
    deprecated: bool = False
    extensions: tuple[tuple[str, Literal], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """What every node knows: where it came from, what it means to people, and what is left over."""

    origin: Origin
    docs: Docs = Docs()
    default: Literal | None = None
    residuals: tuple[Residual, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Residual:
    """A rule the shape does not express.  Never dropped: a target enforces it or refuses.

    ``nodes`` are its subschemas, lowered.  Other fields hold what else a keyword needs:

    ===================== ============================== ===========================================
    keyword               nodes                          what else
    ===================== ============================== ===========================================
    ``allOf``             the branches
    ``anyOf`` ``oneOf``   the branches
    ``not``               (schema,)
    ``if``                (if, then, else)               an absent branch is ``AnyValue``
    ``enum`` ``const``    ()                             ``literals``
    ``dependentRequired`` ()                             ``needed``: (key, the keys it needs) each
    ``dependentSchemas``  one a key                      ``keys``
    ``propertyNames``     (schema,)
    ``contains``          (schema,)                      ``bounds``: minContains, maxContains or None
    ===================== ============================== ===========================================

    ``unevaluatedProperties``, ``unevaluatedItems``: (schema,); what is evaluated follows from the schema
    object at ``origin`` and its in-place applicators.

    A residual about objects (arrays, strings, numbers) holds for values of other types.
    """

    keyword: str
    origin: Origin
    nodes: tuple[Node, ...] = ()
    literals: tuple[Literal, ...] = ()
    needed: tuple[tuple[str, tuple[str, ...]], ...] = ()
    keys: tuple[str, ...] = ()
    bounds: tuple[int, int | None] = (1, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyValue(Node):
    """Every JSON value (``true`` or ``{}``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Never(Node):
    """No value at all (``false``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar(Node):
    """A null, boolean, number or string, with its bounds.

    Bounds are literals, so that messages show them as written.  Lengths count code points.
    ``pattern`` is an ECMA-262 regular expression read with the ``u`` flag, unanchored.
    """

    kind: ScalarKind
    minimum: Literal | None = None
    exclusive_minimum: Literal | None = None
    maximum: Literal | None = None
    exclusive_maximum: Literal | None = None
    multiple_of: Literal | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    format: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Const(Node):
    """Exactly one JSON value; ``1`` and ``1.0`` are the same value, ``1`` and ``true`` are not."""

    value: Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Enum(Node):
    """One of some JSON values."""

    values: tuple[Literal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Array(Node):
    """A list of values of one kind."""

    items: Node
    min_items: int | None = None
    max_items: int | None = None
    unique: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuple(Node):
    """A list whose first places have schemas of their own; ``rest`` holds for what follows.

    A tuple may be shorter than ``prefix`` unless ``min_items`` says otherwise.
    """

    prefix: tuple[Node, ...]
    rest: Node
    min_items: int | None = None
    max_items: int | None = None
    unique: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One declared property.  ``words`` is its name for people and for other languages."""

    key: str
    words: tuple[str, ...]
    node: Node
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternField:
    """Properties whose key matches an ECMA-262 pattern (``patternProperties``)."""

    pattern: str
    node: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One way to meet a group: every one of ``keys`` present.

    With ``null_is_set`` false, a key that is null counts as absent.
    """

    keys: tuple[str, ...]
    null_is_set: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A property group: how many of its members a document sets.

    ``named`` is false when the schema gave no title and ``name`` was made from the members.
    """

    name: str
    kind: ChoiceKind
    members: tuple[Member, ...]
    origin: Origin
    docs: Docs = Docs()
    named: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """The learning rate that an object is, as a function of ``step`` and its own fields (``x-schedule``).

    ``text`` is the formula as written, ``kinds`` what each name in it stands for, in the order of the
    text.  A name of kind ``schedule`` is an object with a schedule of its own, or a group whose member is
    one or a number; it stands for its rate at the same ``step``.  ``origin`` is the keyword's.
    """

    text: str
    expression: Expression
    origin: Origin
    kinds: tuple[tuple[str, Kind], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A formula about the fields of one object that has to be true (an entry of ``x-rules``).

    It is judged when every field that it reads is valid and has a value (its own, or its default) that is
    not null; else it holds.  ``at`` is the key that an issue points at (the object, if the document lacks
    it); ``message`` follows the key and a colon in what people read.  ``kinds``: as in :class:`Schedule`.
    """

    text: str
    expression: Expression
    message: str
    at: str
    origin: Origin
    kinds: tuple[tuple[str, Kind], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Record(Node):
    """An object with declared properties.

    A key that is in no field and matches no pattern must meet ``additional`` (``Never`` closes the
    object, ``AnyValue`` opens it).  A key that is both a field and matches patterns meets all of them.
    ``required_extra`` are required keys that are not declared.  ``schedule`` and ``rules`` are those of the
    schema and of the schemas it takes in through ``allOf``; its own schedule comes before an inherited one.
    """

    fields: tuple[Field, ...]
    additional: Node
    patterns: tuple[PatternField, ...] = ()
    choices: tuple[Choice, ...] = ()
    required_extra: tuple[str, ...] = ()
    min_properties: int | None = None
    max_properties: int | None = None
    schedule: Schedule | None = None
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Map(Node):
    """An object used as a dictionary: any key, one kind of value."""

    values: Node
    min_properties: int | None = None
    max_properties: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Union(Node):
    """Alternatives.

    ``"any"``: at least one member accepts.  ``"one"``: exactly one does.  ``"types"``: the members are of
    pairwise disjoint JSON types, so the type of the value picks the member.
    """

    members: tuple[Node, ...]
    kind: UnionKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Ref(Node):
    """The definition with this ``Definition.key``."""

    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A named schema.  ``key`` identifies it in the model; ``words`` is its name for every language.

    ``source`` is the origin of the schema object it came from (the place a pointer names).
    ``internal``: it is met only inside residuals (the ``if`` of a rule, say), so it is no type that a
    user would want to see; checkers need it all the same.
    """

    key: str
    words: tuple[str, ...]
    node: Node
    source: Origin
    internal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A whole schema, lowered.  ``digest`` is the SHA-256 of the inputs in hex.

    ``definitions`` is in the order: root, then as met in the documents.

    ``schema`` is the whole schema as one document with local references (:mod:`codegen.bundle`); its numbers
    keep their text (``codegen.load.json_text`` writes it, ``codegen.load.plain`` gives builtin types).
    ``refs`` gives by ``Definition.key`` where in it a definition stands: ``#/$defs/Name``.  A definition that
    is but one part of a schema (the object in ``type: [object, null]``) is not there.
    """

    root: str
    definitions: tuple[Definition, ...]
    digest: str
    file_name: str
    schema: Json = field(default=None, repr=False, compare=False, hash=False)
    refs: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False, hash=False)
    index: Mapping[str, Definition] = field(default_factory=dict, repr=False, compare=False, hash=False)

    def definition(self, key: str) -> Definition:
        """The definition that a :class:`Ref` names; ``KeyError`` if there is none."""
        return self.index[key]


def children(node: Node) -> list[Node]:
    """The nodes that a node's shape is made of, in order; those of its residuals are not among them."""
    match node:
        case Record(fields=fields, additional=additional, patterns=patterns):
            return [*(f.node for f in fields), *(p.node for p in patterns), additional]
        case Array(items=items):
            return [items]
        case Tuple(prefix=prefix, rest=rest):
            return [*prefix, rest]
        case Map(values=values):
            return [values]
        case Union(members=members):
            return [*members]
    return []


def shape_refs(node: Node) -> list[str]:
    """The definitions a node's shape refers to, in order; what residuals refer to does not count."""
    if isinstance(node, Ref):
        return [node.target]
    return [key for item in children(node) for key in shape_refs(item)]
