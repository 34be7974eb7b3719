"""Property groups: every spelling of "set exactly one of", recognised as one value.

The way there: each keyword that speaks only of presence is read as a formula (``presence``); a formula
whose truth table is that of *exactly one*, *at most one* or *at least one* of its keys is a
:class:`~codegen.ir.Choice`.  Rules without a name that share keys are also tried together, so that
pairwise ``not: {required: [a, b]}`` becomes the one group it means.  What is not recognised
stays a residual: nothing is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import NamedTuple

from codegen.ir import Choice, ChoiceKind, Docs, Member, Origin
from codegen.presence import And, Formula, Key, Not, OneOf, Or, State, holds, keys_of

__all__ = ["Rule", "merge_rules", "recognise"]

MAX_TABLE = 7  # keys in a truth table of three states a key: 3 ** 7 rows
_STATES: tuple[State, State, State] = ("absent", "null", "set")


class Rule(NamedTuple):
    """A presence-only keyword of an object schema.  ``title`` names the group if there is one."""

    formula: Formula
    keyword: str
    origin: Origin
    docs: Docs = Docs()

    @property
    def title(self) -> str:
        """The name the schema gives the group, or ``""``."""
        return self.docs.title


def merge_rules(rules: list[Rule]) -> Iterator[tuple[Choice | None, tuple[Rule, ...]]]:
    """Each recognised group with the rules it stands for; unrecognised rules come with None."""
    single = [(rule, _choice(rule)) for rule in rules]
    loose = [r for r, choice in single if not r.title]
    merged: set[int] = set()
    for cluster in _clusters(loose):
        choice = _together(cluster) if len(cluster) > 1 else None
        if choice is not None:
            merged |= {id(r) for r in cluster}
            yield choice, tuple(cluster)
    for rule, choice in single:
        if id(rule) not in merged:
            yield choice, (rule,)


def _choice(rule: Rule) -> Choice | None:
    found = recognise(rule.formula)
    if found is None:
        return None
    kind, members = found
    return Choice(
        name=rule.title or _made_name(members),
        kind=kind,
        members=members,
        origin=rule.origin,
        docs=rule.docs,
        named=bool(rule.title),
    )


def _together(cluster: list[Rule]) -> Choice | None:
    """One group for several unnamed rules over the same keys, when they mean one."""
    whole = And(tuple(r.formula for r in cluster))
    return _choice(Rule(whole, cluster[0].keyword, cluster[0].origin, Docs()))


def _clusters(rules: list[Rule]) -> list[list[Rule]]:
    """Rules that share a key, directly or through others."""
    clusters: list[tuple[set[str], list[Rule]]] = []
    for rule in rules:
        keys, members = set(keys_of(rule.formula)), [rule]
        apart = []
        for other_keys, others in clusters:
            if keys & other_keys:
                keys, members = keys | other_keys, others + members
            else:
                apart.append((other_keys, others))
        clusters = [*apart, (keys, members)]
    return [members for _, members in clusters]


def _made_name(members: tuple[Member, ...]) -> str:
    first = ["_and_".join(m.keys) for m in members[:3]]
    return "_or_".join(first) + ("_or_more" if len(members) > 3 else "")


def recognise(formula: Formula) -> tuple[ChoiceKind, tuple[Member, ...]] | None:
    """The kind and members of the group a formula means, or None if it means no group."""
    while isinstance(formula, And) and len(formula.parts) == 1:
        formula = formula.parts[0]
    by_shape = _by_shape(formula)
    if by_shape is not None:
        return by_shape
    keys = keys_of(formula)
    return _by_table(formula, keys) if 2 <= len(keys) <= MAX_TABLE else None


def _by_shape(formula: Formula) -> tuple[ChoiceKind, tuple[Member, ...]] | None:
    """``oneOf``/``anyOf`` of branches that each say "these keys are there" (and no other member is).

    A last branch of ``oneOf`` that says "none of the others" makes it *at most one*.
    """
    if not isinstance(formula, (OneOf, Or)) or len(formula.parts) < 2:
        return None
    *others, last = formula.parts
    if isinstance(formula, OneOf) and last == Not(Or(tuple(others))):
        found = _by_shape(OneOf(tuple(others)))
        return ("at most one", found[1]) if found and found[0] == "exactly one" else None
    branches = [_literals(part) for part in formula.parts]
    members: list[Member] = []
    for branch in branches:
        if branch is None or not branch.there or len(set(branch.there.values())) != 1:
            return None
        members.append(Member(keys=tuple(branch.there), null_is_set=not any(branch.there.values())))
    if len({m.keys for m in members}) < len(members):
        return None
    if not any(b.gone for b in branches if b is not None):
        return ("exactly one" if isinstance(formula, OneOf) else "at least one"), tuple(members)
    return _exclusive([b for b in branches if b is not None], tuple(members))


def _exclusive(
    branches: list[_Literals], members: tuple[Member, ...]
) -> tuple[ChoiceKind, tuple[Member, ...]] | None:
    """Branches that each forbid all other members say "exactly one", under ``oneOf`` and ``anyOf``."""
    if any(len(m.keys) > 1 for m in members):
        return None
    nulls = {m.keys[0]: m.null_is_set for m in members}
    for member, branch in zip(members, branches, strict=True):
        others = {k: not n for k, n in nulls.items() if k != member.keys[0]}
        if branch.gone != others:
            return None
    return "exactly one", members


class _Literals(NamedTuple):
    """A conjunction of facts: keys there and keys gone, each with ``not_null``."""

    there: dict[str, bool]
    gone: dict[str, bool]


def _literals(formula: Formula) -> _Literals | None:
    """A conjunction of facts about single keys, or None.

    ``required`` with ``properties: {k: {not: null}}`` reads as "k is there and not null".
    """
    present: set[str] = set()
    not_null: set[str] = set()
    gone: dict[str, bool] = {}
    order: list[str] = []
    for part in _flat(formula):
        match part:
            case Key(key, strict):
                order.append(key)
                present.add(key)
                if strict:
                    not_null.add(key)
            case Or((Not(Key(key, False)), Key(same, True))) if key == same:
                not_null.add(key)
            case Not(Key(key, strict)):
                gone[key] = strict
            case _:
                return None
    if not_null - present or present & set(gone):
        return None
    return _Literals({k: k in not_null for k in dict.fromkeys(order)}, gone)


def _flat(formula: Formula) -> Iterator[Formula]:
    if isinstance(formula, And):
        for part in formula.parts:
            yield from _flat(part)
    else:
        yield formula


def _by_table(formula: Formula, keys: tuple[str, ...]) -> tuple[ChoiceKind, tuple[Member, ...]] | None:
    """Ask the truth table: for each key whether null counts as set, then which kind fits."""
    table = {
        states: holds(formula, dict(zip(keys, states, strict=True)))
        for states in product(_STATES, repeat=len(keys))
    }
    nulls = [_null_counts(table, place) for place in range(len(keys))]
    if any(n is None for n in nulls):
        return None
    members = tuple(Member(keys=(k,), null_is_set=bool(n)) for k, n in zip(keys, nulls, strict=True))
    for kind, fits in _KINDS.items():
        if all(verdict == fits(_count(states, members)) for states, verdict in table.items()):
            return kind, members
    return None


def _null_counts(table: dict[tuple[State, ...], bool], place: int) -> bool | None:
    """True if null is like set, False if it is like absent, None if it is like neither."""
    like_absent = like_set = True
    for states, verdict in table.items():
        if states[place] == "null":
            like_absent &= verdict == table[_with(states, place, "absent")]
            like_set &= verdict == table[_with(states, place, "set")]
    return None if not (like_absent or like_set) else not like_absent


def _with(states: tuple[State, ...], place: int, state: State) -> tuple[State, ...]:
    return (*states[:place], state, *states[place + 1 :])


def _count(states: tuple[State, ...], members: tuple[Member, ...]) -> int:
    return sum(
        state == "set" or (state == "null" and member.null_is_set)
        for state, member in zip(states, members, strict=True)
    )


_KINDS: Mapping[ChoiceKind, Callable[[int], bool]] = {
    "exactly one": lambda n: n == 1,
    "at most one": lambda n: n <= 1,
    "at least one": lambda n: n >= 1,
}
