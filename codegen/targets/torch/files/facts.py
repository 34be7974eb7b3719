"""What is true of torch's optimizer classes and is not to be read off their signatures.

Checked against torch 2.6 to 2.13.  Classes are looked up by name through their bases, as not every torch has
every class (Muon came with 2.9), so that subclasses count as what they are.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from torch.optim import Optimizer

__all__ = ["ONE_GROUP", "accepted_arguments", "base_of", "per_element", "state_keys"]

#: See all parameters as one vector: no groups, and no other algorithm beside them.
ONE_GROUP = frozenset({"LBFGS"})

_ADAM = frozenset({"step", "exp_avg", "exp_avg_sq"})

#: What a class keeps of a parameter that was updated at least once.  A class that keeps nothing, or keeps it
#: only at times (SGD: momentum), is not listed.
_STATE: Mapping[str, frozenset[str]] = {
    "ASGD": frozenset({"step", "eta", "mu", "ax"}),
    "Adadelta": frozenset({"step", "square_avg", "acc_delta"}),
    "Adafactor": frozenset({"step"}),
    "Adagrad": frozenset({"step", "sum"}),
    "Adam": _ADAM,
    "AdamW": _ADAM,
    "Adamax": frozenset({"step", "exp_avg", "exp_inf"}),
    "Muon": frozenset({"momentum_buffer"}),
    "NAdam": _ADAM | {"mu_product"},
    "RAdam": _ADAM,
    "RMSprop": frozenset({"step", "square_avg"}),
    "Rprop": frozenset({"step", "prev", "step_size"}),
    "SparseAdam": _ADAM,
}

#: What it keeps besides if an argument is set: by class, argument to key.
_STATE_IF: Mapping[str, Mapping[str, str]] = {
    "Adam": {"amsgrad": "max_exp_avg_sq"},
    "AdamW": {"amsgrad": "max_exp_avg_sq"},
    "RMSprop": {"momentum": "momentum_buffer", "centered": "grad_avg"},
}

#: Kept for every element of the parameter, so of its shape.
_PER_ELEMENT = frozenset(
    {
        "acc_delta",
        "ax",
        "exp_avg",
        "exp_avg_sq",
        "exp_inf",
        "grad_avg",
        "max_exp_avg_sq",
        "momentum_buffer",
        "prev",
        "square_avg",
        "step_size",
        "sum",
    }
)


def base_of(optimizer: type[Optimizer]) -> str:
    """The name of torch's own class that a class is or is made from.

    AdamW counts as Adam: both keep the same two averages, and one may go on where the other stopped.
    """
    for each in optimizer.__mro__:
        if each.__module__.startswith("torch.optim.") and each is not Optimizer:
            return "Adam" if each.__name__ == "AdamW" else each.__name__
    return optimizer.__qualname__


def state_keys(optimizer: type[Optimizer], group: Mapping[str, Any]) -> Mapping[str, str]:
    """What a step looks for in the state of a parameter that has one: key to the argument that wants it."""
    name = base_of(optimizer)
    keys = dict.fromkeys(sorted(_STATE.get(name, ())), "")
    return keys | {key: argument for argument, key in _STATE_IF.get(name, {}).items() if group.get(argument)}


def per_element(key: str) -> bool:
    """Whether a tensor of the state has the shape of its parameter."""
    return key in _PER_ELEMENT


def accepted_arguments(optimizer: type[Optimizer]) -> frozenset[str]:
    """Arguments that the class takes on the installed torch, besides the parameters."""
    return frozenset(inspect.signature(optimizer).parameters) - {"params"}
