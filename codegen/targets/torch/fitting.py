"""Whether the values of a field are what an argument of torch takes."""

from __future__ import annotations

from codegen.checker.kinds import follow, is_null, without_null
from codegen.ir import Array, Const, Enum, Json, Model, Never, Node, Record, Scalar, Tuple
from codegen.targets.torch.signatures import Kind

__all__ = ["bare", "fits", "is_number", "may_be_null", "scalar_of", "schedule_of"]

_OF_VALUES = {bool: "bool", int: "int", float: "float", str: "str", type(None): "None"}
_TAKES = {"float": ("float", "int"), "int": ("int",), "bool": ("bool",), "str": ("str",)}
_WORDS = {"float": "a number", "int": "an integer", "bool": "a boolean", "str": "a string"}


def bare(model: Model, node: Node) -> Node:
    """What a node is besides null and behind names."""
    seen = 0
    while seen < 64:
        behind = follow(model, node)
        inner = without_null(model, behind)
        if inner is None:
            return behind
        node, seen = inner, seen + 1
    return node


def may_be_null(model: Model, node: Node) -> bool:
    """Whether a field of this node may hold null."""
    behind = follow(model, node)
    if isinstance(behind, Enum):
        return any(v.value is None for v in behind.values)
    return is_null(behind) or without_null(model, behind) is not None


def is_number(model: Model, node: Node) -> bool:
    """Whether a node's values besides null are numbers."""
    return scalar_of(model, node) in ("float", "int")


def scalar_of(model: Model, node: Node) -> str:
    """``float``, ``int``, ``bool`` or ``str``: what a node's values besides null are; else empty."""
    return _scalar(bare(model, node))


def schedule_of(model: Model, node: Node) -> Record | None:
    """The object with a learning rate of its own that a node's values besides null are."""
    inner = bare(model, node)
    return inner if isinstance(inner, Record) and inner.schedule is not None else None


def fits(model: Model, node: Node, kind: Kind, rate: bool = False) -> str:
    """Why a field does not fit an argument; empty when it does.  ``rate``: a schedule fits as well."""
    inner = bare(model, node)
    if rate and schedule_of(model, node) is not None:
        return ""
    if kind.items:
        return _fits_tuple(model, inner, kind)
    found = _scalar(inner)
    if found in _TAKES[kind.name]:
        return ""
    return f"is {_WORDS[found]}" if found else "is no plain value"


def _fits_tuple(model: Model, node: Node, kind: Kind) -> str:
    wanted = len(kind.items)
    match node:
        case Tuple(prefix=prefix, rest=rest, min_items=least, max_items=most):
            closed = isinstance(rest, Never) or most == wanted
            if len(prefix) != wanted or least != wanted or not closed:
                return f"is a list that need not have {wanted} items"
            items = prefix
        case Array(items=each, min_items=least, max_items=most):
            if least != wanted or most != wanted:
                return f"is a list that need not have {wanted} items"
            items = (each,) * wanted
        case _:
            return "is no list"
    for number, (item, part) in enumerate(zip(items, kind.items, strict=True)):
        why = fits(model, item, part)
        if why:
            return f"{why} at item {number}"
        if may_be_null(model, item) and not part.optional:
            return f"may be null at item {number}"
    return ""


def _scalar(node: Node) -> str:
    """``float``, ``int``, ``bool`` or ``str``; empty for anything else and for a mixture."""
    match node:
        case Scalar(kind="number"):
            return "float"
        case Scalar(kind="integer"):
            return "int"
        case Scalar(kind="boolean"):
            return "bool"
        case Scalar(kind="string"):
            return "str"
        case Const(value=value):
            return _of_values([value.value])
        case Enum(values=values):
            return _of_values([v.value for v in values if v.value is not None])
    return ""


def _of_values(values: list[Json]) -> str:
    found = {_OF_VALUES.get(type(v), "") for v in values}
    if found == {"int", "float"}:
        return "float"
    return found.pop() if len(found) == 1 else ""
