"""The parameters of a model by name.

A name is the one that ``named_parameters()`` gives, without what wrappers put into it: ``module.`` of
DistributedDataParallel and its like, ``_orig_mod.`` of ``torch.compile``, ``_checkpoint_wrapped_module.`` and
``_fsdp_wrapped_module.``.  So a model has the same names wrapped and bare.
"""

from __future__ import annotations

from typing import NamedTuple

from torch import nn
from torch.nn.utils.parametrize import ParametrizationList

from .problems import PlanError, Problem

__all__ = ["Held", "Owned", "owned_parameters", "parameters_by_name"]

_WRAPPED = frozenset({"_orig_mod", "_checkpoint_wrapped_module", "_fsdp_wrapped_module"})
_WRAPPERS = frozenset({"DataParallel", "DistributedDataParallel", "DeepSpeedEngine"})


class Held(NamedTuple):
    """One place that holds a parameter.

    ``owner`` is the module whose tensor it is and ``local`` the tensor's name there.  What a parametrization
    stores (``linear.parametrizations.weight.original0``) belongs to the module that is parametrized.
    """

    name: str
    parameter: nn.Parameter
    owner: nn.Module
    local: str


class Owned(NamedTuple):
    """One parameter: where it is held first, and where else (it is tied)."""

    first: Held
    others: tuple[Held, ...]

    @property
    def held(self) -> tuple[Held, ...]:
        return self.first, *self.others


def parameters_by_name(model: nn.Module) -> dict[str, nn.Parameter]:
    """Every parameter once, by its first name, in the order of ``model.named_parameters()``.

    :raises PlanError: two parameters have the same name without their wrappers' prefixes.
    """
    return {one.first.name: one.first.parameter for one in owned_parameters(model)}


def owned_parameters(model: nn.Module) -> list[Owned]:
    """Every parameter once, in the order of ``model.named_parameters()``.

    :raises PlanError: two parameters have the same name without their wrappers' prefixes.
    """
    found: list[Held] = []
    _walk(model, "", set(), found)
    if len({held.name for held in found}) < len(found):
        found = _without_doubles(found)
    first: dict[int, Held] = {}
    others: dict[int, list[Held]] = {}
    for held in found:
        if first.setdefault(id(held.parameter), held) is not held:
            others.setdefault(id(held.parameter), []).append(held)
    return [Owned(held, tuple(others[key]) if key in others else ()) for key, held in first.items()]


def _without_doubles(found: list[Held]) -> list[Held]:
    """Each name once.

    :raises PlanError: two parameters have one name.
    """
    by_name: dict[str, Held] = {}
    for held in found:
        if by_name.setdefault(held.name, held).parameter is not held.parameter:
            raise PlanError([_same_name(held.name)])
    return list(by_name.values())


def _walk(module: nn.Module, prefix: str, above: set[int], found: list[Held]) -> None:
    """Modules in the order of ``named_modules()``; a module inside itself is not entered again."""
    for local, parameter in module._parameters.items():
        if parameter is not None:
            found.append(Held(prefix + local, parameter, module, local))
    if not module._modules:
        return
    above.add(id(module))
    for local, child in module._modules.items():
        if child is None or id(child) in above:
            continue
        if local == "parametrizations" and isinstance(child, nn.ModuleDict):
            _walk_parametrized(module, child, f"{prefix}{local}.", above, found)
        else:
            _walk(child, prefix if _wraps(module, local) else f"{prefix}{local}.", above, found)
    above.discard(id(module))


def _walk_parametrized(
    owner: nn.Module, lists: nn.ModuleDict, prefix: str, above: set[int], found: list[Held]
) -> None:
    for tensor, each in lists.items():
        begin = len(found)
        _walk(each, f"{prefix}{tensor}.", above, found)
        if isinstance(each, ParametrizationList):
            own = len(each._parameters)
            found[begin : begin + own] = [h._replace(owner=owner, local=tensor) for h in found[begin:][:own]]


def _wraps(module: nn.Module, local: str) -> bool:
    """Whether a child is what a wrapper wraps.  ``module`` counts if nothing stands beside it."""
    if local in _WRAPPED:
        return True
    if local != "module":
        return False
    if any(c.__name__ in _WRAPPERS for c in type(module).__mro__):
        return True
    others = any(child is not None and name != local for name, child in module._modules.items())
    return not others and all(p is None for p in module._parameters.values())


def _same_name(name: str) -> Problem:
    message = f"two parameters are called {name} once the prefixes of wrappers are taken out"
    return Problem("", message, "rename the module beside the wrapped one")
