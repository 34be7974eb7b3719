"""The ``x-torch`` annotations of a schema as values.

Four forms, each on a definition that is an object:

- ``{"class": "Adam", "arguments": {...}, "own_defaults": [...]}``: an algorithm;
- ``{"builder": {"optimizer": ..., ...}}``: a whole configuration;
- ``{"group": {"names": ..., ...}}``: one entry of its parameter groups;
- ``{"schedule": "ramp to {learning_rate}"}``: what a schedule is called in tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from codegen.errors import Origin
from codegen.ir import Definition, Json, Model, Node, Record, children
from codegen.targets.torch.problems import Problems, near

__all__ = ["AlgorithmNote", "BuilderNote", "GroupNote", "Notes", "ScheduleNote", "notes_of"]

KEYWORD = "x-torch"
BUILDER = ("optimizer", "single", "towers", "backbone", "parameter_groups", "no_weight_decay_on")
GROUP = ("label", "names", "pattern", "module_types", "dimensions", "rate", "optimizer")
_FORMS = {
    "class": ("class", "arguments", "own_defaults"),
    "builder": ("builder",),
    "group": ("group",),
    "schedule": ("schedule",),
}


@dataclass(frozen=True, slots=True)
class AlgorithmNote:
    """A definition that is an algorithm.  ``arguments`` maps an argument to one field or several."""

    definition: Definition
    record: Record
    at: Origin
    torch_class: str
    arguments: Mapping[str, str | tuple[str, ...]]
    own_defaults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BuilderNote:
    """A definition that is a whole configuration.  ``parts`` maps the words of :data:`BUILDER` to paths."""

    definition: Definition
    record: Record
    at: Origin
    parts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class GroupNote:
    """A definition that is an entry of parameter groups.  ``parts`` maps words of :data:`GROUP` to paths."""

    definition: Definition
    record: Record
    at: Origin
    parts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ScheduleNote:
    """What a schedule is called: text with fields in braces."""

    definition: Definition
    record: Record
    at: Origin
    text: str


_Note: TypeAlias = AlgorithmNote | BuilderNote | GroupNote | ScheduleNote


@dataclass(frozen=True, slots=True)
class Notes:
    """All annotations, by ``Definition.key``, in the order of the schema."""

    algorithms: Mapping[str, AlgorithmNote]
    builders: Mapping[str, BuilderNote]
    groups: Mapping[str, GroupNote]
    schedules: Mapping[str, ScheduleNote]

    def __bool__(self) -> bool:
        return bool(self.algorithms or self.builders or self.groups or self.schedules)


def notes_of(model: Model, problems: Problems) -> Notes:
    """Read every annotation.  What has no known form is a problem."""
    notes: dict[str, _Note] = {}
    for definition in model.definitions:
        if definition.internal:
            continue
        value = _value(definition.node)
        note = _read(definition, value, problems) if value is not None else None
        if note is not None:
            notes[definition.key] = note
        for node in _below(definition.node):
            if _value(node) is not None:
                problems.add(
                    node.origin,
                    "x-torch stands on a part of a definition",
                    "write it on a definition that is an object",
                )
    return Notes(
        {key: note for key, note in notes.items() if isinstance(note, AlgorithmNote)},
        {key: note for key, note in notes.items() if isinstance(note, BuilderNote)},
        {key: note for key, note in notes.items() if isinstance(note, GroupNote)},
        {key: note for key, note in notes.items() if isinstance(note, ScheduleNote)},
    )


def _value(node: Node) -> dict[str, Json] | Json:
    return next((literal.value for name, literal in node.docs.extensions if name == KEYWORD), None)


def _below(node: Node) -> Iterator[Node]:
    """Everything that a node's shape is made of, however deep."""
    waiting = [*reversed(children(node))]
    while waiting:
        here = waiting.pop()
        yield here
        waiting += reversed(children(here))


def _read(definition: Definition, value: Json, problems: Problems) -> _Note | None:
    at, record = definition.source.child(KEYWORD), definition.node
    if not isinstance(record, Record):
        problems.add(at, "x-torch stands on a definition that is no object", "give it properties")
        return None
    if not isinstance(value, dict):
        problems.add(at, "x-torch is no object", 'write {"class": "Adam"}, say')
        return None
    form = next((f for f in _FORMS if f in value), None)
    if form is None:
        problems.add(
            at, f"x-torch has none of {', '.join(_FORMS)}", "write the one that says what the object is"
        )
        return None
    for key in value:
        if key not in _FORMS[form]:
            hint = near(key, _FORMS[form], f"with {form} it may have {', '.join(_FORMS[form])}")
            problems.add(at.child(key), f"x-torch does not know {key!r} beside {form}", hint)
    match form:
        case "class":
            return _algorithm(definition, record, at, value, problems)
        case "builder":
            parts = _parts(at.child(form), value[form], BUILDER, problems)
            return BuilderNote(definition, record, at.child(form), parts)
        case "group":
            parts = _parts(at.child(form), value[form], GROUP, problems)
            return GroupNote(definition, record, at.child(form), parts)
    text = value[form]
    if isinstance(text, str) and text:
        return ScheduleNote(definition, record, at.child(form), text)
    problems.add(at.child(form), "schedule is no text", 'write "ramp to {learning_rate}", say')
    return None


def _algorithm(
    definition: Definition, record: Record, at: Origin, value: dict[str, Json], problems: Problems
) -> AlgorithmNote | None:
    before = len(problems)
    name = value["class"]
    if not isinstance(name, str):
        problems.add(at.child("class"), "class is no text", 'write the name of a class, such as "Adam"')
    arguments = _arguments(at.child("arguments"), value.get("arguments", {}), problems)
    own = value.get("own_defaults", [])
    if not isinstance(own, list) or not all(isinstance(key, str) for key in own):
        problems.add(at.child("own_defaults"), "own_defaults is no list of fields", 'write ["epsilon"], say')
    if len(problems) > before:
        return None
    fields = tuple(map(str, own)) if isinstance(own, list) else ()
    return AlgorithmNote(definition, record, at, str(name), arguments, fields)


def _arguments(at: Origin, value: Json, problems: Problems) -> dict[str, str | tuple[str, ...]]:
    if not isinstance(value, dict):
        problems.add(at, "arguments is no object", 'write {"eps": "epsilon"}, say')
        return {}
    found: dict[str, str | tuple[str, ...]] = {}
    for argument, field in value.items():
        match field:
            case str():
                found[argument] = field
            case [_, *_] if all(isinstance(f, str) for f in field):
                found[argument] = tuple(map(str, field))
            case _:
                problems.add(
                    at.child(argument),
                    f"{argument} is neither a field nor a list of fields",
                    'write "epsilon", or ["beta_1", "beta_2"] for a tuple',
                )
    return found


def _parts(at: Origin, value: Json, known: tuple[str, ...], problems: Problems) -> dict[str, str]:
    if not isinstance(value, dict):
        problems.add(at, "it is no object", f"its keys are {', '.join(known)}")
        return {}
    for key, path in value.items():
        if key not in known:
            problems.add(at.child(key), f"x-torch does not know {key!r} here", near(key, known))
        elif not isinstance(path, str):
            problems.add(at.child(key), f"{key} is no text", "write the name of a field")
    return {key: path for key, path in value.items() if key in known and isinstance(path, str)}
