"""A scheduler whose learning rates are a function of one number: the optimizer updates done so far.

Update k, from 0, uses the rate at k.  The scheduler keeps the number and nothing else, so what it saves is
the number, and a rate is right however often, and in whatever order, things were saved and loaded.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, Literal

import torch
from torch import Tensor
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler

from .wanted import Rate

__all__ = ["ScheduleError", "Scheduler", "scaled_step"]

#: Of the layout of :meth:`Scheduler.state_dict`.
VERSION = 1


class ScheduleError(ValueError):
    """A scheduler cannot do what was asked of it."""


class Scheduler(LRScheduler):
    """Learning rates by step, for each parameter group.

    Call :meth:`step` once after each optimizer update, not after each micro-batch.

    :param rates: the rate of each of the optimizer's parameter groups, in their order.
    :param digest: the schema's SHA-256 in hex; it is saved, and compared when loading.
    :param planned: rates by the names of the plan's groups, before equal ones were merged; ``rates`` and
        ``preview`` use these names.
    """

    #: What :meth:`load_state_dict` does with a state that another version of the schema has written.
    on_other_schema: Literal["error", "accept"] = "error"

    # The constructor of the base class is not called: it wraps the optimizer's ``step`` and takes one step.
    def __init__(
        self, optimizer: Optimizer, rates: Sequence[Rate], digest: str, planned: Mapping[str, Rate]
    ) -> None:
        if len(rates) != len(optimizer.param_groups):
            raise ScheduleError(f"{len(rates)} rates for {len(optimizer.param_groups)} parameter groups")
        self.optimizer = optimizer
        self._rates = tuple(rates)
        self._planned = dict(planned)
        self._digest = digest
        self._moving = _moving(self._rates)
        self._tensors = any(isinstance(group["lr"], Tensor) for group in optimizer.param_groups)
        self._step = 0
        self.base_lrs = [rate.at(0) for rate in self._rates]
        for group, first in zip(optimizer.param_groups, self.base_lrs, strict=True):
            group["initial_lr"] = first
        self._write()

    def step(self, epoch: int | None = None) -> None:
        """Count one optimizer update and set the rates for the next.

        :param epoch: deprecated in torch; if given, the same as :meth:`jump_to` with a warning.
        """
        if epoch is not None:
            warnings.warn(
                "scheduler.step(epoch) is deprecated in torch: call step() after each optimizer update, and "
                "jump_to(step) to go to a step",
                UserWarning,
                stacklevel=2,
            )
            self.jump_to(epoch)
            return
        step = self._step + 1
        groups = self.optimizer.param_groups  # never kept: load_state_dict may replace it
        if len(groups) != len(self._rates):
            raise self._changed(groups)
        for at, places in self._moving:
            rate = at(step)
            if self._tensors:
                _fill(groups, places, rate)
            else:
                for place in places:
                    groups[place]["lr"] = rate
        self._step = step

    def jump_to(self, step: int) -> None:
        """Set the number of updates done, and the rates at once.

        :raises ScheduleError: the number is negative or no integer.
        """
        self._step = _checked_step(step)
        self._write()

    @property
    def last_epoch(self) -> int:
        """The number of optimizer updates done, under the name that torch's tools look for."""
        return self._step

    @last_epoch.setter
    def last_epoch(self, step: int) -> None:
        self.jump_to(step)

    @property
    def _step_count(self) -> int:
        return self._step + 1

    @_step_count.setter
    def _step_count(self, count: int) -> None:
        """accelerate counts here what it does not call; the step is counted in :meth:`step` alone."""

    def get_lr(self) -> list[float | Tensor]:
        """The rate of each parameter group at the present step."""
        step = self._step
        values: dict[Hashable, float] = {}
        for rate in self._rates:
            if rate.key not in values:
                values[rate.key] = rate.at(step)
        return [values[rate.key] for rate in self._rates]

    def get_last_lr(self) -> list[float | Tensor]:
        """The same as :meth:`get_lr`: the rates that the next update uses."""
        return self.get_lr()

    def rates(self) -> dict[str, float]:
        """The rates that the next update uses, by the names of the plan's groups."""
        return {name: rate.at(self._step) for name, rate in self._planned.items()}

    def preview(self, steps: int | Iterable[int]) -> dict[str, list[float]]:
        """Rates by the names of the plan's groups; nothing changes.

        :param steps: the first so many steps from 0, or the steps themselves.
        """
        wanted = range(steps) if isinstance(steps, int) else [_checked_step(s) for s in steps]
        curves: dict[Hashable, list[float]] = {}
        for rate in self._planned.values():
            if rate.key not in curves:
                curves[rate.key] = [rate.at(step) for step in wanted]
        return {name: list(curves[rate.key]) for name, rate in self._planned.items()}

    def state_dict(self) -> dict[str, Any]:
        """The number of updates done, the schema's digest and the version of this layout."""
        return {"step": self._step, "schema": self._digest, "version": VERSION}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go to a saved step and set the rates at once, by the schedules of the present config.

        :raises ScheduleError: the state is not of this scheduler, or another version of the schema wrote it
            (unless ``on_other_schema`` is ``accept``).
        """
        step = _saved_step(state_dict)
        other = state_dict.get("schema")
        if other != self._digest and self.on_other_schema != "accept":
            raise ScheduleError(
                f"the state was saved with another schema ({_short(other)}, now {_short(self._digest)}): its "
                "schedules may mean something else\n  if they do not, set scheduler.on_other_schema = "
                "'accept' before loading"
            )
        self.jump_to(step)

    def __repr__(self) -> str:
        distinct = len({rate.key for rate in self._rates})
        return f"Scheduler(step={self._step}, groups={len(self._rates)}, schedules={distinct})"

    def _write(self) -> None:
        groups = self.optimizer.param_groups
        if len(groups) != len(self._rates):
            raise self._changed(groups)
        for place, rate in enumerate(self.get_lr()):
            _fill(groups, [place], rate)

    def _changed(self, groups: Sequence[Mapping[str, Any]]) -> ScheduleError:
        return ScheduleError(
            f"the optimizer has {len(groups)} parameter groups and the config gives rates for "
            f"{len(self._rates)}: groups were added or removed after building\n  write the group into the "
            "config and build again"
        )


def scaled_step(scaler: torch.amp.GradScaler, optimizer: Optimizer) -> bool:
    """``scaler.step(optimizer)`` and ``scaler.update()``; whether the optimizer was updated.

    A scaler leaves an update out when a gradient is infinite or NaN, and lowers its scale.  The schedule must
    not move then::

        if scaled_step(scaler, optimizer):
            scheduler.step()
    """
    before = scaler.get_scale()
    scaler.step(optimizer)
    scaler.update()
    return scaler.get_scale() >= before


def _moving(rates: Sequence[Rate]) -> list[tuple[Callable[[int], float], list[int]]]:
    """Each distinct schedule that is not constant, with the places of its groups."""
    places: dict[Hashable, list[int]] = {}
    for place, rate in enumerate(rates):
        if rate.constant is None:
            places.setdefault(rate.key, []).append(place)
    return [(rates[own[0]].at, own) for own in places.values()]


def _fill(groups: Sequence[dict[str, Any]], places: Sequence[int], rate: float | Tensor) -> None:
    for place in places:
        held = groups[place]["lr"]
        if isinstance(held, Tensor):
            held.fill_(rate)  # the same tensor: a captured graph reads it
        else:
            groups[place]["lr"] = rate


def _checked_step(step: object) -> int:
    if isinstance(step, bool) or not isinstance(step, int) or step < 0:
        raise ScheduleError(
            f"a step is the number of optimizer updates done, an integer from 0, not {step!r}"
        )
    return step


def _saved_step(state: Mapping[str, Any]) -> int:
    if "step" not in state:
        hint = ""
        if "last_epoch" in state:
            hint = f"\n  a scheduler of torch saved it; go on with scheduler.jump_to({state['last_epoch']!r})"
        raise ScheduleError(f"this is no state of a Scheduler: it has no 'step'{hint}")
    version = state.get("version")
    if version != VERSION:
        raise ScheduleError(f"the state has layout {version!r}; this code reads {VERSION}")
    return _checked_step(state["step"])


def _short(digest: object) -> str:
    return digest[:12] if isinstance(digest, str) else repr(digest)
