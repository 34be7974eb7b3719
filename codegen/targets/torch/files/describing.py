"""A plan for people and for tools: text, a rich table, JSON."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterator, Mapping, Sequence
from math import isfinite
from typing import TYPE_CHECKING, Any

from .._files.terminal import printed_width, visible
from .problems import listed
from .wanted import Plan, PlannedGroup, PlannedParameter

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["to_json", "to_rich", "to_text"]

HEAD = ("group", "rule", "params", "elements", "algorithm", "lr(0)", "schedule")
_NUMBERS = ("params", "elements")  # columns that are flush right
_THIN = "\u2009"  # between thousands: 12 801


def to_text(plan: Plan, *, parameters: bool = False) -> str:
    """The plan as a table, a line a group; with ``parameters`` also each parameter, its shape and why."""
    blocks = [[*_columns([HEAD, *_rows(plan)], _NUMBERS), "", *_summary(plan)]]
    if parameters:
        blocks += [_details(group.name, group.parameters) for group in plan.groups]
        blocks += [_details("frozen", plan.frozen)] if plan.frozen else []
    return "\n\n".join("\n".join(lines) for lines in blocks) + "\n"


def to_rich(plan: Plan) -> Table:
    """The table as one of rich, for ``rich.print``.

    :raises ImportError: rich is not installed.
    """
    from rich.table import Table
    from rich.text import Text

    table = Table(caption="\n".join(_summary(plan)), caption_justify="left")
    for name in HEAD:
        table.add_column(name, justify="right" if name in _NUMBERS else "left", overflow="fold")
    for row in _rows(plan):
        table.add_row(*map(Text, row))
    return table


def to_json(plan: Plan) -> str:
    """The whole plan as a JSON text: every group with its parameters, and what is frozen.

    Rates and arguments are numbers; what JSON has no word for is written as Python shows it.
    """
    value = {
        "schema": plan.digest,
        "groups": [_group(group) for group in plan.groups],
        "frozen": [_parameter(p) | {"to_freeze": p.name in plan.to_freeze} for p in plan.frozen],
    }
    return json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _rows(plan: Plan) -> Iterator[tuple[str, ...]]:
    usual: dict[type, Mapping[str, Any]] = {}
    for group in plan.groups:
        kind = group.algorithm.optimizer
        own = _differing(group.algorithm.arguments, usual.setdefault(kind, group.algorithm.arguments))
        algorithm = " ".join([kind.__name__, *own])
        counts = _counts(group.parameters)
        yield _row(group.name, group.why, *counts, algorithm, f"{group.rate.at(0):g}", group.rate.text)
    stay = [p for p in plan.frozen if p.name not in plan.to_freeze]
    freeze = [p for p in plan.frozen if p.name in plan.to_freeze]
    if stay:
        yield _row("frozen", "requires_grad", *_counts(stay), "-", "-", "-")
    if freeze:
        yield _row("frozen", "no rate, to be frozen", *_counts(freeze), "-", "-", "-")


def _row(*cells: str) -> tuple[str, ...]:
    return tuple(visible(cell) for cell in cells)


def _differing(arguments: Mapping[str, Any], usual: Mapping[str, Any]) -> list[str]:
    """Arguments that are not as in the first group of the same class."""
    return [f"{k}={v}" for k, v in arguments.items() if k not in usual or usual[k] != v]


def _counts(parameters: Sequence[PlannedParameter]) -> tuple[str, str]:
    return _count(len(parameters)), _count(sum(p.elements for p in parameters))


def _count(number: int) -> str:
    return f"{number:,}".replace(",", _THIN)


def _summary(plan: Plan) -> list[str]:
    held = [p for group in plan.groups for p in group.parameters]
    count, elements = _counts(held)
    groups = len(plan.groups)
    lines = [
        f"{count} {'parameter' if len(held) == 1 else 'parameters'} with {elements} elements "
        f"in {groups} {'group' if groups == 1 else 'groups'}, {_count(len(plan.frozen))} frozen"
    ]
    equal = [names for names in _equal_groups(plan.groups) if len(names) > 1]
    lines += [f"built as one group, since all else is equal: {listed(names)}" for names in equal]
    return lines


def _equal_groups(groups: Sequence[PlannedGroup]) -> list[list[str]]:
    found: dict[Hashable, list[str]] = {}
    for group in groups:
        arguments = repr(sorted(group.algorithm.arguments.items()))
        key = (group.algorithm.optimizer, arguments, group.rate.key)
        found.setdefault(key, []).append(group.name)
    return list(found.values())


def _details(name: str, parameters: Sequence[PlannedParameter]) -> list[str]:
    rows = [_row(f"  {p.name}", _shape(p.shape), _count(p.elements), _reason(p)) for p in parameters]
    return [visible(name), *_columns([("  name", "shape", "elements", "why"), *rows], ("elements",))]


def _reason(parameter: PlannedParameter) -> str:
    also = f"; tied to {listed(parameter.aliases)}" if parameter.aliases else ""
    return f"{parameter.why}{also}"


def _shape(shape: tuple[int, ...]) -> str:
    return " x ".join(map(str, shape)) or "scalar"


def _columns(rows: Sequence[Sequence[str]], right: Sequence[str]) -> list[str]:
    widths = [max(map(printed_width, column)) for column in zip(*rows, strict=True)]
    flush = [name in right for name in rows[0]]
    lines = []
    for row in rows:
        cells = []
        for cell, width, at_right in zip(row, widths, flush, strict=True):
            space = " " * (width - printed_width(cell))
            cells.append(space + cell if at_right else cell + space)
        lines.append("  ".join(cells).rstrip())
    return lines


def _group(group: PlannedGroup) -> dict[str, Any]:
    return {
        "name": group.name,
        "why": group.why,
        "algorithm": group.algorithm.name,
        "class": group.algorithm.optimizer.__name__,
        "arguments": {k: _plain(v) for k, v in group.algorithm.arguments.items()},
        "learning_rate": {
            "first": _plain(group.rate.at(0)),
            "constant": group.rate.constant is not None,
            "schedule": group.rate.text,
        },
        "parameters": [_parameter(p) for p in group.parameters],
    }


def _parameter(parameter: PlannedParameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "shape": list(parameter.shape),
        "elements": parameter.elements,
        "why": parameter.why,
        "aliases": list(parameter.aliases),
    }


def _plain(value: object) -> Any:
    """The value as JSON can hold it."""
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    if value is None or isinstance(value, (bool, int, str)) or (isinstance(value, float) and isfinite(value)):
        return value
    return repr(value)
