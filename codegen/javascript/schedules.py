"""Learning rates as functions of the step, printed from ``x-schedule``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from codegen.checker.kinds import kinds as json_types
from codegen.expressions import Conditional, Expression, Kind, names_in
from codegen.ir import Array, Choice, Definition, Field, Model, Node, Record, Ref, Schedule, Tuple, Union
from codegen.javascript.formulas import FORMULAS, formula_text
from codegen.javascript.printer import imported, words_in
from codegen.javascript.source import RESERVED, literal, member, quote
from codegen.naming import pascal

__all__ = ["function_name", "print_schedules", "scheduled"]

_USED = ("Math", "NaN", "RATES", "config", "each", "get", "isNumber", "step")
_TAKEN = frozenset((*RESERVED, *FORMULAS, *_USED))


def print_schedules(model: Model, head: str) -> str:
    """One ECMAScript module: a function for each type with a schedule, and all of them in ``RATES``."""
    functions = ["\n".join(_Printer(model, d).function()) for d in scheduled(model)]
    rows = [f"  {pascal(d.words)}: {function_name(d)}," for d in scheduled(model)]
    table = "\n".join(["export const RATES = {", *rows, "};"]) if rows else "export const RATES = {};"
    body = "\n\n".join([*functions, table])
    words = words_in(body)
    sources = (("./formulas.js", FORMULAS), ("./runtime.js", ("get", "isNumber")))
    imports = [imported(source, [n for n in names if n in words]) for source, names in sources]
    return "\n".join([head, *filter(None, imports), "", body, ""])


def scheduled(model: Model) -> list[Definition]:
    """The types that are schedules, in the order of the schema."""
    return [
        d
        for d in model.definitions
        if isinstance(d.node, Record) and d.node.schedule is not None and not d.internal
    ]


def function_name(definition: Definition) -> str:
    """``learningRate`` for ``LearningRate``."""
    name = pascal(definition.words)
    name = name[0].lower() + name[1:]
    return f"{name}_" if name in _TAKEN else name


@dataclass(frozen=True, slots=True)
class _Printer:
    model: Model
    definition: Definition

    @property
    def record(self) -> Record:
        assert isinstance(self.definition.node, Record)
        return self.definition.node

    def function(self) -> Iterator[str]:
        """The function of one type: a variable for each name, then the formula."""
        schedule = self.record.schedule
        assert schedule is not None
        used = names_in(schedule.expression)
        local = self._locals([n for n in used if self._is_own(n)])
        kinds = dict(schedule.kinds)
        yield f"/** The learning rate of {pascal(self.definition.words)} at a step. */"
        yield f"export function {function_name(self.definition)}(config, step) {{"
        for name, variable in local.items():
            yield f"  const {variable} = {self._value(name, kinds[name])};"
        yield from (f"  {line}" for line in _returned(schedule, schedule.expression, local))
        yield "}"

    def _locals(self, names: list[str]) -> dict[str, str]:
        """A variable for each name; it hides nothing that the function uses."""
        taken = {*_TAKEN, *map(function_name, scheduled(self.model))}
        found: dict[str, str] = {}
        for name in names:
            variable = name
            while variable in taken or (variable != name and variable in names):
                variable += "_"
            taken.add(variable)
            found[name] = variable
        return found

    def _is_own(self, name: str) -> bool:
        """Whether a name is a field's or a group's."""
        return any(f.key == name for f in self.record.fields) or any(
            c.name == name for c in self.record.choices
        )

    def _value(self, name: str, kind: Kind) -> str:
        group = next((c for c in self.record.choices if c.name == name), None)
        if group is not None:
            return self._chosen(group)
        field = self._field(name)
        source = _source(field)
        match kind:
            case "schedule":
                return f"(step) => {self._rate(field.node, source)}"
            case "schedules":
                return f"{source}.map((each) => (step) => {self._rate(self._items(field.node), 'each')})"
            case "integer" | "number":
                return f"real({source})"
            case "integers" | "numbers":
                return f"{source}.map(real)"
        return source

    def _field(self, key: str) -> Field:
        return next(f for f in self.record.fields if f.key == key)

    def _chosen(self, choice: Choice) -> str:
        """A function of the step: the rate of the member of a group that is set."""
        lines = ["(step) => {"]
        for key in (m.keys[0] for m in choice.members):
            rate = self._rate(self._field(key).node, member("config", key))
            lines.append(f"  if (get(config, {quote(key)}, null) !== null) return {rate};")
        return "\n  ".join([*lines, "  return defined(NaN);", "}"])

    def _rate(self, node: Node, x: str) -> str:
        """The rate at ``step`` of a value that is a number or has a schedule."""
        owner = self._owner(node)
        if owner is None:
            return f"real({x})"
        call = f"{function_name(owner)}({x}, step)"
        mixed = "number" in json_types(self.model, node)
        return f"isNumber({x}) ? real({x}) : {call}" if mixed else call

    def _owner(self, node: Node) -> Definition | None:
        """The definition with a schedule among what a node can be."""
        for shape, definition in self._shapes(node):
            if isinstance(shape, Record) and shape.schedule is not None:
                return definition
        return None

    def _items(self, node: Node) -> Node:
        found = next(n for n, _ in self._shapes(node) if isinstance(n, (Array, Tuple)))
        return found.items if isinstance(found, Array) else (*found.prefix, found.rest)[0]

    def _shapes(self, node: Node, of: Definition | None = None) -> Iterator[tuple[Node, Definition | None]]:
        if isinstance(node, Ref):
            definition = self.model.definition(node.target)
            yield from self._shapes(definition.node, definition)
        elif isinstance(node, Union):
            for one in node.members:
                yield from self._shapes(one, of)
        else:
            yield node, of


def _source(field: Field) -> str:
    if field.required:
        return member("config", field.key)
    default = literal(field.node.default.value) if field.node.default is not None else "null"
    return f"get(config, {quote(field.key)}, {default})"


def _returned(schedule: Schedule, expression: Expression, names: dict[str, str]) -> Iterator[str]:
    """A choice on top of the formula becomes an ``if``, one for each of its tests."""
    while isinstance(expression, Conditional):
        test = formula_text(schedule, names, expression.test)
        yield f"if ({test}) return {_defined(schedule, expression.yes, names)};"
        expression = expression.no
    yield f"return {_defined(schedule, expression, names)};"


def _defined(schedule: Schedule, expression: Expression, names: dict[str, str]) -> str:
    text = formula_text(replace(schedule, expression=expression), names)
    return text if text.startswith("defined(") and text.count("(") == 1 else f"defined({text})"
