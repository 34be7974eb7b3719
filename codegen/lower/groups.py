"""The groups of a record: found in every layer, checked, and put on the record.

Guarantee: members declared, satisfiable, no member required elsewhere.  A group the schema *names*
must pass, or generation is refused; an unnamed rule that would not make a good group stays a residual.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import NamedTuple

from codegen.choices import MAX_TABLE, Rule, merge_rules
from codegen.errors import (
    AmbiguousGroup,
    GroupMemberRequired,
    GroupMemberUndeclared,
    GroupNamedLikeField,
    GroupNeverSatisfied,
)
from codegen.ir import (
    AnyValue,
    Choice,
    ChoiceKind,
    Const,
    Docs,
    Enum,
    Field,
    Map,
    Member,
    Never,
    Node,
    Record,
    Scalar,
    Union,
)
from codegen.lower.docs import docs_of
from codegen.presence import Formula, OneOf, Or, State, holds, keys_of, read, read_keyword
from codegen.resolve import Scope

__all__ = ["Branch", "Grouped", "branch_of", "groups_of"]

_RULES = ("oneOf", "anyOf", "not", "if", "dependentRequired", "dependentSchemas")


class Grouped(NamedTuple):
    """A record with its groups, and the pointers of the keywords they stand for."""

    record: Record
    consumed: frozenset[str]


class Branch(NamedTuple):
    """An element of ``allOf`` that is no layer, with the rule about keys that it states, if it is one."""

    scope: Scope
    rule: Formula | None


def branch_of(scope: Scope) -> Branch:
    """An element of ``allOf``, read."""
    formula = read(scope)
    return Branch(scope, formula if formula is not None and keys_of(formula) else None)


def groups_of(record: Record, layers: list[tuple[Scope, tuple[Branch, ...]]]) -> Grouped:
    """Recognise the groups of a record from its layers (each with the branches that are no layers)."""
    rules = list({r.origin: r for scope, branches in layers for r in _rules(scope, branches)}.values())
    _satisfiable(record, rules)
    choices: list[Choice] = []
    consumed: set[str] = set()
    for choice, sources in merge_rules(rules):
        if choice is None:
            _spelled(record, sources[0])
        elif _accept(record, choice):
            choices.append(choice)
            consumed |= {r.origin.pointer for r in sources}
    counted = _counted(record)
    if counted is not None:
        choices.append(counted)
        record = replace(record, min_properties=None, max_properties=None)
    _distinct(choices)
    order = {r.origin: i for i, r in enumerate(rules)}
    choices.sort(key=lambda c: order.get(c.origin, len(order)))
    if choices:
        record = replace(record, choices=tuple(choices))
    return Grouped(record, frozenset(consumed))


def _rules(scope: Scope, branches: tuple[Branch, ...]) -> Iterator[Rule]:
    for branch, formula in branches:
        if formula is not None:
            yield Rule(formula, "allOf", branch.origin, _group_docs(branch))
    for keyword in _RULES:
        if keyword in scope.schema:
            formula = read_keyword(scope, keyword)
            if formula is not None and keys_of(formula):
                yield Rule(formula, keyword, scope.origin.child(keyword))


def _group_docs(scope: Scope) -> Docs:
    """Title and description of a group; a reference to a shared group takes over its words."""
    docs = docs_of(scope.schema)
    if not docs.title and isinstance(scope.schema, dict) and "$ref" in scope.schema:
        below = _group_docs(scope.follow())
        return replace(below, description=docs.description or below.description)
    return docs


def _accept(record: Record, choice: Choice) -> bool:
    """Whether the group is sound.  :raises: an error named for the event if the schema names it."""
    fields = {f.key: f for f in record.fields}
    for member in choice.members:
        for key in member.keys:
            if key not in fields:
                return _refuse(choice, GroupMemberUndeclared, *_undeclared(choice.name, key, fields))
            if fields[key].required and choice.kind != "at least one":
                return _refuse(choice, GroupMemberRequired, *_required(choice, key))
    if choice.named and choice.name in fields:
        raise GroupNamedLikeField(
            f"the group {choice.name!r} has the name of a property of the same object",
            "give the group another title",
            choice.origin.child("title"),
        )
    return True


def _spelled(record: Record, rule: Rule) -> None:
    """Refuse a named rule that is no group because its branches spell a key in two ways."""
    if not rule.title or record.patterns or not isinstance(record.additional, Never):
        return
    fields = {f.key: f for f in record.fields}
    for key in keys_of(rule.formula) if isinstance(rule.formula, (OneOf, Or)) else ():
        if key not in fields:
            raise GroupMemberUndeclared(*_undeclared(rule.title, key, fields), rule.origin)


def _refuse(choice: Choice, event: type, message: str, hint: str) -> bool:
    if choice.named:
        raise event(message, hint, choice.origin)
    return False


def _undeclared(group: str, key: str, fields: dict[str, Field]) -> tuple[str, str]:
    from difflib import get_close_matches

    near = get_close_matches(key, list(fields), 1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    return (
        f"the group {group!r} names {key!r}, which the object does not declare",
        f"{hint}declare {key!r} under properties, or take it out of the group".strip(),
    )


def _required(choice: Choice, key: str) -> tuple[str, str]:
    return (
        f"{key!r} is a member of the group {choice.name!r} ({choice.kind}) and also required",
        f"take {key!r} out of required, or out of the group",
    )


def _distinct(choices: list[Choice]) -> None:
    seen: dict[str, Choice] = {}
    for choice in choices:
        if choice.named and choice.name in seen:
            raise AmbiguousGroup(
                f"two groups of one object are named {choice.name!r}",
                "give one of them another title",
                choice.origin.child("title"),
            )
        seen.setdefault(choice.name, choice)


def _counted(record: Record) -> Choice | None:
    """``minProperties: 1`` and ``maxProperties: 1`` on a closed object are groups of all its fields."""
    kinds: dict[tuple[int | None, int | None], ChoiceKind] = {
        (1, 1): "exactly one",
        (None, 1): "at most one",
        (0, 1): "at most one",
    }
    kinds[(1, None)] = "at least one"
    kind = kinds.get((record.min_properties, record.max_properties))
    open_ended = record.patterns or not isinstance(record.additional, Never)
    if kind is None or open_ended or len(record.fields) < 2 or record.required_extra:
        return None
    if any(f.required for f in record.fields):
        return None
    keys = [f.key for f in record.fields]
    return Choice(
        name="_or_".join(keys[:3]) + ("_or_more" if len(keys) > 3 else ""),
        kind=kind,
        members=tuple(Member(keys=(k,), null_is_set=True) for k in keys),
        origin=record.origin,
        named=False,
    )


def _satisfiable(record: Record, rules: list[Rule]) -> None:
    """Refuse a named group that no document can meet together with the other rules it shares keys with.

    Decided by trying all states of the keys, so only for clusters of at most ``MAX_TABLE`` keys; a
    larger group on its own is met by setting one member that can be set.
    """
    states = _possible(record) if rules else {}
    spoken = [(rule, keys_of(rule.formula)) for rule in rules]
    for rule, own in spoken:
        if not rule.title:
            continue
        beside = [(r, theirs) for r, theirs in spoken if not set(own).isdisjoint(theirs)]
        near, keys = [r for r, _ in beside], tuple(dict.fromkeys(k for _, theirs in beside for k in theirs))
        if len(keys) > MAX_TABLE:
            near, keys = [rule], own
        if not _some(near, keys, states):
            raise GroupNeverSatisfied(
                f"no document can meet the group {rule.title!r}",
                "look for members that can never be set, listed twice, or excluded elsewhere",
                rule.origin,
            )


def _some(rules: list[Rule], keys: tuple[str, ...], states: dict[str, tuple[State, ...]]) -> bool:
    anything: tuple[State, ...] = ("absent", "null", "set")
    choices = [states.get(k, anything) for k in keys]
    if len(keys) <= MAX_TABLE:
        candidates = (dict(zip(keys, row, strict=True)) for row in product(*choices))
    else:  # one member set, all others as absent as they can be
        least = {k: c[0] for k, c in zip(keys, choices, strict=True)}
        candidates = (least | {k: s} for k, c in zip(keys, choices, strict=True) for s in c)
    return any(all(holds(r.formula, row) for r in rules) for row in candidates)


def _possible(record: Record) -> dict[str, tuple[State, ...]]:
    """What a valid document can do with each declared key."""
    found: dict[str, tuple[State, ...]] = {}
    for field in record.fields:
        absent: tuple[State, ...] = () if field.required else ("absent",)
        found[field.key] = (*absent, *_values(field.node))
    return found


def _values(node: Node) -> tuple[State, ...]:
    """Which of ``null`` and ``set`` a node can take; says both when it cannot tell."""
    match node:
        case Never():
            return ()
        case Scalar(kind="null"):
            return ("null",)
        case Const(value=value):
            return ("null",) if value.value is None else ("set",)
        case Enum(values=values):
            return tuple(dict.fromkeys("null" if v.value is None else "set" for v in values))
        case Scalar() | Record() | Map():
            return ("set",)
        case Union(members=members):
            return tuple(dict.fromkeys(s for m in members for s in _values(m)))
        case AnyValue():
            return ("null", "set")
    return ("null", "set")
