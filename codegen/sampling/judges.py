"""The printed checker, in process: it says what is valid, and with which errors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from codegen.checker import print_python
from codegen.ir import Array, Definition, Literal, Model, Node, Record, Scalar, Tuple, Union
from codegen.naming import pascal

__all__ = ["Judges", "judges_of", "type_name"]


@dataclass(frozen=True, slots=True)
class Judges:
    """``check`` by the name of a type; ``accepts`` by the identity of a node that needs a judge; ``stock`` by
    the name of a type: what a validator says that knows no ``x-rules`` (empty when there are none).

    A node needs one when a value made for its shape may still be refused.
    """

    check: Mapping[str, Callable[[object], list[Any]]]
    accepts: Mapping[int, Callable[[object], bool]]
    stock: Mapping[str, Callable[[object], bool]]

    def allow(self, node: Node, value: object) -> bool:
        """Whether the node accepts the value, as far as that is in doubt."""
        judge = self.accepts.get(id(node))
        return judge is None or judge(value)


def type_name(definition: Definition) -> str:
    """How messages and ``CHECK`` call a definition."""
    return pascal(definition.words)


def judges_of(model: Model) -> Judges:
    """:raises codegen.errors.SchemaError: the checker cannot enforce a keyword."""
    public = {id(d.node): type_name(d) for d in model.definitions if not d.internal}
    nodes = {id(n): n for d in model.definitions for n in _nodes(d.node)}
    numbered = [n for key, n in nodes.items() if key not in public and _in_doubt(n)]
    namespace = _module(print_python(model, entries=tuple((f"node {i}", n) for i, n in enumerate(numbered))))
    accepts = namespace["ACCEPTS"]
    known = {key: accepts[name] for key, name in public.items()}
    judged = known | {id(n): accepts[f"node {i}"] for i, n in enumerate(numbered)}
    return Judges(namespace["CHECK"], judged, _stock(model))


def _stock(model: Model) -> Mapping[str, Callable[[object], bool]]:
    """Verdicts without rules between fields."""
    plain = [
        replace(d, node=replace(d.node, rules=())) if isinstance(d.node, Record) else d
        for d in model.definitions
    ]
    if plain == list(model.definitions):
        return {}
    bare = replace(model, definitions=tuple(plain), index={d.key: d for d in plain})
    found: Mapping[str, Callable[[object], bool]] = _module(print_python(bare))["ACCEPTS"]
    return found


def _module(source: str) -> dict[str, Any]:
    namespace: dict[str, Any] = {"__name__": "checker"}
    exec(compile(source, "<checker>", "exec"), namespace)
    return namespace


def _in_doubt(node: Node) -> bool:
    match node:
        case Record():
            return True
        case Union(kind="one"):
            return True
        case Array(unique=True) | Tuple(unique=True):
            return True
        case Scalar(pattern=pattern, multiple_of=multiple) if pattern is not None or multiple is not None:
            return True
    return bool(node.residuals)


def _nodes(value: Any) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    if isinstance(value, tuple):
        for item in value:
            yield from _nodes(item)
    elif is_dataclass(value) and not isinstance(value, Literal):
        for field in fields(value):
            yield from _nodes(getattr(value, field.name))
