"""Every example of a learning rate has a rate, at the steps that matter in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from codegen.errors import Diagnostic, ExampleInvalid, Origin
from codegen.examples import nodes_of
from codegen.formula import FormulaError, Rates
from codegen.ir import Array, Map, Model, Node, Record, Ref, Tuple, Union

__all__ = ["check_schedules"]

#: Tried beside the integers that an example holds and their neighbours.
STEPS = (0, 1, 2, 10, 1_000, 1_000_000, 1_000_000_000)
MAX_STEPS = 200
MAX_SHOWN = 20


def check_schedules(model: Model) -> None:
    """Compute the learning rates of all defaults and examples, which are valid already.

    :raises ExampleInvalid: one has no rate at some step: a division by zero, a number past 1.8e308.
    """
    if not any(isinstance(d.node, Record) and d.node.schedule for d in model.definitions):
        return
    wrong = [d for node in nodes_of(model) for d in _of_node(model, node)][:MAX_SHOWN]
    if wrong:
        error = ExampleInvalid("an example has no learning rate")
        error.diagnostics = tuple(dict.fromkeys(wrong))
        raise error


def _of_node(model: Model, node: Node) -> Iterator[Diagnostic]:
    values = [(node.origin.child("examples", n), e.value) for n, e in enumerate(node.docs.examples)]
    if node.default is not None:
        values.append((node.origin.child("default"), node.default.value))
    for origin, value in values:
        for record, found in _schedules(model, node, value):
            yield from _tried(model, record, found, origin)


def _tried(model: Model, record: Record, value: dict[str, Any], origin: Origin) -> Iterator[Diagnostic]:
    rates = Rates(model.index)
    for step in sorted({*STEPS, *_steps_in(value)})[:MAX_STEPS]:
        try:
            rates.rate(record, value, step)
        except FormulaError as error:
            hint = "change the example, or a bound or rule so that such values are refused"
            yield Diagnostic(ExampleInvalid.code, f"the example has {error}", hint, origin)
            return
        except (KeyError, StopIteration, TypeError):
            return  # an alternative that the value was not meant for


def _steps_in(value: Any) -> Iterator[int]:
    """The integers of an example and their neighbours, as far as they can be steps."""
    if isinstance(value, (dict, list)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _steps_in(item)
    elif isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 10**12:
        yield from (n for n in (value - 1, value, value + 1) if n >= 0)


def _schedules(model: Model, node: Node, value: Any) -> Iterator[tuple[Record, dict[str, Any]]]:
    """The objects in a value that are learning rates."""
    match node, value:
        case Ref(target=target), _:
            yield from _schedules(model, model.definition(target).node, value)
        case Union(members=members), dict() | list():
            for member in members:
                yield from _schedules(model, member, value)
        case Record(fields=fields), dict():
            if node.schedule is not None:
                yield node, value
            for field in fields:
                if field.key in value:
                    yield from _schedules(model, field.node, value[field.key])
        case Map(values=below), dict():
            for item in value.values():
                yield from _schedules(model, below, item)
        case Array(items=below), list():
            for item in value:
                yield from _schedules(model, below, item)
        case Tuple(prefix=prefix, rest=rest), list():
            for number, item in enumerate(value):
                yield from _schedules(model, prefix[number] if number < len(prefix) else rest, item)
