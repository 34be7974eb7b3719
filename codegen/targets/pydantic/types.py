"""From a node to the annotation a reader sees."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from codegen.checker.kinds import kinds
from codegen.checker.source import quote
from codegen.ir import (
    AnyValue,
    Array,
    Const,
    Enum,
    Literal,
    Map,
    Model,
    Never,
    Node,
    Record,
    Ref,
    Scalar,
    Tuple,
    Union,
)

__all__ = ["Annotator"]

_SCALARS = {"null": "None", "boolean": "bool", "integer": "Integer", "number": "Number", "string": "String"}
ANY = ("Json",)
MAX_LITERALS = 60  # members of an enum that a Literal lists


@dataclass(frozen=True, slots=True)
class Annotator:
    """Types of one model.  ``name`` gives the Python name of a definition by its key."""

    model: Model
    name: Callable[[str], str]

    def parts(self, node: Node) -> tuple[str, ...]:
        """The alternatives of a type, each once, ``None`` last."""
        found = self._parts(node)
        if "Json" in found or not found:
            return ANY
        return tuple(sorted(dict.fromkeys(found), key=lambda part: part == "None"))

    def text(self, node: Node) -> str:
        """The whole type."""
        return " | ".join(self.parts(node))

    def without_none(self, node: Node) -> tuple[str, ...]:
        """The alternatives besides null."""
        return tuple(p for p in self.parts(node) if p != "None") or ("None",)

    def _parts(self, node: Node) -> tuple[str, ...]:
        match node:
            case Scalar(kind=kind):
                return (_SCALARS[kind],)
            case Const(value=value):
                return self._values((value,))
            case Enum(values=values):
                return self._values(values)
            case Array(items=items):
                return (f"Array[{self.text(items)}]",)
            case Tuple(prefix=prefix, rest=rest):
                return (f"Array[{self._items((*prefix, rest))}]",)
            case Map(values=values):
                return (f"Map[{self.text(values)}]",)
            case Ref(target=target):
                return (self.name(target),)
            case Union(members=members):
                return self._union(members)
        return ANY  # AnyValue and Never; a record stands only at the top of a definition

    def _items(self, nodes: Iterable[Node]) -> str:
        found = [p for n in nodes if not isinstance(n, Never) for p in self.parts(n)]
        return "Json" if "Json" in found or not found else " | ".join(dict.fromkeys(found))

    def _values(self, values: tuple[Literal, ...]) -> tuple[str, ...]:
        """Strings are listed; numbers are not, since 1 and 1.0 are one value of JSON and two of Python."""
        strings = [quote(v.value) for v in values if isinstance(v.value, str)]
        found = [f"Literal[{', '.join(strings)}]"] if 0 < len(strings) <= MAX_LITERALS else []
        found += ["String"] if len(strings) > MAX_LITERALS else []
        for value in (v.value for v in values):
            match value:
                case None:
                    found.append("None")
                case bool():
                    found.append("bool")
                case int() | float():
                    found.append("Number")
                case list() | dict():
                    found.append("Json")
        return tuple(found)

    def _union(self, members: tuple[Node, ...]) -> tuple[str, ...]:
        """Alternatives that JSON's types tell apart; the checker tells objects of several classes apart."""
        below = [m for m in members if kinds(self.model, m)]  # the others accept nothing
        parts = [p for m in below for p in self.parts(m)]
        if "Json" in parts or self._mixed(below, "array", 1):
            return ANY
        if not self._mixed(below, "object", 1):
            return tuple(parts)
        objects = [m for m in below if self._is(m, "object")]
        if not all(isinstance(m, Ref) and self._is_record(m) for m in objects):
            return ANY
        classes = dict.fromkeys(p for m in objects for p in self.parts(m))
        others = [p for m in below if m not in objects for p in self.parts(m)]
        return (f"OneOf[{', '.join(classes)}]", *others)

    def _is_record(self, node: Ref) -> bool:
        return isinstance(self.model.definition(node.target).node, Record)

    def _mixed(self, members: list[Node], kind: str, most: int) -> bool:
        found = {self.text(m) for m in members if self._is(m, kind)}
        return len(found) > most

    def _is(self, node: Node, kind: str) -> bool:
        return not isinstance(node, AnyValue) and kind in kinds(self.model, node)
