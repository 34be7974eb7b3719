"""What a schema talks about: its keys, constants and bounds, from which near misses are made."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from codegen.examples import nodes_of
from codegen.ir import Array, Const, Enum, Json, Map, Model, Node, Record, Scalar, Tuple
from codegen.load import plain

__all__ = ["Pool", "pool_of", "steps_around"]


@dataclass(frozen=True, slots=True)
class Pool:
    """Everything in the order of the schema, each once.

    ``values`` holds constants, defaults and examples; ``sizes`` lengths and counts at and next to a bound.
    """

    keys: tuple[str, ...]
    strings: tuple[str, ...]
    numbers: tuple[int | float, ...]
    sizes: tuple[int, ...]
    values: tuple[Json, ...]
    records: tuple[Record, ...]


def pool_of(model: Model) -> Pool:
    """Read the whole schema, also what stands only in rules."""
    nodes = list(nodes_of(model))
    records = [n for n in nodes if isinstance(n, Record)]
    values = [v for n in nodes for v in _values(n)]
    parts = [p for v in values for p in _parts(v)]
    keys = [f.key for r in records for f in r.fields]
    strings = [p for p in parts if isinstance(p, str)]
    sizes = [s for n in nodes for bound in _sizes(n) for s in (bound - 1, bound, bound + 1) if 0 <= s <= 300]
    return Pool(
        keys=tuple(dict.fromkeys(keys)),
        strings=tuple(dict.fromkeys([*strings, *keys])),
        numbers=_once([n for p in parts if _is_number(p) for n in steps_around(p)]),
        sizes=tuple(dict.fromkeys(sizes)),
        values=tuple(values),
        records=tuple(records),
    )


def steps_around(bound: int | float) -> list[int | float]:
    """A bound and its neighbours: one whole step, and the next double, either way."""
    found = [bound, bound - 1, bound + 1]
    try:
        near = float(bound)
    except OverflowError:  # an integer beyond the doubles
        return found
    found += [math.nextafter(near, math.inf), math.nextafter(near, -math.inf), near]
    return [n for n in found if isinstance(n, int) or math.isfinite(n)]


def _values(node: Node) -> list[Any]:
    """The literals that stand at a node, as plain JSON."""
    literals = [node.default, *node.docs.examples]
    if isinstance(node, Const):
        literals.append(node.value)
    if isinstance(node, Enum):
        literals += node.values
    if isinstance(node, Scalar):
        literals += [node.minimum, node.maximum, node.exclusive_minimum, node.exclusive_maximum]
        literals.append(node.multiple_of)
    for residual in node.residuals:
        literals += residual.literals
    return [plain(found.value) for found in literals if found is not None]


def _sizes(node: Node) -> list[int]:
    found: list[int | None] = []
    if isinstance(node, Scalar):
        found = [node.min_length, node.max_length]
    elif isinstance(node, (Array, Tuple)):
        found = [node.min_items, node.max_items]
    elif isinstance(node, (Record, Map)):
        found = [node.min_properties, node.max_properties]
    return [size for size in found if size is not None]


def _parts(value: Any) -> Iterator[Any]:
    yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for item in inner:
        yield from _parts(item)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _once(numbers: Iterable[int | float]) -> tuple[int | float, ...]:
    """``1`` and ``1.0`` are both kept."""
    return tuple({(type(n), n): n for n in numbers}.values())
