"""Filling in defaults ends: no default needs itself to be filled in."""

from __future__ import annotations

from codegen.errors import ExampleInvalid, Origin
from codegen.ir import Array, Json, Map, Model, Node, Record, Ref, Tuple, Union

__all__ = ["check_defaults"]


def check_defaults(model: Model) -> None:
    """:raises ExampleInvalid: the default of a field holds an object in which the same default is missing."""
    walk = _Walk(model)
    for definition in model.definitions:
        if isinstance(definition.node, Record):
            walk.fill(definition.node, {})


class _Walk:
    """Fills in defaults as an object does when it is made."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.active: list[Origin] = []
        self.ended: set[Origin] = set()

    def fill(self, node: Node, value: Json) -> None:
        """What making the value of a node would fill in."""
        match node, value:
            case Ref(target=target), _:
                self.fill(self.model.definition(target).node, value)
            case Union(members=members), dict() | list():
                for member in members:
                    self.fill(member, value)
            case Record(), dict():
                self._record(node, value)
            case Map(values=below), dict():
                for item in value.values():
                    self.fill(below, item)
            case Array(items=below), list():
                for item in value:
                    self.fill(below, item)
            case Tuple(prefix=prefix, rest=rest), list():
                for number, item in enumerate(value):
                    self.fill(prefix[number] if number < len(prefix) else rest, item)

    def _record(self, node: Record, value: dict[str, Json]) -> None:
        for field in node.fields:
            if field.key in value:
                self.fill(field.node, value[field.key])
            elif field.node.default is not None and not field.required:
                self._default(field.node)

    def _default(self, node: Node) -> None:
        origin, default = node.origin, node.default
        if default is None or not isinstance(default.value, (dict, list)) or origin in self.ended:
            return
        if origin in self.active:
            raise ExampleInvalid(
                "the default never ends: it lacks the same key again, and that is filled in with it",
                "give the key in the default, or take the default away",
                origin.child("default"),
            )
        self.active.append(origin)
        self.fill(node, default.value)
        self.active.pop()
        self.ended.add(origin)
