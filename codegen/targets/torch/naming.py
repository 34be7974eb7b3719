"""What things are called in the printed module."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from codegen.ir import Choice, Definition, Model, Record
from codegen.naming import snake
from codegen.python_names import RecordNames, class_name, record_names, words

__all__ = ["Naming", "naming"]

#: Names that the printed module uses for itself, and those a formula may bring.
USED = words(
    """
    Algorithm AlgorithmConfig Any BuildError Callable Config ConfigError GroupRule Hashable
    ImportError Literal Mapping ModuleNotFoundError Optimizer OverflowError Plan PlanError Rate
    RateConfig ScheduleError Scheduler Spelling StateError TypeAlias TypeError ValueError Wanted
    ZeroDivisionError
    """
)


@dataclass(frozen=True, slots=True)
class Naming:
    """Names of classes as imported, of attributes, and of the functions made for definitions."""

    model: Model
    classes: Mapping[str, str]
    types: frozenset[str]
    _records: dict[str, RecordNames] = field(default_factory=dict)
    _functions: dict[str, str] = field(default_factory=dict)

    def of(self, definition: Definition) -> str:
        """The class of a definition, under the name it has in the module."""
        name = self.classes[definition.key]
        return f"{name}Model" if name in USED else name

    def imported(self, definition: Definition) -> str:
        """The class in an import."""
        name, here = self.classes[definition.key], self.of(definition)
        return name if name == here else f"{name} as {here}"

    def attribute(self, definition: Definition, key: str) -> str:
        """The attribute of a field."""
        return self._names(definition).fields[key]

    def group(self, definition: Definition, choice: Choice) -> tuple[str, str]:
        """The accessors of a group: the member that is set, and its name."""
        return self._names(definition).groups[choice.name]

    def function(self, purpose: str, definition: Definition) -> str:
        """``_wanted_by_optimizer_config``: a private function, no two alike."""
        stem = f"_{purpose}{snake(definition.words)}"
        name, number = stem, 2
        while self._functions.setdefault(name, definition.key) != definition.key:
            name, number = f"{stem}_{number}", number + 1
        return name

    def _names(self, definition: Definition) -> RecordNames:
        if definition.key not in self._records:
            assert isinstance(definition.node, Record)
            self._records[definition.key] = record_names(definition.node, self.types)
        return self._records[definition.key]


def naming(model: Model) -> Naming:
    """The names of one model, as its pydantic package has them."""
    classes = {d.key: class_name(d) for d in model.definitions if not d.internal}
    return Naming(model, classes, frozenset(classes.values()))
