"""Configurations and their parameter groups: what their ``x-torch`` names, found and checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from codegen.ir import Array, Choice, Definition, Enum, Map, Model, Node, Record
from codegen.naming import pascal
from codegen.targets.torch.algorithms import Algorithm
from codegen.targets.torch.annotations import BuilderNote, GroupNote, Notes
from codegen.targets.torch.fitting import bare, is_number, scalar_of, schedule_of
from codegen.targets.torch.paths import Path, definition_behind, group_of, path_of
from codegen.targets.torch.problems import Problems

__all__ = ["Builder", "Group", "builders_of"]

SWITCHES = ("one_dimensional", "biases", "norms")


@dataclass(frozen=True, slots=True)
class Group:
    """An entry of parameter groups.  ``parts`` has the paths of its conditions, its label and its rate."""

    definition: Definition
    parts: Mapping[str, Path]
    choice: Choice | None
    members: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Builder:
    """A whole configuration.  ``members`` gives the algorithm (``Definition.key``) of each member."""

    definition: Definition
    choice: Choice
    members: Mapping[str, str]
    parts: Mapping[str, Path]
    group: Group | None
    always_a_rate: bool


def builders_of(
    model: Model, notes: Notes, algorithms: Mapping[str, Algorithm], problems: Problems
) -> tuple[Builder, ...]:
    """Every configuration, checked."""
    reader = _Reader(model, notes, algorithms, problems)
    groups = {key: reader.group(note) for key, note in notes.groups.items()}
    found = [reader.builder(note, groups) for note in notes.builders.values()]
    return tuple(b for b in found if b is not None)


@dataclass(frozen=True, slots=True)
class _Reader:
    model: Model
    notes: Notes
    algorithms: Mapping[str, Algorithm]
    problems: Problems

    def group(self, note: GroupNote) -> Group:
        """An entry of parameter groups."""
        kinds: dict[str, tuple[Callable[[Node], bool], str]] = {
            "label": (self._is("str"), "a string"),
            "names": (self._each(self._is("str")), "a list of strings"),
            "pattern": (self._is("str"), "a string"),
            "module_types": (self._each(self._is("str")), "a list of strings"),
            "dimensions": (self._each(self._is("int")), "a list of integers"),
            "rate": (self._is_rate, "a number or an object with x-schedule"),
        }
        parts = self._parts(note, kinds)
        name = note.parts.get("optimizer")
        choice: Choice | None = None
        members: dict[str, str] = {}
        if name is not None:
            choice, members = self._algorithms(note, name, ("at most one", "exactly one"))
        return Group(note.definition, parts, choice, members)

    def builder(self, note: BuilderNote, groups: Mapping[str, Group]) -> Builder | None:
        """A whole configuration."""
        entries = [definition for key in groups if (definition := self.model.definition(key))]
        kinds: dict[str, tuple[Callable[[Node], bool], str]] = {
            "single": (self._is_rate, "a number or an object with x-schedule"),
            "backbone": (self._is_rate, "a number or an object with x-schedule"),
            "towers": (self._is_map_of_rates, "a map to numbers or to objects with x-schedule"),
            "parameter_groups": (
                self._each(lambda n: definition_behind(self.model, n) in entries),
                "a list of objects whose x-torch has a group",
            ),
            "no_weight_decay_on": (self._each(_is_switch), f"a list of an enum of {', '.join(SWITCHES)}"),
        }
        parts = self._parts(note, kinds)
        name = note.parts.get("optimizer")
        if name is None:
            self.problems.add(
                note.at, "builder does not say which group is the algorithm", 'write "optimizer": "GROUP"'
            )
            return None
        choice, members = self._algorithms(note, name, ("exactly one",))
        if choice is None:
            return None
        if "backbone" in parts and "towers" not in parts:
            self.problems.add(
                note.at.child("backbone"), "there is a backbone without towers", "name the towers"
            )
        group = None
        if "parameter_groups" in parts:
            list_of = bare(self.model, parts["parameter_groups"].node)
            assert isinstance(list_of, Array)
            entry = definition_behind(self.model, list_of.items)
            assert entry is not None
            group = groups[entry.key]
            self._check_same(note, members, group)
        return Builder(note.definition, choice, members, parts, group, _always(note.record, parts))

    def _parts(
        self, note: BuilderNote | GroupNote, kinds: dict[str, tuple[Callable[[Node], bool], str]]
    ) -> dict[str, Path]:
        found = {}
        for part, text in note.parts.items():
            if part not in kinds:
                continue
            at = note.at.child(part)
            path = path_of(self.model, note.definition, text, at, self.problems)
            if path is None:
                continue
            accepts, wanted = kinds[part]
            if accepts(path.node):
                found[part] = path
            else:
                self.problems.add(at, f"{text} is not {wanted}", "name a field that is")
        return found

    def _algorithms(
        self, note: BuilderNote | GroupNote, name: str, kinds: tuple[str, ...]
    ) -> tuple[Choice | None, dict[str, str]]:
        at = note.at.child("optimizer")
        choice = group_of(note.definition, name, at, self.problems)
        if choice is None:
            return None, {}
        if choice.kind not in kinds:
            self.problems.add(
                at, f"{choice.kind} of the group {name!r} is set", f"it has to be {' or '.join(kinds)}"
            )
            return None, {}
        fields = {f.key: f for f in note.record.fields}
        members: dict[str, str] = {}
        for member in choice.members:
            field = fields[member.keys[0]]
            found = definition_behind(self.model, field.node)
            if len(member.keys) > 1 or found is None or found.key not in self.notes.algorithms:
                self.problems.add(
                    field.node.origin,
                    f"{field.key} is a member of the group {name!r} of {pascal(note.definition.words)}, "
                    "and no algorithm",
                    'give its definition an x-torch such as {"class": "Adam"}',
                )
            else:
                members[field.key] = found.key
        return (choice, members) if len(members) == len(choice.members) else (None, {})

    def _check_same(self, note: BuilderNote, members: Mapping[str, str], group: Group) -> None:
        """What an entry writes is laid over the root's algorithm, so it has to be of the same definition."""
        for key, definition in group.members.items():
            if members.get(key, definition) != definition:
                ours = pascal(self.model.definition(members[key]).words)
                theirs = pascal(self.model.definition(definition).words)
                self.problems.add(
                    note.at.child("parameter_groups"),
                    f"{key} is {ours} here and {theirs} in {pascal(group.definition.words)}",
                    "refer to the same definition in both, or name one of them otherwise",
                )

    def _is(self, kind: str) -> Callable[[Node], bool]:
        return lambda node: scalar_of(self.model, node) == kind

    def _each(self, accepts: Callable[[Node], bool]) -> Callable[[Node], bool]:
        def of_list(node: Node) -> bool:
            inner = bare(self.model, node)
            return isinstance(inner, Array) and accepts(inner.items)

        return of_list

    def _is_rate(self, node: Node) -> bool:
        return is_number(self.model, node) or schedule_of(self.model, node) is not None

    def _is_map_of_rates(self, node: Node) -> bool:
        inner = bare(self.model, node)
        return isinstance(inner, Map) and self._is_rate(inner.values)


def _is_switch(node: Node) -> bool:
    return isinstance(node, Enum) and all(v.value in SWITCHES for v in node.values)


def _always(record: Record, parts: Mapping[str, Path]) -> bool:
    """Whether a valid document has either a single rate or towers."""
    heads = {parts[p].head for p in ("single", "towers") if p in parts}
    if len(heads) < 2:
        return len(heads) == 1 and all(not p.may_lack for n, p in parts.items() if n in ("single", "towers"))
    return any(
        c.kind == "exactly one" and {m.keys for m in c.members} == {(h,) for h in heads}
        for c in record.choices
    )
