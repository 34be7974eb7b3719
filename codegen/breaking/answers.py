"""The answers of the solver."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from codegen.errors import Origin

__all__ = ["NOTHING", "Answer", "Found", "Nothing", "Unknown"]


@dataclass(frozen=True, slots=True)
class Nothing:
    """It is proven that there is no such value."""


@dataclass(frozen=True, slots=True)
class Found:
    """A value.  Never change it in place: answers share parts."""

    value: Any


@dataclass(frozen=True, slots=True)
class Unknown:
    """Neither was managed.  ``guess`` is a value worth a try; it may be None for want of one."""

    reason: str
    origin: Origin | None = None
    guess: Any = None


Answer: TypeAlias = Nothing | Found | Unknown
NOTHING = Nothing()
