"""From a document on which artefacts differ to the smallest one on which they differ in the same way.

Numbers keep the text they were written with, so a disagreement about ``1e0`` stays one about ``1e0``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from codegen.load import Number, json_text

__all__ = ["shrink"]

MAX_ROUNDS = 200
BATCH = 64  # candidates asked about at once
_SIMPLE: tuple[Any, ...] = (None, False, True, 0, 1, "", [], {})

Step = Callable[[Any], Any]


def shrink(text: str, differs: Callable[[list[str]], list[bool]]) -> str:
    """The smallest text found that still differs.

    :param differs: says of each of some texts whether artefacts differ on it as they did on ``text``.
    """
    try:
        value = json.loads(text, parse_float=Number)
    except (ValueError, OverflowError, RecursionError):
        return text
    best = json_text(value)
    if not differs([best])[0]:
        return text  # it is about the spelling, which a smaller document would lose
    for _ in range(MAX_ROUNDS):
        smaller = _first(best, value, differs)
        if smaller is None:
            break
        (value,) = smaller
        best = json_text(value)
    return best


def _first(best: str, value: Any, differs: Callable[[list[str]], list[bool]]) -> tuple[Any] | None:
    """The first smaller document that still differs, largest steps first (in a tuple: it may be ``null``)."""
    seen = {best}
    batch: list[Any] = []
    for candidate in _candidates(value):
        text = json_text(candidate)
        if text not in seen and _rank(text) < _rank(best):
            seen.add(text)
            batch.append(candidate)
        if len(batch) == BATCH:
            found = _ask(batch, differs)
            if found is not None:
                return found
            batch = []
    return _ask(batch, differs)


def _ask(batch: list[Any], differs: Callable[[list[str]], list[bool]]) -> tuple[Any] | None:
    """The first of some candidates that still differs."""
    for candidate, still in zip(batch, differs([json_text(c) for c in batch]), strict=True):
        if still:
            return (candidate,)
    return None


def _rank(text: str) -> tuple[int, str]:
    """What is smaller: shorter, then plainer.  Every step lowers it, so shrinking ends."""
    return len(text), text


def _candidates(value: Any) -> Iterator[Any]:
    """Documents that are one step smaller, from the root down."""
    yield from _smaller(value)
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in list(items):
        for smaller in _candidates(item):
            yield _with(value, key, smaller)


def _smaller(value: Any) -> Iterator[Any]:
    """Simpler values in place of one value: its parts, plain values, fewer members, less text."""
    yield from _SIMPLE
    if isinstance(value, dict):
        yield from value.values()
        keys = list(value)
        for drop in _chunks(len(keys)):
            yield {k: value[k] for n, k in enumerate(keys) if n not in drop}
        for key in keys:
            for shorter in _shorter(key):
                if shorter not in value:
                    yield {(shorter if k == key else k): v for k, v in value.items()}
    elif isinstance(value, list):
        yield from value
        for drop in _chunks(len(value)):
            yield [item for n, item in enumerate(value) if n not in drop]
    elif isinstance(value, str):
        yield from _shorter(value)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield from _plainer(value)


def _chunks(count: int) -> Iterator[range]:
    """Ranges to leave out: everything, halves, quarters, … single places."""
    size = count
    while size:
        for start in range(0, count, size):
            yield range(start, min(start + size, count))
        size //= 2


def _shorter(text: str) -> Iterator[str]:
    for drop in _chunks(len(text)):
        yield text[: drop.start] + text[drop.stop :]


def _plainer(number: int | float) -> Iterator[int | float]:
    """Other numbers that take less to write."""
    yield from (2, -1, 10, 100)
    if isinstance(number, Number):
        yield Number("1.0")
        yield Number("0.5")
        yield int(number)
        if number.is_integer():
            yield Number(f"{int(number)}.0")
    else:
        digits = str(abs(int(number)))
        for length in (len(digits) // 2, len(digits) - 1):
            if length:
                yield int(digits[:length])


def _with(value: Any, key: Any, item: Any) -> Any:
    """A copy in which one member is another."""
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[key] = item
    return copy
