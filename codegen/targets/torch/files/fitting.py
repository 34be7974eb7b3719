"""Whether the classes of a plan can take the parameters they are given.

torch finds out when it builds (Muon) or in the first step (SparseAdam); here it is told before, with names.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from torch import nn
from torch.optim import Optimizer

from .names import Held
from .problems import Problem, listed
from .wanted import PlannedGroup, Spelling

__all__ = ["misfits"]

#: Classes whose step takes sparse gradients; all others refuse them (torch 2.13, each class's step).
_TAKE_SPARSE = ("SGD", "Adagrad", "SparseAdam", "LBFGS")
#: Modules of torch that only hold parameters; what uses them is the model's own code.
_HOLDERS = (nn.Module, nn.ParameterList, nn.ParameterDict)
_MOST = 20  # values that a proposed entry writes out


def misfits(groups: Sequence[PlannedGroup], held: Mapping[str, Held], spelling: Spelling) -> list[Problem]:
    """What will not work, by class.  ``held`` has every parameter of the groups by name."""
    by_class: dict[type[Optimizer], list[Held]] = {}
    for group in groups:
        own = by_class.setdefault(group.algorithm.optimizer, [])
        own += [held[p.name] for p in group.parameters]
    found = []
    for optimizer, own in by_class.items():
        if _is(optimizer, "Muon"):
            found += _muon(own, spelling)
        elif _is(optimizer, "SparseAdam"):
            found += _sparse_adam(own, spelling)
        elif not any(_is(optimizer, name) for name in _TAKE_SPARSE):
            found += _dense_only(optimizer, own, spelling)
    return found + _lbfgs(groups)


def _is(optimizer: type[Optimizer], name: str) -> bool:
    """By name: not every torch has every class."""
    return any(c.__name__ == name for c in optimizer.__mro__)


def _muon(held: Sequence[Held], spelling: Spelling) -> list[Problem]:
    wrong = [h for h in held if h.parameter.ndim != 2]
    if not wrong:
        return []
    message = f"Muon takes matrices only, with 2 dimensions; {_has(wrong)}"
    dimensions = sorted({h.parameter.ndim for h in wrong})
    return [Problem(spelling.rules, message, _entry(spelling, spelling.dimensions, dimensions))]


def _has(held: Sequence[Held]) -> str:
    return ", ".join(
        f"with {n}: {listed([h.name for h in held if h.parameter.ndim == n])}"
        for n in sorted({h.parameter.ndim for h in held})
    )


def _sparse_adam(held: Sequence[Held], spelling: Spelling) -> list[Problem]:
    wrong = [h.name for h in held if _gradients(h.owner) == "dense"]
    if not wrong:
        return []
    message = f"SparseAdam takes sparse gradients only; these get dense ones: {listed(wrong)}"
    entry = _entry(spelling, spelling.names, wrong)
    tables = [h.name for h in held if isinstance(h.owner, (nn.Embedding, nn.EmbeddingBag))]
    if tables and not set(wrong) - set(tables):
        entry = (
            f"make the tables with sparse=True, or {entry}" if entry else "make the tables with sparse=True"
        )
    return [Problem(spelling.rules, message, entry)]


def _dense_only(optimizer: type[Optimizer], held: Sequence[Held], spelling: Spelling) -> list[Problem]:
    wrong = [h.name for h in held if _gradients(h.owner) == "sparse"]
    if not wrong:
        return []
    takers = ", ".join(_TAKE_SPARSE[:-1])
    message = f"{optimizer.__name__} takes no sparse gradients; these get them: {listed(wrong)}"
    hint = f"make the tables with sparse=False, or give them an entry with one of {takers}"
    return [Problem(spelling.rules, message, hint)]


def _gradients(owner: nn.Module) -> str:
    """``sparse``, ``dense``, or nothing where it cannot be told: code of the model's own may do either."""
    if isinstance(owner, (nn.Embedding, nn.EmbeddingBag)):
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
