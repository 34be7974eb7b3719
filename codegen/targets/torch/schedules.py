"""Schedules as Python: a function for each definition that has a formula, straight from the formula."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from codegen.checker.source import quote
from codegen.expressions import Call, Conditional, Kind, Name, names_in, walk
from codegen.formula import PYTHON_HELPERS, python_imports, to_python
from codegen.ir import Choice, Definition, Model, Record, Schedule
from codegen.python_docs import docstring
from codegen.python_names import words
from codegen.targets.torch.annotations import Notes, ScheduleNote
from codegen.targets.torch.layout import WIDTH, returned, wrapped
from codegen.targets.torch.naming import Naming
from codegen.targets.torch.problems import Problems, near

__all__ = ["Schedules", "kind_source", "pointer_source", "schedules_of"]

_PLACE = re.compile(r"\{([^{}]*)\}")
#: Names that the functions use themselves, besides those of fields.
_TAKEN = words("at config constant float formula len math real reals rate_of scheduled shown step")


@dataclass(frozen=True, slots=True)
class Schedules:
    """The schedules of a module: functions, and the arms of the match that picks one."""

    definitions: tuple[Definition, ...]
    arms: tuple[tuple[str, ...], ...]
    functions: tuple[tuple[str, ...], ...]
    imports: tuple[str, ...]
    helpers: tuple[str, ...]


def schedules_of(model: Model, notes: Notes, naming: Naming, problems: Problems) -> Schedules:
    """Everything with an ``x-schedule``, in the order of the schema."""
    found = [
        d
        for d in model.definitions
        if not d.internal and isinstance(d.node, Record) and d.node.schedule is not None
    ]
    known = {d.key for d in found}
    for note in notes.schedules.values():
        if note.definition.key not in known:
            problems.add(note.at, "there is a text for a schedule, and no x-schedule", "write the formula")
    printers = [_Printer(naming, d, notes.schedules.get(d.key), problems) for d in found]
    printed = [p for p in printers if not p.same_as]
    calls = {part.function for p in printed for part in walk(p.schedule.expression) if isinstance(part, Call)}
    return Schedules(
        tuple(found),
        tuple(p.arm() for p in printers),
        tuple(tuple(p.function()) for p in printed),
        tuple(sorted({line for p in printed for line in python_imports(p.schedule)})),
        tuple(text for name, text in PYTHON_HELPERS.items() if name in calls),
    )


def pointer_source(key: str, start: str = "at") -> str:
    """The source of the JSON Pointer of a key, ``start`` being that of the object."""
    return f'f"{{{start}}}/{quote(_escaped(key))[1:]}'


def kind_source(choice: Choice, kind: str, start: str = "") -> str:
    """The source of the JSON Pointer of a group's member that is set; ``kind`` gives its name."""
    if any(set(key) & set("~/") for member in choice.members for key in member.keys):
        return f"below({start or quote('')}, {kind})"
    return f'f"{{{start}}}/{{{kind}}}"' if start else f'f"/{{{kind}}}"'


@dataclass(frozen=True, slots=True)
class _Printer:
    naming: Naming
    definition: Definition
    note: ScheduleNote | None
    problems: Problems

    @property
    def record(self) -> Record:
        assert isinstance(self.definition.node, Record)
        return self.definition.node

    @property
    def schedule(self) -> Schedule:
        assert self.record.schedule is not None
        return self.record.schedule

    @property
    def same_as(self) -> str:
        """The name of the learning rate that is all of the formula, or nothing."""
        match self.schedule.expression:
            case Name(name=name) if dict(self.schedule.kinds).get(name) == "schedule":
                return name
        return ""

    def arm(self) -> tuple[str, ...]:
        """Its case in the match over what may be a learning rate."""
        head = f"case {self.naming.of(self.definition)}():"
        if self.same_as:
            return head, f"    return {self._rate_of(self.same_as)}"
        return head, f"    return {self.naming.function('', self.definition)}(config, at)"

    def function(self) -> Iterator[str]:
        """The function that makes its :class:`Rate`."""
        kinds: dict[str, Kind] = dict(self.schedule.kinds)
        names = self._names()
        local = self._locals(names)
        name, kind = self.naming.function("", self.definition), self.naming.of(self.definition)
        yield f"def {name}(config: {kind}, at: str) -> Rate:"
        yield from docstring(self._about(), 1)
        for field in names:
            yield f"    {local[field]} = {self._value(field, kinds[field])}"
        yield ""
        yield "    def formula(step: float) -> float:"
        yield from self._formula({n: self._in_formula(local[n], kinds[n]) for n in names})
        yield ""
        parts = (quote(self.naming.classes[self.definition.key]), *self._keys(names, local, kinds))
        yield from wrapped("    key = (", parts, ")")
        yield from self._text(names, local, kinds)
        yield "    return scheduled(formula, at, key, text)"

    def _about(self) -> list[str]:
        said = self.record.docs.description or self.record.docs.title
        return [said or "A learning rate.", f"Formula: {self.schedule.text}"]

    def _names(self) -> list[str]:
        """Fields and groups of the formula, as the object has them in order, groups last."""
        used = set(names_in(self.schedule.expression))
        fields = [f.key for f in self.record.fields if f.key in used]
        return fields + [c.name for c in self.record.choices if c.name in used]

    def _locals(self, names: list[str]) -> dict[str, str]:
        """A variable for each name: the attribute's, unless the function uses that itself."""
        found: dict[str, str] = {}
        taken = {*_TAKEN, *PYTHON_HELPERS}
        for name in names:
            variable = self._attribute(name)
            while variable in taken:
                variable += "_"
            taken.add(variable)
            found[name] = variable
        return found

    def _attribute(self, name: str) -> str:
        for choice in self.record.choices:
            if choice.name == name:
                return self.naming.group(self.definition, choice)[0]
        return self.naming.attribute(self.definition, name)

    def _value(self, name: str, kind: Kind) -> str:
        source, pointer = f"config.{self._attribute(name)}", pointer_source(name)
        match kind:
            case "schedule":
                return self._rate_of(name)
            case "schedules":
                each = f'rate_of(each, f"{{at}}/{quote(_escaped(name))[1:-1]}/{{number}}")'
                return f"[{each} for number, each in enumerate({source})]"
            case "integer" | "number":
                return f"real({source}, {pointer})"
            case "integers" | "numbers":
                return f"reals({source}, {pointer})"
        return source

    def _rate_of(self, name: str) -> str:
        for choice in self.record.choices:
            if choice.name == name:
                value, kind = self.naming.group(self.definition, choice)
                return f"rate_of(config.{value}, {kind_source(choice, f'config.{kind}', 'at')})"
        return f"rate_of(config.{self._attribute(name)}, {pointer_source(name)})"

    def _in_formula(self, variable: str, kind: Kind) -> str:
        if kind == "schedule":
            return f"{variable}.at"
        return f"[each.at for each in {variable}]" if kind == "schedules" else variable

    def _formula(self, names: Mapping[str, str]) -> Iterator[str]:
        """A choice on top of the formula becomes an ``if``, one for each of its tests."""
        expression = self.schedule.expression
        while isinstance(expression, Conditional):
            test, yes = expression.test, expression.yes
            yield f"        if {to_python(replace(self.schedule, expression=test), names)}:"
            yield from returned(to_python(replace(self.schedule, expression=yes), names), " " * 12)
            expression = expression.no
        yield from returned(to_python(replace(self.schedule, expression=expression), names), " " * 8)

    def _keys(self, names: list[str], local: Mapping[str, str], kinds: Mapping[str, Kind]) -> Iterator[str]:
        for name in names:
            match kinds[name]:
                case "schedule":
                    yield f"{local[name]}.key"
                case "schedules":
                    yield f"*(each.key for each in {local[name]})"
                case "list":
                    yield f"len({local[name]})"
                case _:
                    yield local[name]

    def _text(self, names: list[str], local: Mapping[str, str], kinds: Mapping[str, Kind]) -> Iterator[str]:
        """What tables call it: the schema's words, or else its name and its numbers."""
        if self.note is not None:
            template = self.note.text
        else:
            words = " ".join(w.lower() for w in self.definition.words)
            template = f"{words}: " + ", ".join(f"{n} {{{n}}}" for n in names if not set(n) & set("{}"))
        pieces, last = [], 0
        for place in _PLACE.finditer(template):
            pieces.append(_literal(template[last : place.start()]))
            last = place.end()
            if place[1] not in names:
                assert self.note is not None
                self.problems.add(
                    self.note.at,
                    f"{place[1]!r} is no name of the formula",
                    near(place[1], names),
                )
                continue
            pieces.append(_placed(local[place[1]], kinds[place[1]]))
        pieces.append(_literal(template[last:]))
        yield from _assigned("text", pieces)


def _assigned(name: str, pieces: Iterable[str]) -> Iterator[str]:
    """``name = f"..."``: the pieces of one text, over as many lines as they need."""
    rows = [""]
    for piece in pieces:
        if rows[-1] and len(rows[-1]) + len(piece) > WIDTH - 16:
            rows.append("")
        rows[-1] += piece
    strings = [f'f"{row}"' if "{" in row else f'"{row}"' for row in rows]
    if len(strings) == 1:
        yield f"    {name} = {strings[0]}"
        return
    yield f"    {name} = ("
    yield from (f"        {string}" for string in strings)
    yield "    )"


def _literal(text: str) -> str:
    return quote(text.replace("{", "{{").replace("}", "}}"))[1:-1]


def _placed(variable: str, kind: Kind) -> str:
    match kind:
        case "integer" | "number" | "integers" | "numbers":
            return f"{{shown({variable})}}"
        case "schedule":
            return f"{{{variable}.text}}"
        case "schedules":
            return f"{{' then '.join(each.text for each in {variable})}}"
    return f"{{{variable}}}"


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1").replace("{", "{{").replace("}", "}}")
