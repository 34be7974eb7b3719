"""The optimizer and the scheduler of a plan."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import nn
from torch.optim import Optimizer

from .facts import ONE_GROUP, accepted_arguments, base_of
from .implementation import Implementation, capture_problem, flags, has, lacks, on_accelerator
from .mixed import Mixed
from .names import parameters_by_name
from .problems import listed, quoted
from .scheduler import Scheduler
from .state import load_by_name
from .wanted import Plan, PlannedGroup, PlannedParameter

__all__ = ["BuildError", "build"]


class BuildError(ValueError):
    """An optimizer cannot be built as planned.  Nothing was changed."""


@dataclass(frozen=True, slots=True)
class _Group:
    """Planned groups that agree in everything, as one parameter group of torch."""

    name: str
    of: PlannedGroup
    parameters: tuple[PlannedParameter, ...]


def build(
    model: nn.Module,
    plan: Plan,
    *,
    implementation: Implementation = "auto",
    capturable: bool = False,
    merge: bool = True,
) -> tuple[Optimizer, Scheduler]:
    """The optimizer and the scheduler of a plan; groups have the rates of step 0.

    With one algorithm the optimizer is torch's own class, with several a :class:`Mixed`.  Its groups carry
    their names and those of their parameters, and ``load_state_dict`` goes by these.

    :param implementation: torch's own choice, or the one to use; with several algorithms it goes to the
        classes that have it.
    :param capturable: rates are tensors, one for each group, that stay the same objects, for CUDA graphs and
        ``torch.compile``; on an accelerator the classes' own ``capturable`` too.  A tensor holds a rate in
        single precision.
    :param merge: groups with equal algorithm, arguments and schedule become one, which is faster and changes
        no bit of the result.
    :raises BuildError: the plan is not of this model, or a class or device cannot do what is asked.
    """
    parameters = _parameters(model, plan)
    groups = _merged(plan.groups) if merge else [_Group(g.name, g, g.parameters) for g in plan.groups]
    groups = [g for g in groups if g.parameters]
    by_class: dict[type[Optimizer], list[_Group]] = {}
    for group in groups:
        by_class.setdefault(group.of.algorithm.optimizer, []).append(group)
    _check(by_class, parameters, implementation, capturable)
    parts = [
        _part(optimizer, own, parameters, implementation, capturable) for optimizer, own in by_class.items()
    ]
    optimizer = parts[0] if len(parts) == 1 else Mixed(parts)
    load_by_name(optimizer, {alias: p.name for g in groups for p in g.parameters for alias in p.aliases})
    for name in plan.to_freeze:
        parameters[name].requires_grad_(False)
    rates = [group.of.rate for own in by_class.values() for group in own]
    return optimizer, Scheduler(optimizer, rates, plan.digest, {g.name: g.rate for g in plan.groups})


def _parameters(model: nn.Module, plan: Plan) -> dict[str, nn.Parameter]:
    """The model's parameters by the names of the plan."""
    found = parameters_by_name(model)
    planned = [p for g in plan.groups for p in g.parameters] + list(plan.frozen)
    missing = [p.name for p in planned if p.name not in found]
    known = {p.name for p in planned}
    extra = [name for name, p in found.items() if p.requires_grad and name not in known]
    apart = [p.name for p in planned if p.name in found and tuple(found[p.name].shape) != p.shape]
    problems = [
        *([f"the model has no {listed(missing)}"] if missing else []),
        *([f"the plan does not have {listed(extra)}"] if extra else []),
        *([f"another shape than planned: {listed(apart)}"] if apart else []),
    ]
    if problems:
        lines = "\n  ".join(problems)
        raise BuildError(f"the plan is of another model, or the model was changed since\n  {lines}")
    return found


def _merged(groups: Iterable[PlannedGroup]) -> list[_Group]:
    """Groups that agree in algorithm, arguments and schedule become one, in the place of the first."""
    alike: dict[Hashable, list[PlannedGroup]] = {}
    for group in groups:
        algorithm = group.algorithm
        key = (algorithm.optimizer, _hashable(algorithm.arguments), group.rate.key)
        alike.setdefault(key, []).append(group)
    merged = []
    for own in alike.values():
        more = f" and {len(own) - 1} more" if len(own) > 1 else ""
        merged.append(_Group(own[0].name + more, own[0], tuple(p for g in own for p in g.parameters)))
    return merged


def _hashable(value: object) -> Hashable:
    """Equal for equal arguments of the same type: ``1`` and ``True`` are not the same to a constructor."""
    if isinstance(value, Mapping):
        return tuple(sorted((key, _hashable(each)) for key, each in value.items()))
    if isinstance(value, (list, tuple)):
        return (type(value), *(_hashable(each) for each in value))
    return (type(value).__qualname__, repr(value))


def _check(
    by_class: Mapping[type[Optimizer], Sequence[_Group]],
    parameters: Mapping[str, nn.Parameter],
    implementation: Implementation,
    capturable: bool,
) -> None:
    if not by_class:
        raise BuildError("the plan has no parameter to train")
    groups = [group for own in by_class.values() for group in own]
    problems = [p for group in groups if (p := _rate_problem(group))]
    reasons = []
    for optimizer, own in by_class.items():
        tensors = [parameters[p.name] for group in own for p in group.parameters]
        if base_of(optimizer) in ONE_GROUP and len(groups) > 1:
            names = listed([group.name for group in groups])
            problems.append(
                f"{optimizer.__name__} takes one parameter group, and there are {len(groups)}: {names}"
            )
        if capturable and (problem := capture_problem(optimizer, tensors)):
            problems.append(problem)
        reasons.append(lacks(optimizer, implementation, tensors))
    if all(reasons):
        # one class that can is enough: the others have no choice
        choices = "; ".join(f"{optimizer.__name__} has {', '.join(has(optimizer))}" for optimizer in by_class)
        problems += [*reasons, f"implementation={implementation!r} is not to be had: {choices}"]
    elif capturable and implementation == "foreach" and not on_accelerator(list(parameters.values())):
        problems.append("with implementation='foreach' rates cannot be tensors here: leave it to 'auto'")
    if problems:
        lines = "\n  ".join(problems)
        raise BuildError(f"the optimizer cannot be built as planned\n  {lines}")


def _rate_problem(group: _Group) -> str:
    first = group.of.rate.at(0)
    if not math.isfinite(first) or first < 0:
        return f"group {quoted(group.name)}: the learning rate at step 0 is {first!r}, not finite or below 0"
    return ""


def _part(
    optimizer: type[Optimizer],
    groups: Sequence[_Group],
    parameters: Mapping[str, nn.Parameter],
    implementation: Implementation,
    capturable: bool,
) -> Optimizer:
    """The groups of one class.

    torch checks arguments, and prepares state, for the defaults alone.  So each group goes through a
    constructor of its own, as defaults, and then joins the first.
    """
    shared = flags(optimizer, implementation)
    known = accepted_arguments(optimizer)
    made = [_alone(optimizer, group, parameters, shared, known, capturable) for group in groups]
    whole = made[0]
    for one in made[1:]:
        whole.param_groups += one.param_groups
        whole.state.update(one.state)
    return whole


def _alone(
    optimizer: type[Optimizer],
    group: _Group,
    parameters: Mapping[str, nn.Parameter],
    shared: Mapping[str, bool],
    known: frozenset[str],
    capturable: bool,
) -> Optimizer:
    tensors = [parameters[p.name] for p in group.parameters]
    arguments = {**shared, **group.of.algorithm.arguments}
    if capturable and on_accelerator(tensors):
        arguments["capturable"] = True
    unknown = sorted(set(arguments) - known)
    if unknown:
        raise BuildError(
            f"group {quoted(group.name)}: {optimizer.__name__} takes no argument {', '.join(unknown)} in "
            f"torch {torch.__version__}"
        )
    first = group.of.rate.at(0)
    described = {
        "params": list(zip((p.name for p in group.parameters), tensors, strict=True)),
        "name": group.name,
        "updated_by": base_of(optimizer),
        "lr": torch.tensor(first, dtype=torch.float32, device=tensors[0].device) if capturable else first,
    }
    try:
        one = optimizer([described], **arguments)
    except (TypeError, ValueError, RuntimeError, NotImplementedError) as error:
        raise BuildError(f"group {quoted(group.name)}: {optimizer.__name__}: {error}") from error
    one.defaults["lr"] = first  # for groups that are added later; until now it was the class's own
    return one
