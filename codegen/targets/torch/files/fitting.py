"""Whether the classes of a plan can take the parameters they are given.

torch finds out when it builds (Muon) or in the first step (SparseAdam); here it is told before, with names.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from torch import nn
from torch.optim import Optimizer

from .names import Held, Owned
from .problems import Problem, listed
from .wanted import PlannedGroup, PlannedParameter, Spelling

__all__ = ["misfits"]

#: Classes whose step takes sparse gradients; all others refuse them (torch 2.13, each class's step).
_TAKE_SPARSE = ("SGD", "Adagrad", "SparseAdam", "LBFGS")
_TABLES = (nn.Embedding, nn.EmbeddingBag)
#: Modules of torch that only hold parameters; what uses them is the model's own code.
_HOLDERS = (nn.Module, nn.ParameterList, nn.ParameterDict)
_MOST = 20  # values that a proposed entry writes out


def misfits(groups: Sequence[PlannedGroup], owned: Sequence[Owned], spelling: Spelling) -> list[Problem]:
    """What will not work, by class.  ``owned`` are the parameters of the model."""
    tables = [one.first for one in owned if isinstance(one.first.owner, _TABLES)]
    sparse = {held.name for held in tables if _gradients(held.owner) == "sparse"}
    found = []
    for optimizer, own in _by_class(groups).items():
        if _is(optimizer, "Muon"):
            found += _muon([p for p in own if len(p.shape) != 2], spelling)
        elif _is(optimizer, "SparseAdam"):
            dense = {one.first.name: one.first for one in owned if _gradients(one.first.owner) == "dense"}
            found += _sparse_adam([dense[p.name] for p in own if p.name in dense], spelling)
        elif sparse and not any(_is(optimizer, name) for name in _TAKE_SPARSE):
            found += _dense_only(optimizer, [p.name for p in own if p.name in sparse], spelling)
    return found + _lbfgs(groups)


def _by_class(groups: Sequence[PlannedGroup]) -> dict[type[Optimizer], list[PlannedParameter]]:
    found: dict[type[Optimizer], list[PlannedParameter]] = {}
    for group in groups:
        found.setdefault(group.algorithm.optimizer, []).extend(group.parameters)
    return found


def _is(optimizer: type[Optimizer], name: str) -> bool:
    """By name: not every torch has every class."""
    return any(c.__name__ == name for c in optimizer.__mro__)


def _muon(wrong: Sequence[PlannedParameter], spelling: Spelling) -> list[Problem]:
    if not wrong:
        return []
    dimensions = sorted({len(p.shape) for p in wrong})
    has = [f"with {n}: {listed([p.name for p in wrong if len(p.shape) == n])}" for n in dimensions]
    message = f"Muon takes matrices only, with 2 dimensions; {', '.join(has)}"
    return [Problem(spelling.rules, message, _entry(spelling, spelling.dimensions, dimensions))]


def _sparse_adam(wrong: Sequence[Held], spelling: Spelling) -> list[Problem]:
    if not wrong:
        return []
    names = [held.name for held in wrong]
    message = f"SparseAdam takes sparse gradients only; these get dense ones: {listed(names)}"
    hint = _entry(spelling, spelling.names, names)
    if all(isinstance(held.owner, _TABLES) for held in wrong):
        hint = f"make the tables with sparse=True, or {hint}" if hint else "make the tables with sparse=True"
    return [Problem(spelling.rules, message, hint)]


def _dense_only(optimizer: type[Optimizer], wrong: Sequence[str], spelling: Spelling) -> list[Problem]:
    if not wrong:
        return []
    message = f"{optimizer.__name__} takes no sparse gradients; these get them: {listed(wrong)}"
    takers = ", ".join(_TAKE_SPARSE[:-1])
    hint = f"make the tables with sparse=False, or give them an entry with one of {takers}"
    return [Problem(spelling.rules, message, hint)]


def _gradients(owner: nn.Module) -> str:
    """``sparse``, ``dense``, or nothing where it cannot be told: code of the model's own may do either."""
    if isinstance(owner, _TABLES):
        return "sparse" if owner.sparse else "dense"
    own = type(owner) in _HOLDERS or not type(owner).__module__.startswith("torch.nn.")
    return "" if own else "dense"


def _lbfgs(groups: Sequence[PlannedGroup]) -> list[Problem]:
    """LBFGS looks at all parameters as one vector: one group, nothing beside it."""
    if not any(_is(g.algorithm.optimizer, "LBFGS") for g in groups):
        return []
    first = groups[0]
    apart = [g for g in groups if g.algorithm != first.algorithm or g.rate.key != first.rate.key]
    if not apart:
        return []
    names = [g.name for g in (first, *apart)]
    message = (
        f"LBFGS takes one group and no other algorithm beside it; there are {len(names)}: {listed(names)}"
    )
    return [Problem("", message, "give all parameters the same learning rate and algorithm")]


def _entry(spelling: Spelling, key: str, values: Sequence[object]) -> str:
    """The entry of ``parameter_groups`` that gives them another algorithm, as YAML has it."""
    if not (spelling.rules and key and spelling.fallback):
        return ""
    where = spelling.rules.rpartition("/")[2]
    written = json.dumps(list(values[:_MOST]), ensure_ascii=False)
    more = f"; {len(values) - _MOST} more {key} belong there" if len(values) > _MOST else ""
    entry = f"{{{key}: {written}, {spelling.fallback}: {{}}}}"
    return f"give them another algorithm: add {entry} to {where}{more}"
