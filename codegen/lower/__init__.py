"""Lowering: documents and references to the intermediate representation.

One function a shape; names are given here, once, for every target.  Whatever is recognised becomes a
typed node, whatever is not stays on its node as a residual with its pointer.
"""

from __future__ import annotations

from dataclasses import replace

from codegen.bundle import bundle, local_ref
from codegen.ir import Definition, Model, shape_refs
from codegen.keywords import asserts
from codegen.lower.builder import Builder, key_of
from codegen.lower.formulas import check_formulas, check_places
from codegen.lower.shapes import node
from codegen.presence import keys_of, read
from codegen.resolve import Graph, Scope

__all__ = ["lower"]


def lower(graph: Graph, digest: str, file_name: str) -> Model:
    """The model of a schema.

    :param digest: SHA-256 of the inputs in hex; targets print it.
    :param file_name: how headers name the schema.
    :raises codegen.errors.SchemaError: a name collides, a group cannot be met, a limit is passed.
    """
    b = Builder(graph)
    for scope in _named(graph.root):  # names that the schema gives come before made-up ones
        b.define(scope)
    root_key = b.define_first(_root(graph.root))
    while b.waiting:
        scope = b.waiting.popleft()
        key = key_of(scope.origin)
        b.add(key, node(b, scope, b.words[key], top=True), scope.origin)
    return _model(b, root_key, digest, file_name)


def _model(b: Builder, root: str, digest: str, file_name: str) -> Model:
    shown = _types(b, [root, *(key_of(s.origin) for s in _named(b.graph.root))])
    done = {k: d if k in shown else replace(d, internal=True) for k, d in check_formulas(b.done).items()}
    check_places(b.graph.documents, done.values())
    order = [done[root], *(d for k, d in done.items() if k != root)]
    index: dict[str, Definition] = {d.key: d for d in order}
    bundled = bundle(b.graph)
    # a definition made of one part of a schema (the object of `type: [object, null]`) has no place of its own
    own = [d for d in order if d.key == key_of(d.source) and d.source in bundled.places]
    return Model(
        root=root,
        definitions=tuple(order),
        digest=digest,
        file_name=file_name,
        schema=bundled.schema,
        refs={d.key: local_ref(bundled.places[d.source]) for d in own},
        index=index,
    )


def _types(b: Builder, starts: list[str]) -> set[str]:
    """The definitions that are reached without going through a residual."""
    shown: set[str] = set()
    waiting = list(starts)
    while waiting:
        key = waiting.pop()
        if key not in shown:
            shown.add(key)
            waiting += shape_refs(b.done[key].node)
    return shown


def _root(scope: Scope) -> Scope:
    """A root that only refers to a definition *is* that definition."""
    while isinstance(scope.schema, dict) and asserts(scope.schema) == ["$ref"]:
        scope = scope.follow()
    return scope


def _named(root: Scope) -> list[Scope]:
    """The entries of ``$defs`` that are types; a definition that only states a group is none."""
    found = []
    for keyword in ("$defs", "definitions"):
        for name in root.schema.get(keyword, {}) if isinstance(root.schema, dict) else ():
            scope = root.child(keyword, name)
            if not _only_presence(scope):
                found.append(scope)
    return found


def _only_presence(scope: Scope) -> bool:
    if not isinstance(scope.schema, dict) or "properties" in scope.schema:
        return False
    formula = read(scope)
    return formula is not None and bool(keys_of(formula))
