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
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import translate

from torch import nn

from .names import Held, Owned
from .problems import Problem, listed, near, quoted
from .towers import OnOverlap
from .wanted import GroupRule

__all__ = ["assign_rules", "undecayed"]

_WILD = re.compile(r"[*?\[]")
_MOST = 10  # rules that get a did-you-mean
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
    hits, missing = _hits(owned, rules)
    problems += [_unmatched(rule, owned if k < _MOST else ()) for k, rule in enumerate(missing)]
    found = [-1] * len(owned)
    clashes: dict[tuple[int, ...], list[str]] = {}
    for place in sorted(hits):
        numbers = hits[place]
        best = _chosen(owned[place], numbers, rules, on_overlap)
        if best < 0:
            clashes.setdefault(tuple(numbers), []).append(owned[place].first.name)
        found[place] = max(best, numbers[0])  # so that no second error follows from a clash
    problems += [_overlap(names, [rules[n] for n in numbers]) for numbers, names in clashes.items()]
    return found


def _hits(owned: Sequence[Owned], rules: Sequence[GroupRule]) -> tuple[dict[int, list[int]], list[GroupRule]]:
    """The rules that each parameter falls under, by their places, and the rules that nothing falls under."""
    held = [(place, each) for place, one in enumerate(owned) for each in one.held]
    hits: dict[int, list[int]] = {}
    missing = []
    for number, rule in enumerate(rules):
        matched = _matching(rule, held)
        if not matched:
            missing.append(rule)
        for place in matched:
            hits.setdefault(place, []).append(number)
    return hits, missing


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


def _matching(rule: GroupRule, held: Sequence[tuple[int, Held]]) -> set[int]:
    """The places of the parameters that a rule takes; ``held`` has each of their names with its place."""
    if rule.dimensions:
        dimensions = frozenset(rule.dimensions)
        held = [(place, h) for place, h in held if h.parameter.ndim in dimensions]
    if rule.module_types:
        types = {type(h.owner) for _, h in held}
        right = {t for t in types if any(_is_called(c, n) for c in t.__mro__ for n in rule.module_types)}
        held = [(place, h) for place, h in held if type(h.owner) in right]
    if rule.names:
        fits = re.compile("|".join(map(translate, rule.names))).match
        held = [(place, h) for place, h in held if fits(h.name)]
    if rule.pattern is not None:
        is_in = re.compile(rule.pattern).search
        held = [(place, h) for place, h in held if is_in(h.name)]
    return {place for place, _ in held}


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


def _chosen(one: Owned, numbers: list[int], rules: Sequence[GroupRule], on_overlap: OnOverlap) -> int:
    """The place of the rule that is meant; -1: it cannot be told."""
    if len(numbers) == 1 or on_overlap == "first":
        return numbers[0]
    if on_overlap == "error":
        return -1
    ranks = {n: _rank(one, rules[n]) for n in numbers}
    best = [n for n in numbers if ranks[n] == max(ranks.values())]
    return best[0] if len(best) == 1 else -1


def _rank(one: Owned, rule: GroupRule) -> tuple[bool, int, int]:
    exact = any(held.name in rule.names for held in one.held)
    conditions = sum(map(bool, (rule.names, rule.pattern, rule.module_types, rule.dimensions)))
    globs = [g for g in rule.names if any(re.match(translate(g), held.name) for held in one.held)]
    return exact, conditions, max((len(_WILD.sub("", g)) for g in globs), default=0)


def _overlap(names: Sequence[str], rules: list[GroupRule]) -> Problem:
    others = ", ".join(rule.pointer for rule in rules[:-1])
    fall = "falls" if len(names) == 1 else "fall"
    message = f"{listed(names)} {fall} under this entry and under {others}"
    hint = 'narrow one of them, or plan with on_overlap="first" or on_overlap="most_specific"'
    return Problem(rules[-1].pointer, message, hint)


def _unmatched(rule: GroupRule, owned: Sequence[Owned]) -> Problem:
    """Without ``owned`` nothing is said of what was meant."""
    message = f"no parameter has {' and '.join(_conditions(rule))}"
    return Problem(rule.pointer, message, _nearest(rule, owned) if owned else "")


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
        return _nearest_name(rule.names[0], [h.name for h in held])
    if rule.module_types:
        types = list(dict.fromkeys(c.__name__ for h in held for c in _classes(h.owner)))
        meant = near(rule.module_types[0].rpartition(".")[2], types)
        return f"did you mean {meant}?" if meant else f"the types are {listed(types)}"
    if rule.dimensions:
        found = sorted({h.parameter.ndim for h in held})
        return f"the parameters have {', '.join(map(str, found))} dimensions"
    return f"the parameters are {listed([h.name for h in held])}"


def _nearest_name(glob: str, names: Sequence[str]) -> str:
    """A glob that fits: what is below a module, or the first part that nothing fits put right."""
    if _fits(below := f"{glob}.*", names):
        return f"did you mean {quoted(below)}?"
    given = glob.split(".")
    parts = dict.fromkeys(part for name in names for part in name.split("."))
    for place, part in enumerate(given):
        if not _fits(part, parts):
            if meant := near(_WILD.sub("", part), parts):
                whole = ".".join((*given[:place], meant, *given[place + 1 :]))
                return f"did you mean {quoted(whole if _fits(whole, names) else meant)}?"
            break
    return f"the parameters are {listed(names)}"


def _fits(glob: str, names: Iterable[str]) -> bool:
    return any(map(re.compile(translate(glob)).match, names))


def _classes(module: nn.Module) -> Iterator[type]:
    return (c for c in type(module).__mro__ if c not in (nn.Module, object))
