"""Several algorithms as one optimizer: say Muon for matrices and AdamW for the rest.

To everything outside, :class:`Mixed` is one ``torch.optim.Optimizer`` with all the parameter groups.  Inside,
each class has its part of the groups.  Groups and state are the same objects in both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any, overload

import torch
from torch.optim import Optimizer

__all__ = ["Mixed"]


class Mixed(Optimizer):
    """Optimizers of several classes, stepped together.

    A ``GradScaler`` checks the gradients of all of them, and leaves out the update of all.

    :param parts: optimizers of distinct parameters.  From now on they are this one's.
    """

    parts: list[Optimizer]

    def __init__(self, parts: Sequence[Optimizer]) -> None:
        self.parts = []
        super().__init__([group for part in parts for group in part.param_groups], {})
        self.parts = list(parts)
        for part in parts:
            self.state.update(part.state)
            part.state = self.state

    @overload
    def step(self, closure: None = None) -> None: ...

    @overload
    def step(self, closure: Callable[[], float]) -> float: ...

    def step(self, closure: Callable[[], float] | None = None) -> float | None:
        """One update of all parameters.

        :param closure: clears the gradients, computes them and returns the loss; called once.
        """
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for part in self.parts:
            _unhooked_step(part)
        return loss

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """As of any optimizer; the parts get what is theirs."""
        super().load_state_dict(state_dict)
        first = 0
        for part in self.parts:
            own = self.param_groups[first : first + len(part.param_groups)]
            first += len(own)
            self._give(part, own)

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """Refused: a group would have to say which algorithm updates it.

        :raises NotImplementedError: always, once the optimizer is built.
        """
        if self.parts:
            raise NotImplementedError(
                "a group cannot be added to an optimizer of several algorithms: write it into the config and "
                "build again"
            )
        self.param_groups.append(param_group)  # a part has checked it

    def class_of(self, place: int) -> type[Optimizer]:
        """The class that updates a parameter group, by its place in ``param_groups``."""
        for part in self.parts:
            if place < len(part.param_groups):
                return type(part)
            place -= len(part.param_groups)
        raise IndexError(place)

    def __getstate__(self) -> dict[str, Any]:
        return {**super().__getstate__(), "parts": self.parts}

    def _give(self, part: Optimizer, groups: list[dict[str, Any]]) -> None:
        """Hand a part its groups and state; its class brings what older versions saved up to date."""
        own = [p for group in groups for p in group["params"] if p in self.state]
        state: defaultdict[torch.Tensor, Any] = defaultdict(dict, {p: self.state[p] for p in own})
        part.__setstate__({"state": state, "param_groups": groups})
        self.state.update(part.state)
        part.state = self.state


def _unhooked_step(part: Optimizer) -> None:
    """A part's step without torch's profiling and global hooks around it: those are for the whole."""
    step = type(part).step
    getattr(step, "__wrapped__", step)(part)
