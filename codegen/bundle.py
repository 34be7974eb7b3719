"""Many documents to one: every reference local, and the same meaning for any stock validator.

The root document keeps its layout.  Other files, standard meta-schemas that a reference leads to, and
schemas that stand where no keyword puts one go under its ``$defs``, each whole and under a name of its own.
Then every ``$ref`` and ``$dynamicRef`` becomes a ``$ref`` with a JSON Pointer, and what gave places other
names (``$id``, ``$anchor``, ``$dynamicAnchor``) goes.  What stands in ``const``, ``enum``, ``default``,
``examples`` or an unknown keyword is data and is copied as it is.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote, urldefrag

from codegen.errors import Origin
from codegen.keywords import DIALECT, MANY_SCHEMAS, NAMED_SCHEMAS, ONE_SCHEMA, REFERENCES
from codegen.naming import fold, pascal, words_of
from codegen.resolve import Graph, Scope

__all__ = ["Bundle", "bundle", "local_ref"]

_NAMES_OF_PLACES = frozenset(("$id", "$anchor", "$dynamicAnchor", "$schema", "$vocabulary"))
_REWRITTEN = _NAMES_OF_PLACES.union(REFERENCES)
_NAMING = ("$defs", "definitions")
_NOTED = frozenset((*REFERENCES, *_NAMING))
#: RFC 3986 section 3.5: what a fragment may hold as it is.
_SAFE = "/~!$&'()*+,;=:@-._?"
#: A web address, and none of those that validators know already.
_HARMLESS_ID = re.compile(
    r"https?://(?!json-schema\.org/)[A-Za-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._~/-]*)?|urn:[a-z0-9.:-]+"
)


@dataclass(frozen=True, slots=True)
class Bundle:
    """One self-contained schema (never mutate it; numbers keep their text).

    ``places`` gives for the origin of a subschema, in whatever document, its JSON Pointer in the bundle; of
    ``true`` and ``false`` surely for those that have a name or are referred to.
    """

    schema: Any
    places: Mapping[Origin, str]


def bundle(graph: Graph) -> Bundle:
    """The bundle of all documents of a graph.

    A ``$dynamicRef`` is taken for what it leads to from the root; lowering refuses the schema when a document
    could make it lead elsewhere.

    :raises codegen.errors.UnresolvableRef: a ``$dynamicRef`` leads nowhere.
    """
    if _stands_alone(graph):
        return Bundle(graph.documents[0].value, {s.origin: s.origin.pointer for s in graph.scopes})
    maker = _Maker(graph)
    maker.settle()
    return Bundle(maker.written(), maker.places)


def local_ref(pointer: str) -> str:
    """A JSON Pointer as a reference inside its own document (RFC 6901 section 6)."""
    return "#" + quote(pointer, safe=_SAFE)


def _stands_alone(graph: Graph) -> bool:
    """Whether a schema is its own bundle already: one document in which all references are pointers."""
    if len(graph.documents) > 1 or graph.strays or not isinstance(graph.documents[0].value, dict):
        return False
    schemas = (s for s in graph.scopes if isinstance(s.schema, dict))
    return all(_is_kept(s) for s in schemas if not _REWRITTEN.isdisjoint(s.schema))


def _is_kept(scope: Scope) -> bool:
    """Whether what a schema says of references and names is what its bundle would say."""
    schema, document = scope.schema, scope.origin.document
    said = _REWRITTEN.intersection(schema)
    if "$ref" in said:
        target = scope.follow().origin
        if target.document != document or schema["$ref"] != local_ref(target.pointer):
            return False
    names = said - {"$ref"}
    if scope.origin.pointer or not names:
        return not names
    head = _head(schema)
    return names == head.keys() and list(head.items()) == list(schema.items())[: len(head)]


@dataclass(slots=True)
class _Maker:
    """Lives for one call of :func:`bundle`.

    ``places`` has the pointer in the bundle of every subschema; ``moved`` that of each JSON object for which
    it is another than in its document, by identity; ``targets`` the local reference for each reference, by
    the identity of the schema that holds it; ``embedded`` what goes under ``$defs``.
    """

    graph: Graph
    moved: dict[int, str] = field(default_factory=dict)
    targets: dict[tuple[int, str], str] = field(default_factory=dict)
    embedded: dict[str, Any] = field(default_factory=dict)
    booleans: dict[bool, str] = field(default_factory=dict)
    places: dict[Origin, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def settle(self) -> None:
        """Give every document and every subschema its place, and every reference its target."""
        first, *others = self.graph.documents
        if isinstance(first.value, dict):
            self.taken |= {fold(k) for k in first.value.get("$defs", {})}
        for document in others:
            if isinstance(document.value, dict):
                self._embed(document.value, _stem(document.uri))
        for stray in self.graph.strays:
            self._embed(stray.schema, stray.origin.pointer.rpartition("/")[2])
        self.places[self.graph.root.origin] = ""
        waiting = deque(self.graph.scopes)
        while waiting:
            scope = waiting.popleft()
            if isinstance(scope.schema, dict):  # `true` and `false` are noted by what names them
                self.places.setdefault(scope.origin, self._pointer(scope.schema))
                if not _NOTED.isdisjoint(scope.schema):
                    waiting.extend(self._visit(scope))

    def _visit(self, scope: Scope) -> Iterator[Scope]:
        """Note what a subschema names and refers to; gives the rest of a resource that it refers to first."""
        schema = scope.schema
        here = Origin("", self._pointer(schema))
        for keyword in _NAMING:
            for name, below in schema.get(keyword, {}).items():
                if isinstance(below, bool):
                    at = scope.origin.child(keyword, name)
                    self.places.setdefault(at, here.child(keyword, name).pointer)
        for keyword in REFERENCES:
            if keyword in schema:
                target = scope.follow(keyword)
                yield from self._resource(target)
                there = self._place_of(scope, keyword, target)
                self.targets[id(schema), keyword] = local_ref(there)
                self.places.setdefault(target.origin, there)

    def _resource(self, target: Scope) -> Iterator[Scope]:
        """Take in the resource that a reference leads to, if it is in none of the documents."""
        whole = target.resolver.lookup("").contents
        known = not isinstance(whole, dict) or id(whole) in self.moved or self.graph.where(whole) is not None
        if not known:
            uri = target.resolver._base_uri
            self._embed(whole, _stem(uri))
            yield from Scope(whole, Origin(uri, ""), self.graph, target.resolver).below()

    def _place_of(self, scope: Scope, keyword: str, target: Scope) -> str:
        """The pointer of a target.  ``true`` and ``false`` have no identity: go there from their resource."""
        if isinstance(target.schema, dict):
            return self._pointer(target.schema)
        base, fragment = urldefrag(scope.schema[keyword])
        whole: Any = scope.resolver.lookup(base).contents
        if isinstance(whole, dict):
            return self._pointer(whole) + unquote(fragment)
        if whole not in self.booleans:  # a document that is just `true` or `false`
            self.booleans[whole] = self._embed(whole, "anything" if whole else "nothing")
        return self.booleans[whole]

    def _pointer(self, schema: dict[str, Any]) -> str:
        """Where a JSON object stands in the bundle: those of the first document stay where they are."""
        moved = self.moved.get(id(schema))
        if moved is not None:
            return moved
        at = self.graph.where(schema)
        assert at is not None  # or its resource would have been embedded
        return at.pointer

    def _embed(self, value: Any, like: str) -> str:
        """Reserve a place under ``$defs``, with a name like the one given; returns its pointer."""
        stem = pascal(words_of(like)) or "Schema"
        name, number = stem, 2
        while fold(name) in self.taken:
            name, number = f"{stem}{number}", number + 1
        self.taken.add(fold(name))
        self.embedded[name] = value
        pointer = Origin("", "").child("$defs", name).pointer
        self._index(value, pointer)
        return pointer

    def _index(self, value: Any, pointer: str) -> None:
        """Note where every JSON object goes; what is in a stray goes to the stray's place."""
        if isinstance(value, dict):
            self.moved[id(value)] = pointer
            for key, item in value.items():
                if isinstance(item, (dict, list)):
                    self._index(item, Origin("", pointer).child(key).pointer)
        elif isinstance(value, list):
            for number, item in enumerate(value):
                if isinstance(item, (dict, list)):
                    self._index(item, f"{pointer}/{number}")

    def written(self) -> Any:
        """The bundled schema."""
        root = self.graph.documents[0].value
        written = self._schema(root)
        if not isinstance(written, dict):
            return written
        if self.embedded:
            more = {name: self._schema(value) for name, value in self.embedded.items()}
            written["$defs"] = {**written.get("$defs", {}), **more}
        return {**_head(root), **written}

    def _schema(self, schema: Any) -> Any:
        if not isinstance(schema, dict):
            return schema
        written: dict[str, Any] = {}
        for key, value in schema.items():
            if key in ONE_SCHEMA:
                written[key] = self._schema(value)
            elif key in MANY_SCHEMAS:
                written[key] = [self._schema(v) for v in value]
            elif key in NAMED_SCHEMAS:
                written[key] = {k: self._schema(v) for k, v in value.items()}
            elif key in REFERENCES:
                written["$ref"] = self.targets[id(schema), key]
            elif key not in _NAMES_OF_PLACES:
                written[key] = _data(value) if isinstance(value, (dict, list)) else value
        if "$ref" in schema and "$dynamicRef" in schema:
            written["$ref"] = self.targets[id(schema), "$ref"]
            second = {"$ref": self.targets[id(schema), "$dynamicRef"]}
            written["allOf"] = [*written.get("allOf", ()), second]
        return written


def _head(root: dict[str, Any]) -> dict[str, str]:
    """``$schema`` and ``$id`` of the root; an ``$id`` only when no validator has it for something else."""
    head = {}
    if "$schema" in root:
        head["$schema"] = DIALECT
    if "$id" in root and _HARMLESS_ID.fullmatch(root["$id"]):
        head["$id"] = root["$id"]
    return head


def _stem(uri: str) -> str:
    """``parts`` of ``https://example.com/schemas/parts.schema.json``."""
    return unquote(urldefrag(uri)[0]).rstrip("/").rsplit("/", 1)[-1].split(".")[0]


def _data(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _data(v) for k, v in value.items()}
    return [_data(v) for v in value] if isinstance(value, list) else value
