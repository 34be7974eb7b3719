"""``$ref`` to graph: every reference followed once, nothing fetched, nothing outside the folder.

References go through the ``referencing`` library, which looks where :mod:`codegen.registry` lets it.  A
:class:`Scope` is a place in the graph: a schema, where it stands, and what relative references mean there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote, urldefrag, urljoin

from codegen.errors import (
    CircularRef,
    DuplicateId,
    LimitExceeded,
    Origin,
    SchemaError,
    UnresolvableRef,
)
from codegen.keywords import REFERENCES, in_place, subschemas
from codegen.load import Document, located
from codegen.metaschema import bad_reference, check_dialect, check_schema
from codegen.registry import BASE, Finder, base_of, by_uri, registry_of, resource_of

if TYPE_CHECKING:
    from referencing._core import Resolver
    from referencing.jsonschema import Schema, SchemaRegistry

__all__ = ["Graph", "Scope", "resolve"]

MAX_SUBSCHEMAS = 250_000


class Scope(NamedTuple):
    """A schema in its place: its raw JSON value, and what its references resolve against.

    A tuple, since there are many: it is made in a third of the time that a frozen dataclass takes.
    """

    schema: Any
    origin: Origin
    graph: Graph
    resolver: Resolver[Schema]

    def child(self, *tokens: str | int) -> Scope:
        """The subschema below, with its own ``$id`` taken into account."""
        value = self.schema
        for token in tokens:
            value = value[token]
        known = self.graph.places.get(id(value))
        if known is not None and known.resolver._base_uri == self.resolver._base_uri:
            return known
        return self.graph.enter(value, self.origin.child(*tokens), self.resolver)

    def follow(self, keyword: str = "$ref") -> Scope:
        """The schema a reference leads to.

        :raises UnresolvableRef: nothing is there.  :raises UnsafeRef: it leads out of the folder.
        """
        known = self.graph.followed
        place = (self.origin, keyword)
        if place not in known:
            known[place] = self._followed(self.schema[keyword], self.origin.child(keyword))
        return known[place]

    def _followed(self, ref: str, at: Origin) -> Scope:
        resolved = self.graph.lookup(self.resolver, ref, at)
        if not isinstance(resolved.contents, (dict, bool)):
            raise UnresolvableRef(
                f"{ref!r} points at a value that is no schema", "point at an object, true or false", at
            )
        origin = self.graph.place(resolved.contents, resolved.resolver, ref)
        return Scope(resolved.contents, origin, self.graph, resolved.resolver)

    def below(self) -> Iterator[Scope]:
        """It and every subschema inside it, each once, parents first."""
        stack = [self]
        while stack:
            scope = stack.pop()
            yield scope
            enter, origin, resolver = scope.graph.enter, scope.origin, scope.resolver
            below = [enter(value, origin.child(*path), resolver) for path, value in subschemas(scope.schema)]
            stack.extend(reversed(below))


@dataclass(frozen=True, slots=True)
class Graph:
    """All documents of a schema.

    ``strays`` are schemas that a reference finds where no keyword puts one (``#/components/Name``).
    ``scopes`` is every subschema of every document, each once, parents first; ``places`` has those that are
    objects by identity, and ``objects`` where all other JSON objects stand, once one is asked for.
    ``followed`` remembers where references lead.
    """

    documents: tuple[Document, ...]
    registry: SchemaRegistry = field(repr=False)
    places: Mapping[int, Scope] = field(repr=False)
    dynamic_anchors: Mapping[str, int] = field(repr=False)
    strays: tuple[Scope, ...] = field(default=(), repr=False)
    scopes: tuple[Scope, ...] = field(default=(), repr=False)
    objects: dict[int, Origin] = field(default_factory=dict, repr=False, compare=False)
    followed: dict[tuple[Origin, str], Scope] = field(default_factory=dict, repr=False, compare=False)

    @property
    def root(self) -> Scope:
        """The root schema."""
        document = self.documents[0]
        resolver = self.registry.resolver(base_uri=urljoin(BASE, document.uri))
        return self.enter(document.value, Origin(document.uri, ""), resolver)

    def document(self, uri: str) -> Document:
        """The document an :class:`Origin` names."""
        return next(d for d in self.documents if d.uri == uri)

    def enter(self, schema: Any, origin: Origin, resolver: Resolver[Schema]) -> Scope:
        """A scope for a subschema, after its ``$id`` (if any) has moved the base URI."""
        if isinstance(schema, dict) and "$id" in schema and isinstance(schema["$id"], str):
            resolver = resolver.in_subresource(resource_of(schema))
        return Scope(schema, origin, self, resolver)

    def lookup(self, resolver: Resolver[Schema], ref: str, at: Origin) -> Any:
        """Follow one reference; errors name the place of the reference."""
        from referencing.exceptions import NoSuchAnchor, PointerToNowhere, Unresolvable

        try:
            return resolver.lookup(ref)
        except NoSuchAnchor as error:
            raise UnresolvableRef(
                f"{ref!r} points at nothing: no $anchor is named {error.anchor!r}",
                'write the $anchor, or a JSON Pointer such as "#/$defs/Name"',
                at,
            ) from None
        except ValueError:
            keyword = at.pointer.rpartition("/")[2]
            raise bad_reference(keyword, ref, at) from None
        except PointerToNowhere as error:
            raise UnresolvableRef(*_nowhere(ref, error.resource.contents), at) from None
        except Unresolvable as error:
            cause = error.__cause__
            while cause is not None and not isinstance(cause, SchemaError):
                cause = cause.__cause__
            if isinstance(cause, SchemaError):
                shown = cause.diagnostics[0]
                if shown.file is not None or shown.origin is not None:
                    raise cause from None
                raise type(cause)(f"{ref!r} {shown.message}", shown.hint, at) from None
            raise UnresolvableRef(
                f"{ref!r} points at nothing", "check the spelling of the reference", at
            ) from None

    def place(self, contents: Any, resolver: Resolver[Schema], ref: str) -> Origin:
        """Where a resolved schema stands.  ``true`` and ``false`` have no identity: use the pointer."""
        if isinstance(contents, dict):
            found = self.where(contents)
            if found is not None:
                return found
            return Origin(urldefrag(ref)[0] or "?", unquote(urldefrag(ref)[1]))
        whole = resolver.lookup("").contents
        if not isinstance(whole, dict):  # a document that is just `true` or `false`
            return Origin(urldefrag(resolver._base_uri)[0].removeprefix(BASE), "")
        base = self.where(whole) or Origin(self.documents[0].uri, "")
        return Origin(base.document, base.pointer + unquote(urldefrag(ref)[1]))

    def where(self, value: dict[str, Any]) -> Origin | None:
        """Where a JSON object of these documents stands; None for one of elsewhere."""
        scope = self.places.get(id(value))
        if scope is not None:
            return scope.origin
        for document in self.documents if not self.objects else ():
            _index(document.value, Origin(document.uri, ""), self.objects)
        return self.objects.get(id(value))

    def tops(self) -> Iterator[Scope]:
        """The root schema of every document, then the strays."""
        for document in self.documents:
            resolver = self.registry.resolver(base_uri=urljoin(BASE, document.uri))
            yield self.enter(document.value, Origin(document.uri, ""), resolver)
        yield from self.strays


def resolve(document: Document, others: tuple[Document, ...] = ()) -> Graph:
    """Load everything the schema refers to and check that each reference leads somewhere sane.

    ``others`` are documents given by the caller, found by their URI or ``$id`` when referred to.
    """
    check_schema(document)
    folder = document.path.parent if document.path is not None else None
    finder = Finder(folder, base_of(document), by_uri(others))
    documents: tuple[Document, ...] = (document,)
    strays: tuple[Scope, ...] = ()
    while True:
        with located(documents):
            graph = _graph(documents, registry_of(documents, finder), strays)
            referring = [(s, keywords) for s in graph.scopes if (keywords := _references(s.schema))]
            targets = [scope.follow(keyword) for scope, keywords in referring for keyword in keywords]
            fresh = tuple(d for d in finder.found.values() if d not in documents)
            lost = tuple({t.origin: t for t in targets if _is_stray(t, graph)}.values())
            if not fresh and not lost:
                _check_cycles([scope for scope, _ in referring])
                return graph
        documents, strays = (*documents, *fresh), (*strays, *lost) if not fresh else strays


def _is_stray(target: Scope, graph: Graph) -> bool:
    """Whether a schema stands where no keyword puts one; then it has not been checked yet."""
    if not isinstance(target.schema, dict) or id(target.schema) in graph.places:
        return False
    document = next((d for d in graph.documents if d.uri == target.origin.document), None)
    if document is not None:  # the standard meta-schemas are no documents of ours, and sound
        check_schema(document, target.schema, target.origin)
    return document is not None


def _references(schema: Any) -> list[str]:
    """The keywords with which a schema refers to others."""
    if not isinstance(schema, dict) or ("$ref" not in schema and "$dynamicRef" not in schema):
        return []
    return [k for k in REFERENCES if k in schema]


def _graph(documents: tuple[Document, ...], registry: SchemaRegistry, strays: tuple[Scope, ...]) -> Graph:
    places: dict[int, Scope] = {}
    bare = Graph(documents, registry, places, {})
    moved = tuple(Scope(s.schema, s.origin, bare, s.resolver) for s in strays)
    scopes: list[Scope] = []
    for top in bare.tops():
        for scope in top.below():
            if len(scopes) >= MAX_SUBSCHEMAS:
                raise LimitExceeded(
                    f"more than {MAX_SUBSCHEMAS} subschemas", "split the schema", scope.origin
                )
            scopes.append(scope)
    more = [scope for stray in moved for scope in stray.below()]
    places |= {id(s.schema): s for s in (*scopes, *more) if isinstance(s.schema, dict)}
    return replace(bare, dynamic_anchors=_anchors(scopes), strays=moved, scopes=(*scopes, *more))


def _index(value: Any, origin: Origin, places: dict[int, Origin]) -> None:
    if isinstance(value, dict):
        places[id(value)] = origin
        for key, item in value.items():
            if isinstance(item, (dict, list)):
                _index(item, origin.child(key), places)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            if isinstance(item, (dict, list)):
                _index(item, origin.child(number), places)


#: What :func:`_anchors` looks at.
_IDENTIFYING = frozenset({"$schema", "$vocabulary", "$id", "$anchor", "$dynamicAnchor"})


def _anchors(scopes: Iterable[Scope]) -> dict[str, int]:
    """How often each ``$dynamicAnchor`` occurs; refuses a second ``$id`` or anchor of one name."""
    owners: dict[str, Origin] = {}
    dynamic: dict[str, int] = {}
    for scope in scopes:
        if not isinstance(scope.schema, dict) or _IDENTIFYING.isdisjoint(scope.schema):
            continue
        check_dialect(scope.schema, scope.origin)
        base = scope.resolver._base_uri
        if isinstance(scope.schema.get("$id"), str):
            _claim(owners, base, scope.origin.child("$id"), f"$id {scope.schema['$id']!r}")
        for keyword in ("$anchor", "$dynamicAnchor"):
            name = scope.schema.get(keyword)
            if isinstance(name, str):
                at = scope.origin.child(keyword)
                _claim(owners, f"{base}#{name}", at, f"{keyword} {name!r}")
        name = scope.schema.get("$dynamicAnchor")
        if isinstance(name, str):
            dynamic[name] = dynamic.get(name, 0) + 1
    return dynamic


def _claim(owners: dict[str, Origin], uri: str, at: Origin, what: str) -> None:
    first = owners.setdefault(uri, at)
    if first != at:
        raise DuplicateId(
            f"{what} is taken already, at {first.pointer}", "give one of the two another name", at
        )


def _check_cycles(referring: list[Scope]) -> None:
    """Refuse a schema that comes back to itself without stepping into the value (core 9.4.1).

    Such a circle has a reference in it, so that only ways to references are gone.
    """
    done: set[Origin] = set()
    known: dict[int, bool] = {}
    for start in referring:
        if start.origin not in done:
            _visit(start, done, known)


def _visit(start: Scope, done: set[Origin], known: dict[int, bool]) -> None:
    path: dict[Origin, None] = {}
    stack: list[tuple[Scope, Iterator[Scope]]] = [(start, _steps(start, known))]
    path[start.origin] = None
    while stack:
        scope, steps = stack[-1]
        step = next(steps, None)
        if step is None:
            stack.pop()
            path.pop(scope.origin)
            done.add(scope.origin)
        elif step.origin in path:
            raise _circle(list(path), step.origin, scope)
        elif step.origin not in done:
            path[step.origin] = None
            stack.append((step, _steps(step, known)))


def _steps(scope: Scope, known: dict[int, bool]) -> Iterator[Scope]:
    for keyword in _references(scope.schema):
        yield scope.follow(keyword)
    for path, below in in_place(scope.schema):
        if _leads_on(below, known):
            yield scope.child(*path)


def _leads_on(schema: Any, known: dict[int, bool]) -> bool:
    """Whether a schema, or one inside it for the same value, refers to another; ``known`` is by identity."""
    if not isinstance(schema, dict):
        return False
    if id(schema) not in known:
        inside = (_leads_on(below, known) for _, below in in_place(schema))
        known[id(schema)] = bool(_references(schema)) or any(inside)
    return known[id(schema)]


def _circle(path: list[Origin], back: Origin, last: Scope) -> CircularRef:
    ring = [*path[path.index(back) :], back]
    shown = " -> ".join(f"#{o.pointer}" for o in ring[:8]) + (" -> …" if len(ring) > 8 else "")
    at = last.origin.child(*_references(last.schema)[:1])
    return CircularRef(
        f"references go round in a circle and never reach a type: {shown}",
        "put a property or an array between them, or take one reference out",
        at,
    )


def _nowhere(ref: str, resource: Any) -> tuple[str, str]:
    """Message and hint for a JSON Pointer that ends in the void; suggests a near name."""
    from difflib import get_close_matches

    pointer = unquote(urldefrag(ref)[1])
    steps = [s.replace("~1", "/").replace("~0", "~") for s in pointer.split("/")[1:]]
    value = resource
    for step in steps:
        if isinstance(value, dict) and step in value:
            value = value[step]
            continue
        near = get_close_matches(step, list(value) if isinstance(value, dict) else [], 1)
        hint = f"did you mean {near[0]!r}?" if near else "write the definition, or mend the reference"
        return f"{ref!r} points at nothing: there is no {step!r} there", hint
    return f"{ref!r} points at nothing", "write the definition, or mend the reference"
