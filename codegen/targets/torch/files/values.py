"""Values of a config as torch takes them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from math import inf, isfinite
from typing import Any, TypeVar, cast

import torch
from pydantic import BaseModel, ValidationError

from .._files.terminal import visible
from .wanted import Rate

__all__ = [
    "ConfigError",
    "below",
    "constant",
    "merged",
    "real",
    "reals",
    "reals_or_none",
    "require_torch",
    "scheduled",
    "shown",
    "since",
]

T = TypeVar("T", bound=BaseModel)
_DIGITS = 24  # of a number in a message


class ConfigError(ValueError):
    """A valid config that torch cannot run.  The message begins with the JSON Pointer of the place."""

    def __init__(self, message: str) -> None:
        super().__init__(visible(message))


def real(value: int | float, at: str) -> float:
    """A number as a float.  torch takes no integer for some arguments (the betas of Adam).

    :param at: the JSON Pointer of the number, for the message.
    :raises ConfigError: no float is as large, or it is not finite.
    """
    try:
        number = float(value)
    except OverflowError:
        number = inf
    if not isfinite(number):
        raise ConfigError(f"{at or 'a number'}: {_cut(value)} is larger than any float (1.8e308)")
    return number


def reals(values: Sequence[int | float], at: str) -> tuple[float, ...]:
    """A list of numbers as a tuple of floats.  :raises ConfigError: as :func:`real`."""
    return tuple(real(value, f"{at}/{number}") for number, value in enumerate(values))


def reals_or_none(values: Sequence[int | float | None], at: str) -> tuple[float | None, ...]:
    """A list of numbers as a tuple of floats; None stays None.  :raises ConfigError: as :func:`real`."""
    return tuple(None if v is None else real(v, f"{at}/{n}") for n, v in enumerate(values))


def below(pointer: str, key: str) -> str:
    """The JSON Pointer of a key of the object at a pointer."""
    return f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}"


def constant(value: int | float, at: str) -> Rate:
    """The same rate at every step.  :raises ConfigError: it is negative, or no float."""
    rate = real(value, at)
    if rate < 0:
        raise ConfigError(f"{at or 'the learning rate'}: it is {rate:g}, and a rate is never negative")
    return Rate(at=lambda step: rate, key=("constant", rate), text=f"constant {shown(rate)}", constant=rate)


def scheduled(rate: Callable[[float], float], at: str, key: Hashable, text: str) -> Rate:
    """A rate by its formula.  Where that has no value, or none that is a learning rate, it raises
    :class:`ConfigError` and names the step.
    """
    place = at or "the learning rate"

    def checked(step: float) -> float:
        try:
            value = rate(float(step))
        except ConfigError:
            raise
        except (ArithmeticError, LookupError, ValueError) as error:
            raise ConfigError(f"{place}: there is none at step {step:.0f}: {error}") from None
        if 0.0 <= value < inf:
            return value
        raise ConfigError(f"{place}: there is none at step {step:.0f}: the formula gives {value:g}")

    return Rate(at=checked, key=key, text=text)


def shown(value: float | Sequence[float]) -> str:
    """A number, or the first few of a list, as a table has it: no more digits than a person reads."""
    if isinstance(value, (int, float)):
        return f"{value:.10g}"
    text = ", ".join(f"{v:.10g}" for v in value[:4])
    return f"{text}, ... ({len(value)})" if len(value) > 4 else text


def merged(whole: BaseModel, part: T, at: str) -> T:
    """``whole`` with the keys that ``part``, of the same class, writes.

    :raises ConfigError: together they are not valid.
    """
    try:
        return cast(T, whole.model_copy(update=part.model_dump(exclude_unset=True)))
    except ValidationError as error:
        said = "; ".join(issue["msg"] for issue in error.errors())
        raise ConfigError(
            f"{at}: laid over the algorithm of the whole config it is not valid: {said}"
        ) from None


def require_torch(version: str, what: str) -> None:
    """:raises ConfigError: the installed torch is older than ``version``, which brought ``what``."""
    if _installed() < _numbers(version):
        raise ConfigError(f"{what} needs PyTorch {version} or later; installed is {torch.__version__}")


def since(version: str, name: str, value: Any, default: Any) -> Mapping[str, Any]:
    """An argument that came with ``version``: left out of an older torch, where it is at its default.

    :raises ConfigError: torch is older, and the value is another.
    """
    if _installed() < _numbers(version):
        if value == default:
            return {}
        require_torch(version, name)
    return {name: value}


def _installed() -> tuple[int, ...]:
    return _numbers(torch.__version__.partition("+")[0])


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(
        int(digits) for part in version.split(".")[:2] if (digits := "".join(filter(str.isdigit, part)))
    )


def _cut(value: int | float) -> str:
    try:
        text = str(value)
    except ValueError:  # more digits than Python turns into text
        return "an integer of thousands of digits"
    return text if len(text) <= _DIGITS else f"{text[:_DIGITS]}... ({len(text)} digits)"
