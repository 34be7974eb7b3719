"""A config laid over a model: which parameter goes into which group, and why.

Groups are tower x rule, in config order: each tower without a rule first, then with each of its rules, at
last the backbone.  Where the switch ``no_weight_decay_on`` takes parameters out, they follow their group.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from torch import nn
from torch.nn.parameter import is_lazy

from .fitting import misfits
from .names import Owned, owned_parameters
from .problems import PlanError, Problem, listed
from .rules import assign_rules, undecayed
from .towers import BACKBONE, OnOverlap, assign_towers
from .wanted import Algorithm, Plan, PlannedGroup, PlannedParameter, Rate, Wanted

__all__ = ["OnOverlap", "OnUnmatched", "PlanError", "make_plan"]

OnUnmatched = Literal["error", "backbone", "freeze"]


@dataclass(frozen=True, slots=True)
class _Home:
    """A tower, the backbone, or the whole model."""

    name: str
    why: str
    rate: Rate | None


class _Key(NamedTuple):
    """What one group has in common.  Keys sort in the order of the groups; rule -1 is none."""

    home: int
    rule: int
    without_decay: bool


def make_plan(
    model: nn.Module,
    wanted: Wanted,
    *,
    on_unmatched: OnUnmatched = "error",
    on_overlap: OnOverlap = "error",
) -> Plan:
    """Where every parameter of a model goes.  Nothing is built or changed; a model on the meta device does.

    :param on_unmatched: what becomes of parameters that are in no tower when the config has no rate for the
        backbone: an error; ``backbone``, trained at the default rate of the torch class; ``freeze``.
    :param on_overlap: which tower and which rule gets a parameter that several match: an error; the
        ``first`` in config order; the ``most_specific`` (see :mod:`.towers` and :mod:`.rules`).
    :raises PlanError: the config does not fit the model; it tells every problem, with names.
    """
    _check("on_unmatched", on_unmatched, ("error", "backbone", "freeze"))
    _check("on_overlap", on_overlap, ("error", "first", "most_specific"))
    owned = owned_parameters(model)
    _check_usable(owned)
    problems: list[Problem] = []
    homes = _homes(wanted)
    if wanted.towers is None:
        places = [0] * len(owned)
    else:
        places = assign_towers(owned, wanted.towers, wanted.spelling, on_overlap, problems)
        problems += _useless_backbone(wanted, places)
    rules = assign_rules(owned, wanted.rules, on_overlap, problems) if wanted.rules else [-1] * len(owned)
    plan = _Sorting(wanted, homes, on_unmatched).plan(owned, places, rules, problems)
    if not problems:
        problems += misfits(plan.groups, owned, wanted.spelling)
    if problems:
        raise PlanError(problems)
    return plan


class _Sorting:
    """Parameters into groups, once it is known what matches what."""

    def __init__(self, wanted: Wanted, homes: Sequence[_Home], on_unmatched: OnUnmatched) -> None:
        self._wanted = wanted
        self._homes = homes
        self._on_unmatched = on_unmatched
        self._groups: dict[_Key, list[PlannedParameter]] = {}
        self._homeless: list[PlannedParameter] = []
        self._spots: dict[tuple[int, int, str], tuple[list[PlannedParameter], str]] = {}

    def plan(
        self, owned: Sequence[Owned], places: Sequence[int], rules: Sequence[int], problems: list[Problem]
    ) -> Plan:
        switch = self._wanted.no_weight_decay_on
        frozen = []
        for one, place, rule in zip(owned, places, rules, strict=True):
            if one.first.parameter.requires_grad:
                kinds = undecayed(one.first, switch) if switch else ""
                known = self._spots.get((place, rule, kinds))
                parameters, why = known if known is not None else self._spot(place, rule, kinds)
                parameters.append(_planned(one, why))
            else:
                frozen.append(_planned(one, f"requires_grad is False ({self._homes[place].name})"))
        groups, homeless = self._groups, self._homeless
        if homeless and self._on_unmatched == "error":
            problems.append(self._left_over([p.name for p in homeless]))
        elif not groups and not problems:
            problems.append(Problem("", "there would be nothing to train", "leave some parameters unfrozen"))
        return Plan(
            digest=self._wanted.digest,
            groups=self._named([self._group(key, groups[key]) for key in sorted(groups)]),
            frozen=(*frozen, *homeless),
            to_freeze=frozenset(p.name for p in homeless),
        )

    def _rate(self, place: int, rule: int) -> Rate | None:
        own = self._wanted.rules[rule].rate if rule >= 0 else None
        return own if own is not None else self._homes[place].rate

    def _algorithm(self, rule: int) -> Algorithm:
        own = self._wanted.rules[rule].algorithm if rule >= 0 else None
        return own if own is not None else self._wanted.algorithm

    def _spot(self, place: int, rule: int, kinds: str) -> tuple[list[PlannedParameter], str]:
        """Where such parameters are gathered, and why there."""
        if self._rate(place, rule) is None and self._on_unmatched != "backbone":
            found = self._homeless, "in no tower, and there is no rate for the backbone"
        else:
            without = bool(kinds) and bool(self._algorithm(rule).arguments.get("weight_decay"))
            why = self._homes[place].why
            if rule >= 0:
                why += f"; rule {self._wanted.rules[rule].pointer}"
            if without:
                why += f"; no weight decay: {kinds}"
            found = self._groups.setdefault(_Key(place, rule, without), []), why
        self._spots[place, rule, kinds] = found
        return found

    def _group(self, key: _Key, parameters: list[PlannedParameter]) -> PlannedGroup:
        home, algorithm = self._homes[key.home], self._algorithm(key.rule)
        name, why = home.name, home.why
        if key.rule >= 0:
            label = self._wanted.rules[key.rule].label
            name, why = f"{name}/{label or f'rule_{key.rule}'}", f"{why}, rule {label or key.rule}"
        if key.without_decay:
            name, why = f"{name}/no_weight_decay", f"{why}, no weight decay"
            arguments = {**algorithm.arguments, "weight_decay": 0.0}
            algorithm = Algorithm(algorithm.name, algorithm.optimizer, arguments)
        rate = self._rate(key.home, key.rule)
        if rate is None:
            rate, why = _default_rate(algorithm), f"{why}, default rate"
        return PlannedGroup(name, why, algorithm, rate, tuple(parameters))

    def _named(self, groups: Iterable[PlannedGroup]) -> tuple[PlannedGroup, ...]:
        """The groups with names that no other has: two rules may have the same label."""
        taken: dict[str, PlannedGroup] = {}
        for group in groups:
            name, number = group.name, 2
            while name in taken:
                name, number = f"{group.name} ({number})", number + 1
            taken[name] = replace(group, name=name)
        return tuple(taken.values())

    def _left_over(self, names: list[str]) -> Problem:
        message = (
            f"{len(names)} {'parameter is' if len(names) == 1 else 'parameters are'} in no tower, "
            f"and there is no learning rate for the backbone: {listed(names)}"
        )
        pointer = self._wanted.spelling.backbone
        key = pointer.rpartition("/")[2]
        write = f"write {key}" if key else "give the backbone a learning rate"
        return Problem(
            pointer, message, f'{write}, or plan with on_unmatched="backbone" or on_unmatched="freeze"'
        )


def _homes(wanted: Wanted) -> list[_Home]:
    if wanted.towers is None:
        if wanted.single is None:
            raise ValueError("Wanted needs single or towers")
        return [_Home("model", "all parameters", wanted.single)]
    homes = [_Home(name, "tower", rate) for name, rate in wanted.towers.items()]
    return [*homes, _Home(BACKBONE, "the rest", wanted.backbone)]


def _useless_backbone(wanted: Wanted, places: Sequence[int]) -> list[Problem]:
    if wanted.backbone is None or len(wanted.towers or ()) in places:
        return []
    pointer = wanted.spelling.backbone
    message = "there is a learning rate for the backbone, but every parameter is in a tower"
    return [Problem(pointer, message, f"take {pointer.rpartition('/')[2] or 'it'} out")]


def _check_usable(owned: Sequence[Owned]) -> None:
    if not owned:
        raise PlanError([Problem("", "the model has no parameters", "plan for the model that is trained")])
    lazy = [one.first.name for one in owned if is_lazy(one.first.parameter)]
    if lazy:
        message = f"these parameters have no shape yet: {listed(lazy)}"
        raise PlanError([Problem("", message, "run one forward pass first, so that lazy modules get shapes")])
    if not any(one.first.parameter.requires_grad for one in owned):
        message = f"nothing to train: all {len(owned)} parameters have requires_grad=False"
        raise PlanError([Problem("", message, "call requires_grad_(True) on those that are to be trained")])


def _check(name: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        words = ", ".join(map(repr, allowed))
        raise ValueError(f"{name} is one of {words}; found {value!r}")


def _planned(one: Owned, why: str) -> PlannedParameter:
    parameter = one.first.parameter
    aliases = tuple([held.name for held in one.others]) if one.others else ()
    return PlannedParameter(one.first.name, tuple(parameter.shape), parameter.numel(), why, aliases)


def _default_rate(algorithm: Algorithm) -> Rate:
    """The learning rate that the class has when it is given none."""
    rate = float(inspect.signature(algorithm.optimizer).parameters["lr"].default)
    text = f"constant {rate:g}, the default of {algorithm.optimizer.__name__}"
    return Rate(lambda _: rate, ("constant", rate), text, rate)
