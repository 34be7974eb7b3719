"""The state of an optimizer, by the names of parameters.

torch matches saved state to parameters by position: groups of equal size in another order swap their state
without a word.  Here a saved state is laid over the optimizer by name before torch sees it.  So parameters
may be regrouped, reordered, wrapped and unwrapped; what cannot be right is refused, naming the parameters.

What is loaded is state alone.  Hyper-parameters (learning rate, weight decay, betas) stay those of the
present config: it is the source of truth, not the checkpoint.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from typing import Any, Literal

from torch import Tensor
from torch.optim import Optimizer

from .facts import ONE_GROUP, base_of, per_element, state_keys
from .problems import listed

__all__ = ["StateError", "load_by_name", "load_state"]

#: How many problems one error tells.
SHOWN = 20

#: Where an optimizer keeps the other names of tied parameters.
_ALIASES = "parameter_aliases"

#: What wrappers put into the names of parameters, besides ``module``.
_WRAPPED = frozenset({"_orig_mod", "_checkpoint_wrapped_module", "_fsdp_wrapped_module"})


class StateError(ValueError):
    """A saved state does not fit the optimizer.  Nothing was loaded."""


@dataclass(frozen=True, slots=True)
class _Accepted:
    """What is not refused although it is not the same as when the state was saved."""

    missing: bool = False
    unexpected: bool = False
    positions: bool = False


@dataclass(frozen=True, slots=True)
class _Now:
    """A parameter of the optimizer as it is."""

    name: str
    parameter: Tensor
    group: dict[str, Any]
    optimizer: type[Optimizer]


@dataclass(frozen=True, slots=True)
class _Saved:
    """A parameter of a saved state: its key there, its state (maybe none) and its group."""

    key: Any
    state: Mapping[str, Any]
    group: Mapping[str, Any]


def load_by_name(optimizer: Optimizer, aliases: Mapping[str, str]) -> None:
    """Make ``optimizer.load_state_dict`` go by name.  ``build`` does; copies of an optimizer need it again.

    :param aliases: other names of tied parameters, to the names in the groups.
    """
    kept: list[list[dict[str, Any]]] = []
    optimizer.__dict__[_ALIASES] = dict(aliases)

    def before(_: Optimizer, saved: dict[str, Any]) -> dict[str, Any]:
        kept[:] = [optimizer.param_groups]
        return _adapted(optimizer, saved, _Accepted())

    def after(_: Optimizer) -> None:
        # torch has put copies in place of the groups: what holds the groups, or their tensors, keeps them
        optimizer.param_groups = kept.pop()

    optimizer.register_load_state_dict_pre_hook(before)
    optimizer.register_load_state_dict_post_hook(after)


def load_state(
    optimizer: Optimizer,
    state_dict: Mapping[str, Any],
    *,
    missing: Literal["error", "fresh"] = "error",
    unexpected: Literal["error", "drop"] = "error",
    positions: Literal["error", "accept"] = "error",
) -> None:
    """``optimizer.load_state_dict`` for a model that has changed, or a checkpoint without names.

    :param missing: parameters that the state does not know: refuse it, or begin them afresh.
    :param unexpected: parameters that the optimizer does not have: refuse the state, or drop theirs.
    :param positions: a state without names, as plain torch code saves it: refuse it, or take the parameters
        to be the optimizer's in their order.  Right only if the groups are the same ones in the same order.
    :raises StateError: it does not fit; nothing was loaded.
    """
    accepted = _Accepted(missing == "fresh", unexpected == "drop", positions == "accept")
    optimizer.load_state_dict(_adapted(optimizer, state_dict, accepted))


def _adapted(optimizer: Optimizer, saved: Mapping[str, Any], accepted: _Accepted) -> dict[str, Any]:
    """A saved state with the optimizer's groups and order."""
    if not {"state", "param_groups"} <= saved.keys():
        raise StateError("this is no state of an optimizer: it needs 'state' and 'param_groups'")
    now = _present(optimizer)
    then = _by_name(optimizer, saved, now.keys(), accepted)
    problems = _differences(now, then, accepted) + _misfits(now, then)
    if problems:
        more = [f"and {len(problems) - SHOWN} more"] if len(problems) > SHOWN else []
        lines = "\n  ".join([*problems[:SHOWN], *more])
        raise StateError(f"the saved state does not fit the optimizer; nothing was loaded\n  {lines}")
    places = {name: place for place, name in enumerate(now)}
    state = {places[name]: then[name].state for name in now if name in then and then[name].state}
    groups = []
    first = 0
    for group in optimizer.param_groups:
        # a range, as torch looks every tensor's key up in it
        groups.append({**group, "params": range(first, first + len(group["params"]))})
        first += len(group["params"])
    return {**saved, "state": state, "param_groups": groups}


def _present(optimizer: Optimizer) -> dict[str, _Now]:
    class_of: Callable[[int], type[Optimizer]] = getattr(optimizer, "class_of", lambda _: type(optimizer))
    found: dict[str, _Now] = {}
    for place, group in enumerate(optimizer.param_groups):
        if len(group.get("param_names", ())) != len(group["params"]):
            raise StateError(f"parameter group {place} has no names: it was not built from the config")
        for name, parameter in zip(group["param_names"], group["params"], strict=True):
            found[name] = _Now(name, parameter, group, class_of(place))
    return found


def _by_name(
    optimizer: Optimizer,
    saved: Mapping[str, Any],
    known: Set[str],
    accepted: _Accepted,
) -> dict[str, _Saved]:
    aliases: Mapping[str, str] = optimizer.__dict__.get(_ALIASES, {})
    known = known | aliases.keys()
    found: dict[str, _Saved] = {}
    for place, group in enumerate(saved["param_groups"]):
        names = _names(group)
        if names is None:
            names = _names_by_position(optimizer, saved, place, accepted)
        for key, name in zip(group["params"], names, strict=True):
            bare = _bare(name, known)
            own = aliases.get(bare, bare)
            if own in found:
                raise StateError(f"the saved state has two parameters {listed([own])}; nothing was loaded")
            found[own] = _Saved(key, saved["state"].get(key, {}), group)
    return found


def _names(group: Mapping[str, Any]) -> list[str] | None:
    """Names of a saved group.  ``torch.distributed.checkpoint`` puts them in place of the numbers."""
    keys = group["params"]
    if all(isinstance(key, str) for key in keys):
        return list(keys)
    names = group.get("param_names")
    return None if names is None or len(names) != len(keys) else list(names)


def _bare(name: str, known: Set[str]) -> str:
    """A name without the prefixes of wrappers, if that makes it one that is known."""
    if name in known:
        return name
    without = [step for step in name.split(".") if step not in _WRAPPED]
    for steps in (without, [step for step in without if step != "module"]):
        if (bare := ".".join(steps)) in known:
            return bare
    return name


def _names_by_position(
    optimizer: Optimizer, saved: Mapping[str, Any], place: int, accepted: _Accepted
) -> list[str]:
    sizes = [len(group["params"]) for group in saved["param_groups"]]
    own = [len(group["params"]) for group in optimizer.param_groups]
    if not accepted.positions:
        raise StateError(
            "the saved state has no names of parameters (plain torch saved it), so nothing tells which is "
            "which; nothing was loaded\n  if the groups are the same ones in the same order, call "
            "load_state(optimizer, state, positions='accept')"
        )
    if sizes != own:
        raise StateError(
            f"the saved state has no names of parameters, and groups of {_counts(sizes)} parameters; the "
            f"optimizer has {_counts(own)}; nothing was loaded"
        )
    return list(optimizer.param_groups[place]["param_names"])


def _differences(now: Mapping[str, _Now], then: Mapping[str, _Saved], accepted: _Accepted) -> list[str]:
    problems = []
    missing = [name for name in now if name not in then]
    if missing and not accepted.missing:
        problems.append(
            f"it does not have {listed(missing)}: to begin them afresh, load_state(..., missing='fresh')"
        )
    unexpected = [name for name in then if name not in now]
    if unexpected and not accepted.unexpected:
        problems.append(
            f"the optimizer has no {listed(unexpected)}: to drop them, load_state(..., unexpected='drop')"
        )
    return problems


def _misfits(now: Mapping[str, _Now], then: Mapping[str, _Saved]) -> list[str]:
    """State that the class of the parameter would take for something else, or could not go on with."""
    problems = _vector_misfits(now, then)
    for name, one in now.items():
        saved = then.get(name)
        if saved is None or not saved.state:
            continue
        kept = saved.group.get("updated_by")
        own = base_of(one.optimizer)
        if kept is not None and kept != own:
            problems.append(f"{listed([name])} was updated by {kept} and is now by {own}")
            continue
        for key, argument in state_keys(one.optimizer, one.group).items():
            if key not in saved.state:
                why = f", which {argument} needs" if argument else f": {own} did not save it"
                problems.append(f"{listed([name])} has no {key}{why}")
        problems += _wrong_shapes(one, saved)
    return problems


def _wrong_shapes(one: _Now, saved: _Saved) -> list[str]:
    return [
        f"{listed([one.name])} is {_shape(one.parameter)} and its {key} is {_shape(value)}"
        for key, value in saved.state.items()
        if isinstance(value, Tensor) and per_element(key) and value.shape != one.parameter.shape
    ]


def _vector_misfits(now: Mapping[str, _Now], then: Mapping[str, _Saved]) -> list[str]:
    """LBFGS keeps one vector of all parameters: they must stand in the same order."""
    one = next(iter(now.values()), None)
    if one is None or base_of(one.optimizer) not in ONE_GROUP or list(now) == list(then):
        return []
    apart = [a for a, b in zip(now, then, strict=False) if a != b] or list(now)
    return [
        f"{base_of(one.optimizer)} needs the parameters in the saved order: {listed(apart)} stand elsewhere"
    ]


def _shape(tensor: Tensor) -> str:
    return "x".join(str(size) for size in tensor.shape) or "a number"


def _counts(sizes: list[int]) -> str:
    return ", ".join(str(size) for size in sizes)
