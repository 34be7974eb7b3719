"""What a config asks for, in torch's terms, and what becomes of a model's parameters.

``builder.py``, printed from the schema, turns a config into a :class:`Wanted`.  ``grouping.py`` lays it over
a model, which gives a :class:`Plan`.  ``building.py`` makes the optimizer and the scheduler of a plan.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from torch.optim import Optimizer

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["Algorithm", "GroupRule", "Plan", "PlannedGroup", "PlannedParameter", "Rate", "Spelling", "Wanted"]


@dataclass(frozen=True, slots=True)
class Rate:
    """A learning rate as a function of the step (optimizer updates done so far, from 0).

    ``key`` is equal for equal schedules, so that their groups can be merged.  ``constant`` is the rate, if it
    is the same at every step.  ``text`` says it in words: ``ramp to 0.0008 over 5000``.
    """

    at: Callable[[float], float] = field(compare=False, repr=False)
    key: Hashable
    text: str
    constant: float | None = None


@dataclass(frozen=True, slots=True)
class Algorithm:
    """One algorithm as torch takes it.

    ``name`` is what the config calls it (``adam``), ``arguments`` all arguments of the constructor
    besides ``params`` and ``lr``.  Where a class takes no argument by that name on the installed torch,
    building fails.
    """

    name: str
    optimizer: type[Optimizer]
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class GroupRule:
    """One entry of ``parameter_groups``.  All the conditions that are set (not empty, not None) must hold.

    ``algorithm`` and ``rate`` are complete (what the rule does not say is merged in), or None: as without
    the rule.  ``pointer`` is the JSON Pointer of the entry in the config.
    """

    pointer: str
    label: str = ""
    names: tuple[str, ...] = ()
    pattern: str | None = None
    module_types: tuple[str, ...] = ()
    dimensions: tuple[int, ...] = ()
    algorithm: Algorithm | None = None
    rate: Rate | None = None


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a config writes what errors tell its author to write.

    ``towers``, ``backbone`` and ``rules`` are JSON Pointers (of the map, the rate and the list), also where
    the config has nothing there.  ``names`` and ``dimensions`` are keys of a rule, ``fallback`` is the key of
    an algorithm that takes every parameter, such as ``adamw``.  Empty: the schema has no such thing.
    """

    towers: str = ""
    backbone: str = ""
    rules: str = ""
    names: str = ""
    dimensions: str = ""
    fallback: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a config asks for.  Either ``single`` is set or ``towers``.

    ``digest`` is the schema's SHA-256 in hex.
    """

    digest: str
    algorithm: Algorithm
    single: Rate | None = None
    towers: Mapping[str, Rate] | None = None
    backbone: Rate | None = None
    rules: tuple[GroupRule, ...] = ()
    no_weight_decay_on: frozenset[str] = frozenset()
    spelling: Spelling = Spelling()


@dataclass(frozen=True, slots=True)
class PlannedParameter:
    """A parameter by its name without wrapper prefixes; ``aliases`` are the other names of a tied one."""

    name: str
    shape: tuple[int, ...]
    elements: int
    why: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedGroup:
    """Parameters that share algorithm, arguments and schedule.

    ``name`` is the tower's, ``backbone`` or ``model``; a rule adds its label to it (``backbone/embeddings``),
    and the switch adds ``no_weight_decay`` (``backbone/no_weight_decay``).  No two groups have the same.
    """

    name: str
    why: str
    algorithm: Algorithm
    rate: Rate
    parameters: tuple[PlannedParameter, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Where every parameter of a model goes.  ``frozen`` ones are in no group (``why`` says the reason).

    ``to_freeze`` are names among them that building is to freeze (``requires_grad_(False)``).  ``print``
    shows a plan as a table, and ``rich.print`` as one of rich.
    """

    digest: str
    groups: tuple[PlannedGroup, ...]
    frozen: tuple[PlannedParameter, ...] = ()
    to_freeze: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return self.to_text().rstrip("\n")

    def __rich__(self) -> Table:
        from .describing import to_rich

        return to_rich(self)

    def to_text(self, *, parameters: bool = False) -> str:
        """A table, a line a group; with ``parameters`` also each parameter, its shape and why it is there."""
        from .describing import to_text

        return to_text(self, parameters=parameters)

    def to_json(self) -> str:
        """The whole plan as a JSON text."""
        from .describing import to_json

        return to_json(self)
