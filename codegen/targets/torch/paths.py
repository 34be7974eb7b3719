"""Dotted paths of ``x-torch`` (``rates.towers``) through the fields of objects."""

from __future__ import annotations

from dataclasses import dataclass

from codegen.errors import Origin
from codegen.ir import Choice, Definition, Field, Model, Node, Record, Ref
from codegen.naming import pascal
from codegen.targets.torch.fitting import bare, may_be_null
from codegen.targets.torch.naming import Naming
from codegen.targets.torch.problems import Problems, near

__all__ = ["Path", "definition_behind", "group_of", "path_of"]


@dataclass(frozen=True, slots=True)
class Path:
    """The fields from an object to a value, each with the definition that holds it."""

    steps: tuple[tuple[Definition, Field], ...]
    nullable: tuple[bool, ...]

    @property
    def node(self) -> Node:
        """The schema of the value."""
        return self.steps[-1][1].node

    @property
    def head(self) -> str:
        """The key of the first field."""
        return self.steps[0][1].key

    @property
    def pointer(self) -> str:
        """The JSON Pointer of the value in a document."""
        keys = (field.key.replace("~", "~0").replace("/", "~1") for _, field in self.steps)
        return "".join(f"/{key}" for key in keys)

    @property
    def may_lack(self) -> bool:
        """Whether a document may have no such value."""
        return any(self.nullable)

    def source(self, naming: Naming, root: str) -> str:
        """The value as Python, where everything above it is there."""
        return ".".join((root, *(naming.attribute(d, f.key) for d, f in self.steps)))

    def there(self, naming: Naming, root: str) -> str:
        """The condition, as Python, that the value is there; empty if it always is."""
        tests, text = [], root
        for (definition, field), nullable in zip(self.steps, self.nullable, strict=True):
            text = f"{text}.{naming.attribute(definition, field.key)}"
            if nullable:
                tests.append(f"{text} is not None")
        return " and ".join(tests)


def path_of(model: Model, definition: Definition, text: str, at: Origin, problems: Problems) -> Path | None:
    """The path that a text names, or None and a problem."""
    steps: list[tuple[Definition, Field]] = []
    here = definition
    record = definition.node
    keys = [text] if isinstance(record, Record) and _field(record, text) else text.split(".")
    for number, key in enumerate(keys):
        assert isinstance(here.node, Record)
        field = _field(here.node, key)
        if field is None:
            names = [f.key for f in here.node.fields]
            problems.add(at, f"{key!r} is no field of {pascal(here.words)}", near(key, names))
            return None
        steps.append((here, field))
        if number + 1 < len(keys):
            below = definition_behind(model, field.node)
            if below is None or not isinstance(below.node, Record):
                problems.add(at, f"{key!r} of {pascal(here.words)} has no fields", "end the path there")
                return None
            here = below
    return Path(tuple(steps), tuple(_may_lack(model, field) for _, field in steps))


def group_of(definition: Definition, name: str, at: Origin, problems: Problems) -> Choice | None:
    """The property group of a name, or None and a problem."""
    assert isinstance(definition.node, Record)
    for choice in definition.node.choices:
        if choice.name == name:
            return choice
    names = [c.name for c in definition.node.choices]
    problems.add(at, f"{name!r} is no group of {pascal(definition.words)}", near(name, names, "it has none"))
    return None


def definition_behind(model: Model, node: Node) -> Definition | None:
    """The definition of the object that a node's values besides null are."""
    inner = bare(model, node)
    waiting = [node]
    seen: set[str] = set()
    while waiting:
        here = waiting.pop()
        if isinstance(here, Ref) and here.target not in seen:
            seen.add(here.target)
            found = model.definition(here.target)
            if found.node is inner:
                return found
            waiting.append(found.node)
        else:
            waiting += getattr(here, "members", ())
    return None


def _field(record: Record, key: str) -> Field | None:
    return next((f for f in record.fields if f.key == key), None)


def _may_lack(model: Model, field: Field) -> bool:
    return may_be_null(model, field.node) or (not field.required and field.node.default is None)
