"""Everything that the template of ``builder.py`` needs, decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from codegen.checker.source import quote
from codegen.ir import Array, Definition, Field, Json, Model, Tuple
from codegen.targets.torch.algorithms import Algorithm, Bound, bind
from codegen.targets.torch.annotations import Notes, notes_of
from codegen.targets.torch.fitting import bare, may_be_null
from codegen.targets.torch.layout import WIDTH, wrapped
from codegen.targets.torch.naming import Naming, naming
from codegen.targets.torch.problems import Problems
from codegen.targets.torch.schedules import Schedules, pointer_source, schedules_of
from codegen.targets.torch.signatures import Argument, Kind, signatures
from codegen.targets.torch.wanted_view import WantedView, wanted_view
from codegen.targets.torch.wanting import Builder, builders_of

__all__ = ["ModuleView", "module_view"]

Block = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ModuleView:
    """The module.  Each arm and function is some lines of Python, not indented."""

    digest: str
    oldest: str
    classes: tuple[str, ...]
    algorithms: tuple[str, ...]
    algorithm_arms: tuple[Block, ...]
    rates: tuple[str, ...]
    schedules: Schedules
    default_rate_arms: tuple[Block, ...]
    wanted: WantedView

    @property
    def builds(self) -> bool:
        """Whether there is a whole configuration to build an optimizer from."""
        return bool(self.wanted.configs)


def module_view(model: Model) -> ModuleView | None:
    """The view of a schema's module; None if it has no ``x-torch``.

    :raises TorchMismatch: an annotation says what torch or the schema contradicts.
    """
    problems, names = Problems(), naming(model)
    notes = notes_of(model, problems)
    if not notes and not len(problems):
        return None
    found = {key: bind(model, note, problems) for key, note in notes.algorithms.items()}
    algorithms = {key: a for key, a in found.items() if a is not None}
    builders = builders_of(model, notes, algorithms, problems)
    schedules = schedules_of(model, notes, names, problems)
    problems.raise_any()
    wanted = wanted_view(model, builders, algorithms, names)
    return ModuleView(
        digest=quote(model.digest),
        oldest=signatures().oldest,
        classes=_classes(names, notes, schedules, builders),
        algorithms=tuple(names.of(a.note.definition) for a in algorithms.values()),
        algorithm_arms=tuple(tuple(_algorithm(model, a, names)) for a in algorithms.values()),
        rates=tuple(names.of(d) for d in schedules.definitions),
        schedules=schedules,
        default_rate_arms=tuple(_default_rates(model, algorithms, names)) if wanted.falls_back else (),
        wanted=wanted,
    )


def _classes(
    names: Naming, notes: Notes, schedules: Schedules, builders: tuple[Builder, ...]
) -> tuple[str, ...]:
    """What is imported of the models."""
    used: list[Definition] = [a.definition for a in notes.algorithms.values()]
    used += [*schedules.definitions, *(b.definition for b in builders)]
    used += [b.group.definition for b in builders if b.group is not None]
    return tuple(sorted({names.imported(d) for d in used}, key=lambda name: name.lower()))


def _algorithm(model: Model, algorithm: Algorithm, names: Naming) -> Iterator[str]:
    """The case of an algorithm: its class, and each argument from its field."""
    definition, signature = algorithm.note.definition, algorithm.signature
    yield f"case {names.of(definition)}():"
    if signature.since:
        yield f'    require_torch("{signature.since}", "torch.optim.{signature.name}")'
    yield "    return Algorithm("
    yield "        name,"
    yield f"        optim.{signature.name},"
    lines = [line for bound in algorithm.bound for line in _argument(model, bound, definition, names)]
    if not lines:
        yield "        {},"
    else:
        yield "        {"
        yield from (f"            {line}" for line in lines)
        yield "        },"
    yield "    )"


def _argument(model: Model, bound: Bound, definition: Definition, names: Naming) -> Iterator[str]:
    """An entry of the arguments: its name, and where it comes from."""
    argument = bound.argument
    if bound.many:
        parts = [
            _converted(model, field, kind, default, definition, names)
            for field, kind, default in zip(bound.fields, argument.kind.items, _items(argument), strict=True)
        ]
        lines = tuple(wrapped(f'"{argument.name}": (', parts, ")", WIDTH - 20))
    else:
        parts = [_converted(model, bound.fields[0], argument.kind, argument.default, definition, names)]
        lines = (f'"{argument.name}": {parts[0]}',)
    if argument.since:
        source = f"({', '.join(parts)})" if bound.many else parts[0]
        default = _python(argument.default)
        yield f'**since("{argument.since}", "{argument.name}", {source}, {default}),'
    elif len(lines) == 1 and len(lines[0]) > WIDTH - 20:
        yield from (f'"{argument.name}": (', f"    {parts[0]}", "),")
    else:
        yield from (*lines[:-1], f"{lines[-1]},")


def _items(argument: Argument) -> list[Json]:
    default = argument.default
    return default if isinstance(default, list) else [None] * len(argument.kind.items)


def _converted(
    model: Model, field: Field, kind: Kind, default: Json, definition: Definition, names: Naming
) -> str:
    """The source of a field's value as torch takes it; for null, None or its default."""
    source = f"config.{names.attribute(definition, field.key)}"
    whole = _plain(model, field, kind, source)
    loose = may_be_null(model, field.node) or (not field.required and field.node.default is None)
    if not loose:
        return whole
    instead = "None" if kind.optional else _python(_as(kind, default))
    if whole == source and instead == "None":
        return source
    return f"{instead} if {source} is None else {whole}"


def _as(kind: Kind, default: Json) -> Json:
    return float(default) if kind.name == "float" and isinstance(default, int) else default


def _plain(model: Model, field: Field, kind: Kind, source: str) -> str:
    pointer = pointer_source(field.key)
    if kind.items:
        inner = bare(model, field.node)
        items = inner.prefix if isinstance(inner, Tuple) else ()
        each = (inner.items,) if isinstance(inner, Array) else items
        function = "reals_or_none" if any(may_be_null(model, n) for n in each) else "reals"
        return f"{function}({source}, {pointer})"
    return f"real({source}, {pointer})" if kind.name == "float" else source


def _default_rates(model: Model, algorithms: Mapping[str, Algorithm], names: Naming) -> Iterator[Block]:
    """The cases of an algorithm's own rate: its field, or what torch runs at."""
    results: dict[str, list[str]] = {}
    for algorithm in algorithms.values():
        definition = algorithm.note.definition
        default = _python(algorithm.default_rate)
        result = f"constant({default}, at)"
        if algorithm.rate is not None:
            source = f"config.{names.attribute(definition, algorithm.rate.key)}"
            loose = may_be_null(model, algorithm.rate.node) or (
                not algorithm.rate.required and algorithm.rate.node.default is None
            )
            value = f"{default} if {source} is None else {source}" if loose else source
            result = f"rate_of({value}, {pointer_source(algorithm.rate.key)})"
        results.setdefault(result, []).append(names.of(definition))
    for result, classes in results.items():
        yield (*_case(classes), f"    return {result}")


def _case(classes: list[str]) -> Iterator[str]:
    whole = f"case {' | '.join(f'{name}()' for name in classes)}:"
    if len(whole) <= 90:
        yield whole
        return
    yield "case ("
    yield from (f"    {'| ' if number else ''}{name}()" for number, name in enumerate(classes))
    yield "):"


def _python(value: Json) -> str:
    """A default of torch's as Python: a list stands for a tuple."""
    if isinstance(value, list):
        return f"({_joined(value)})"
    return quote(value) if isinstance(value, str) else repr(value)


def _joined(values: Iterable[Json]) -> str:
    return ", ".join(map(_python, values))
