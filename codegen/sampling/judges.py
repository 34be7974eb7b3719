"""The printed checker, in process: it says what is valid, and with which errors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from codegen.checker import print_python
from codegen.errors import Origin
from codegen.ir import Array, Definition, Literal, Model, Node, Record, Scalar, Tuple, Union
from codegen.naming import pascal

__all__ = ["Judges", "judges_of", "type_name"]


@dataclass(frozen=True, slots=True)
class Judges:
    """``check`` by the name of a type; ``accepts`` by the identity of a node that needs a judge.

    A node needs one when a value made for its shape may still be refused.
    """

    check: Mapping[str, Callable[[object], list[Any]]]
    accepts: Mapping[int, Callable[[object], bool]]

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
    source = print_python(model, entries=tuple((f"node {i}", n) for i, n in enumerate(numbered)))
    namespace: dict[str, Any] = {"__name__": "checker"}
    exec(compile(source, "<checker>", "exec"), namespace)
    accepts = namespace["ACCEPTS"]
    known = {key: accepts[name] for key, name in public.items()}
    return Judges(namespace["CHECK"], known | {id(n): accepts[f"node {i}"] for i, n in enumerate(numbered)})


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
    elif is_dataclass(value) and not isinstance(value, (Origin, Literal)):
        for field in fields(value):
            yield from _nodes(getattr(value, field.name))
