"""Which rule of ``parameter_groups`` a parameter falls under, and where the weight decay ends.

All conditions of a rule must hold for one and the same name of a parameter:

- ``names``: one of the globs matches the whole name (case counts; ``*`` crosses dots).
- ``pattern``: the regular expression is found anywhere in the name.
- ``module_types``: the module that holds the parameter is of one of the classes, or of a class derived from
  one.  A class is written as ``Linear`` or with its package, ``torch.nn.Linear``.
- ``dimensions``: the parameter has as many dimensions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from fnmatch import translate

from torch import nn

from .names import Held, Owned
from .problems import Problem, listed, near, quoted
from .towers import OnOverlap
from .wanted import GroupRule

__all__ = ["assign_rules", "undecayed"]

_WILD = re.compile(r"[*?\[]")
_NORM = re.compile(r"Norm(Act)?([1-3]d)?$|^_NormBase$")


def assign_rules(
    owned: Sequence[Owned], rules: Sequence[GroupRule], on_overlap: OnOverlap, problems: list[Problem]
) -> list[int]:
    """For each parameter the place of its rule; -1 for none.

    Where several rules match, ``first`` takes the first and ``most_specific`` the one that names the
    parameter in full, else the one with more conditions, else the one whose glob has more plain
    characters.  A tied parameter falls under a rule with any of its names.
    """
    wrong = [problem for rule in rules if (problem := _bad_pattern(rule)) is not None]
    if wrong:
        problems += wrong
        return [-1] * len(owned)
    tests = [_test(rule) for rule in rules]
    matched: set[int] = set()
    found = []
    for one in owned:
        hits = [p for p, test in enumerate(tests) if test(one.first) or any(map(test, one.others))]
        matched.update(hits)
        place = hits[0] if hits else -1
        if len(hits) > 1 and on_overlap != "first":
            place = _most_specific(one, hits, rules) if on_overlap == "most_specific" else -1
            if place < 0:
                problems.append(_overlap(one, [rules[p] for p in hits]))
        found.append(place)
    problems += [_unmatched(rule, owned) for p, rule in enumerate(rules) if p not in matched]
    return found


def undecayed(held: Held, kinds: frozenset[str]) -> str:
    """The kinds of ``no_weight_decay_on`` that a parameter is of, in words; empty if it is of none.

    ``one_dimensional``: at most one dimension.  ``biases``: called ``bias``, ``bias_...`` or ``..._bias``.
    ``norms``: of a module of a normalization class (``LayerNorm``, ``BatchNorm2d``, ``LlamaRMSNorm``).
    """
    found = []
    if "one_dimensional" in kinds and held.parameter.ndim <= 1:
        found.append("one_dimensional")
    if "biases" in kinds and (held.local.startswith("bias_") or f"_{held.local}".endswith("_bias")):
        found.append("biases")
    if "norms" in kinds and any(_NORM.search(c.__name__) for c in type(held.owner).__mro__):
        found.append("norms")
    return ", ".join(found)


def _test(rule: GroupRule) -> Callable[[Held], bool]:
    globs = re.compile("|".join(map(translate, rule.names))) if rule.names else None
    pattern = re.compile(rule.pattern) if rule.pattern is not None else None
    types, dimensions = rule.module_types, frozenset(rule.dimensions)
    of_type: dict[type, bool] = {}

    def test(held: Held) -> bool:
        if dimensions and held.parameter.ndim not in dimensions:
            return False
        if types:
            kind = type(held.owner)
            if kind not in of_type:
                of_type[kind] = any(_is_called(c, name) for c in kind.__mro__ for name in types)
            if not of_type[kind]:
                return False
        if globs is not None and globs.match(held.name) is None:
            return False
        return pattern is None or pattern.search(held.name) is not None

    return test


def _bad_pattern(rule: GroupRule) -> Problem | None:
    try:
        re.compile(rule.pattern or "")
    except re.error as error:
        message = f"{quoted(rule.pattern or '')} is no regular expression: {error}"
        return Problem(rule.pointer, message, "write one that Python's re reads")
    return None


def _is_called(kind: type, name: str) -> bool:
    """``Linear``, ``torch.nn.Linear`` (a package it is in) and ``torch.nn.modules.linear.Linear``."""
    package, _, last = name.rpartition(".")
    return last == kind.__name__ and (not package or f"{kind.__module__}.".startswith(f"{package}."))


def _most_specific(one: Owned, hits: list[int], rules: Sequence[GroupRule]) -> int:
    ranks = {p: _rank(one, rules[p]) for p in hits}
    best = [p for p in hits if ranks[p] == max(ranks.values())]
    return best[0] if len(best) == 1 else -1


def _rank(one: Owned, rule: GroupRule) -> tuple[bool, int, int]:
    exact = any(held.name in rule.names for held in one.held)
    conditions = sum(map(bool, (rule.names, rule.pattern, rule.module_types, rule.dimensions)))
    globs = [g for g in rule.names if any(re.match(translate(g), held.name) for held in one.held)]
    return exact, conditions, max((len(_WILD.sub("", g)) for g in globs), default=0)


def _overlap(one: Owned, rules: list[GroupRule]) -> Problem:
    others = ", ".join(rule.pointer for rule in rules[:-1])
    message = f"{quoted(one.first.name)} falls under this entry and under {others}"
    hint = 'narrow one of them, or plan with on_overlap="first" or on_overlap="most_specific"'
    return Problem(rules[-1].pointer, message, hint)


def _unmatched(rule: GroupRule, owned: Sequence[Owned]) -> Problem:
    return Problem(rule.pointer, f"no parameter has {' and '.join(_conditions(rule))}", _nearest(rule, owned))


def _conditions(rule: GroupRule) -> Iterator[str]:
    if rule.names:
        yield f"a name like {listed(rule.names)}"
    if rule.pattern is not None:
        yield f"a name in which the pattern {quoted(rule.pattern)} is found"
    if rule.module_types:
        yield f"a module of type {listed(rule.module_types)}"
    if rule.dimensions:
        yield f"{' or '.join(map(str, rule.dimensions))} dimensions"


def _nearest(rule: GroupRule, owned: Sequence[Owned]) -> str:
    """What the model has of the kind that the rule asks for."""
    held = [h for one in owned for h in one.held]
    if rule.names:
        names = [h.name for h in held]
        meant = near(rule.names[0], names) or near(_WILD.sub("", rule.names[0]).strip(".]"), names)
        return f"did you mean {quoted(meant)}?" if meant else f"the parameters are {listed(names)}"
    if rule.module_types:
        types = list(dict.fromkeys(c.__name__ for h in held for c in _classes(h.owner)))
        meant = near(rule.module_types[0].rpartition(".")[2], types)
        return f"did you mean {meant}?" if meant else f"the types are {listed(types)}"
    if rule.dimensions:
        found = sorted({h.parameter.ndim for h in held})
        return f"the parameters have {', '.join(map(str, found))} dimensions"
    return f"the parameters are {listed([h.name for h in held])}"


def _classes(module: nn.Module) -> Iterator[type]:
    return (c for c in type(module).__mro__ if c not in (nn.Module, object))
