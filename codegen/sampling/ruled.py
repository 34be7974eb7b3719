"""Objects that meet their rules, or just miss them: made by changing the fields that a rule reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from math import inf, nextafter
from operator import ge, gt, le, lt
from typing import Any

from codegen.formula import rule_holds
from codegen.formula.calculator import values_of
from codegen.ir import Array, Literal, Node, Record, Rule, Scalar, Tuple, Union

__all__ = ["all_hold", "mended", "met", "near"]

ROUNDS = 4  # one rule can undo what another asked for
LENGTHS = range(6)  # of lists that are tried


def all_hold(record: Record, value: Mapping[str, Any]) -> bool:
    """Whether an object meets all rules of its record; what has the wrong type meets them."""
    return all(_holds(rule, record, value) for rule in record.rules)


def _holds(rule: Rule, record: Record, value: Mapping[str, Any]) -> bool:
    try:
        return rule_holds(rule, record, value)
    except (TypeError, ValueError):
        return True


def mended(record: Record, value: dict[str, Any]) -> dict[str, Any]:
    """An object that meets the rules, near the one that is given; that one when none was found."""
    found = value
    for _ in range(ROUNDS):
        broken = next((r for r in record.rules if not _holds(r, record, found)), None)
        if broken is None:
            return found
        changes = [c for c in _changes(broken, record, found) if _holds(broken, record, c)]
        if not changes:
            return value
        found = next((c for c in changes if all_hold(record, c)), changes[0])
    return found if all_hold(record, found) else value


def near(record: Record, rule: Rule, value: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], bool]]:
    """Objects with one field of a rule changed, so that it just holds or is just broken, and no other is.

    Each with the name of the field and whether the rule holds.
    """
    others = [r for r in record.rules if r is not rule]
    for candidate in _changes(rule, record, value):
        changed = next((k for k in candidate if candidate.get(k) != value.get(k)), "")
        if changed and all(_holds(r, record, candidate) for r in others):
            yield changed, candidate, _holds(rule, record, candidate)


def met(record: Record, rule: Rule, value: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Objects that meet all rules, with a field of one rule changed and others changed along with it."""
    for candidate in _changes(rule, record, value):
        found = mended(record, candidate)
        if found != value and all_hold(record, found):
            yield found


def _changes(rule: Rule, record: Record, value: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The object with one of the rule's fields changed, the first that it reads first."""
    whole = values_of(record, value)
    names = [name for name, _ in rule.kinds if name in whole]
    nodes = {f.key: f.node for f in record.fields}
    for name in names:
        current = whole[name]
        if isinstance(current, bool):
            options: list[Any] = [not current]
        elif isinstance(current, (int, float)):
            kind = dict(rule.kinds)[name]
            options = _numbers([whole[n] for n in names if n != name], kind == "integer")
        elif isinstance(current, list):
            options = list(_lists(current))
        else:
            continue
        yield from ({**value, name: option} for option in options if _fits(nodes[name], option))


def _fits(node: Node, value: Any) -> bool:
    """Whether a value keeps the bounds of its own field, as far as they are plain to see."""
    if isinstance(node, Union):
        return any(_fits(m, value) for m in node.members)
    if isinstance(node, (Array, Tuple)):
        length = len(value) if isinstance(value, list) else 0
        return (node.min_items or 0) <= length <= (length if node.max_items is None else node.max_items)
    if not isinstance(node, Scalar) or isinstance(value, (bool, list)):
        return True
    bounds: tuple[tuple[Literal | None, Callable[[Any, Any], bool]], ...] = (
        (node.minimum, ge),
        (node.exclusive_minimum, gt),
        (node.maximum, le),
        (node.exclusive_maximum, lt),
    )
    return all(bound is None or test(value, bound.value) for bound, test in bounds)


def _numbers(others: list[Any], whole: bool) -> list[Any]:
    found: list[Any] = []
    for other in others:
        if isinstance(other, bool) or not isinstance(other, (int, float)):
            continue
        if whole:
            found += [int(other) + 1, int(other), int(other) - 1, 2 * int(other) + 1]
        else:
            found += [other, nextafter(float(other), inf) if abs(other) < 2**53 else other * 2]
            found += [nextafter(float(other), -inf), other * 2] if abs(other) < 2**53 else []
    return [*found, 0, 1, 2]


def _lists(current: list[Any]) -> Iterator[list[Any]]:
    """Ascending, shorter and longer, and with two items exchanged."""
    plain = all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in current)
    if plain:
        yield sorted({v: v for v in current})
    for length in LENGTHS:
        longer = list(current[:length])
        while len(longer) < length and (longer or plain):
            longer.append((longer[-1] + 1 if longer else 1) if plain else longer[-1])
        if len(longer) == length and longer != current:
            yield longer
    if plain and len(current) > 1:
        yield [current[1], current[0], *current[2:]]
        yield [*current[:-1], current[-2]]
