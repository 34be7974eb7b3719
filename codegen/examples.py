"""Every default and every example must meet the schema it stands in.

The judge is the checker that is printed for everyone else, with an entry for each node that has values.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from codegen.errors import CodegenError, Diagnostic, ExampleInvalid, Origin
from codegen.ir import AnyValue, Definition, Literal, Model, Node, Ref, children

__all__ = ["check_examples", "nodes_of"]

MAX_SHOWN = 50


def check_examples(model: Model) -> None:
    """:raises ExampleInvalid: with a diagnostic for each default and example that does not validate."""
    found = {n.origin: n for n in nodes_of(model) if n.default or n.docs.examples}
    if not found:
        return
    valued = [(node, _rule(node)) for node in found.values()]
    judges = {rule: node for node, rule in reversed(valued)}
    entries = {rule: f"value {number}" for number, rule in enumerate(judges)}
    checks = _checks(_needed(model, judges.values()), {entries[rule]: node for rule, node in judges.items()})
    wrong = [
        Diagnostic(ExampleInvalid.code, *_words(what, issue, entry), origin=at)
        for node, rule in valued
        for entry in [entries[rule]]
        for what, at, literal in _values(node)
        for issue in checks[entry](literal.value)[:3]
    ]
    if wrong:
        error = ExampleInvalid("a default or an example does not meet its own schema")
        error.diagnostics = tuple(wrong[:MAX_SHOWN])
        raise error


def nodes_of(model: Model) -> Iterator[Node]:
    """Every node of the IR, parents first."""
    for definition in model.definitions:
        yield from _below(definition.node)


def _below(node: Node) -> Iterator[Node]:
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        if node.residuals:
            waiting += [n for r in reversed(node.residuals) for n in reversed(r.nodes)]
        waiting += reversed(children(node))


def _values(node: Node) -> Iterator[tuple[str, Origin, Literal]]:
    if node.default is not None:
        yield "default", node.origin.child("default"), node.default
    for number, example in enumerate(node.docs.examples):
        yield "example", node.origin.child("examples", number), example


def _rule(node: Node) -> Hashable:
    """Equal for nodes that say the same, which one function can judge."""
    from codegen.checker.search_shared import share_key

    return share_key(node) or node.origin


def _words(what: str, issue: Any, entry: str) -> tuple[str, str]:
    """``entry`` is what the checker calls the node; a message about the node itself begins with it."""
    where = f" (at {issue.pointer})" if issue.pointer else ""
    return (
        f"the {what} does not meet its own schema: {issue.message.removeprefix(f'{entry}: ')}{where}",
        f"change the {what}, or the rule it breaks",
    )


def _needed(model: Model, valued: Collection[Node]) -> Model:
    """The model with those definitions alone that the nodes stand at or lead to; mostly they are few."""
    places = {node.origin for node in valued}
    keys = [d.key for d in model.definitions if d.source in places or d.node.origin in places]
    keys += [key for node in valued for key in _refs(node)]
    found: dict[str, Definition] = {}
    while keys:
        key = keys.pop()
        if key not in found:
            found[key] = model.definition(key)
            keys += _refs(found[key].node)
    root = model.definition(model.root)
    if root.key not in found:
        found[root.key] = replace(root, node=AnyValue(origin=root.node.origin))
    kept = tuple(found[d.key] for d in model.definitions if d.key in found)
    return replace(model, definitions=kept, index=found)


def _refs(node: Node) -> Iterator[str]:
    """The definitions that a node refers to, its residuals included."""
    for below in _below(node):
        if isinstance(below, Ref):
            yield below.target


def _checks(model: Model, entries: Mapping[str, Node]) -> dict[str, Callable[[object], list[Any]]]:
    from codegen.checker import print_python

    source = print_python(model, entries=tuple(entries.items()))
    namespace: dict[str, Any] = {"__name__": "checker"}
    try:
        exec(compile(source, "<checker>", "exec"), namespace)
    except (SyntaxError, RecursionError, MemoryError) as error:  # pragma: no cover - a bug in codegen
        raise CodegenError(Diagnostic("bug", f"the printed checker does not compile: {error}")) from error
    found: dict[str, Callable[[object], list[Any]]] = namespace["CHECK"]
    return found
