"""Which of torch's implementations updates a group: fused, foreach or the loop over parameters.

``auto`` is torch's own choice, as in code that does not speak of it, so with the same bits: foreach where all
parameters are on an accelerator, else the loop.  The fused one is the fastest in most cases, and rounds
differently: it is used where it is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import torch
from torch import Tensor
from torch.optim import Optimizer
from torch.optim.optimizer import _default_to_fused_or_foreach, _get_capturable_supported_devices
from torch.utils._foreach_utils import _get_fused_kernels_supported_devices

from .facts import accepted_arguments, base_of

__all__ = ["Implementation", "Running", "capture_problem", "flags", "implementation_of", "lacks"]

Implementation = Literal["auto", "fused", "foreach", "for-loop"]

#: Classes whose loop takes a foreach argument, and is what torch runs without one on every device.
_LOOP_BY_DEFAULT = frozenset({"Adafactor"})


class Running(NamedTuple):
    """How one parameter group is updated: ``name`` of the group, class, implementation and why this one."""

    name: str
    optimizer: str
    implementation: str
    why: str

    def __str__(self) -> str:
        return f"{self.name}: {self.optimizer}, {self.implementation} ({self.why})"


def implementation_of(optimizer: Optimizer) -> list[Running]:
    """How each parameter group is updated, where its parameters are now."""
    return [_running(_class_of(optimizer, at), group) for at, group in enumerate(optimizer.param_groups)]


def flags(optimizer: type[Optimizer], wanted: Implementation) -> dict[str, bool]:
    """The arguments that ask a class for an implementation; none for ``auto``, or where it has no choice."""
    known = accepted_arguments(optimizer)
    if wanted == "for-loop":
        return {name: False for name in ("foreach", "fused") if name in known}
    return {} if wanted == "auto" or wanted not in known else {wanted: True}


def lacks(optimizer: type[Optimizer], wanted: Implementation, parameters: Sequence[Tensor]) -> str:
    """Why a class cannot do what is wanted with these parameters; empty if it can."""
    name = optimizer.__name__
    if wanted in ("auto", "for-loop"):
        return ""
    if wanted not in accepted_arguments(optimizer):
        return f"{name} has no {wanted} implementation in torch {torch.__version__}"
    if wanted == "foreach":
        return ""
    integers = sorted({str(p.dtype) for p in parameters if not p.is_floating_point()})
    if integers:
        return f"the fused {name} takes floating point parameters only, not {', '.join(integers)}"
    known = set(_get_fused_kernels_supported_devices()) | {"meta"}
    if base_of(optimizer) == "Adagrad":
        known -= {"cuda"}
    others = sorted({p.device.type for p in parameters} - known)
    return f"torch has no fused {name} on {', '.join(others)}" if others else ""


def has(optimizer: type[Optimizer]) -> list[str]:
    """The implementations that a class has."""
    known = accepted_arguments(optimizer)
    return [*(name for name in ("fused", "foreach") if name in known), "for-loop"]


def capture_problem(optimizer: type[Optimizer], parameters: Sequence[Tensor]) -> str:
    """Why a step of the class cannot be captured in a graph where its parameters are; empty if it can."""
    if not on_accelerator(parameters) or "capturable" in accepted_arguments(optimizer):
        return ""
    return f"a step of {optimizer.__name__} cannot be captured: the class has no argument capturable"


def on_accelerator(parameters: Sequence[Tensor]) -> bool:
    """Whether there are parameters on a device where torch captures graphs."""
    known = _get_capturable_supported_devices()
    return any(p.device.type in known for p in parameters)


def _class_of(optimizer: Optimizer, place: int) -> type[Optimizer]:
    of = getattr(optimizer, "class_of", None)
    return type(optimizer) if of is None else of(place)


def _running(optimizer: type[Optimizer], group: dict[str, Any]) -> Running:
    name = str(group.get("name", "parameters"))
    chosen, why = _chosen(optimizer, group)
    return Running(name, optimizer.__name__, chosen, why)


def _chosen(optimizer: type[Optimizer], group: dict[str, Any]) -> tuple[str, str]:
    for flag in ("fused", "foreach"):
        if group.get(flag):
            return flag, "asked for"
    if group.get("foreach") is False or group.get("fused") is False:
        return "for-loop", "asked for"
    if "foreach" not in group or base_of(optimizer) in _LOOP_BY_DEFAULT:
        return "for-loop", "torch's choice for this class"
    _, foreach = _default_to_fused_or_foreach(group["params"], bool(group.get("differentiable")))
    if foreach and isinstance(group["lr"], Tensor) and not group.get("capturable"):
        foreach = False
    devices = ", ".join(sorted({p.device.type for p in group["params"]})) or "no parameters"
    return ("foreach" if foreach else "for-loop"), f"torch's choice on {devices}"
