"""From a schema with a finding to a small one with a finding of the same kind."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import takewhile
from typing import Any

from codegen.load import json_text

__all__ = ["shrunk"]

PATIENCE = 20.0  # seconds
#: Whether a schema still has the finding.
Keeps = Callable[[Any], bool]


def shrunk(schema: Any, keeps: Keeps) -> Any:
    """The smallest schema found."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        tried = takewhile(lambda _: time.monotonic() < end, _smaller(schema))
        smaller = next((one for one in tried if keeps(one)), None)
        if smaller is None:
            return schema
        schema = smaller
    return schema


def _smaller(value: Any) -> Iterator[Any]:
    """Values with less in them, those with much less first."""
    size = len(json_text(value))
    seen = set()
    for one in sorted(_steps(value), key=lambda v: len(json_text(v))):
        text = json_text(one)
        if len(text) < size and text not in seen:
            seen.add(text)
            yield one


def _steps(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for key, item in value.items():
            if isinstance(item, dict):
                yield item
            yield {k: v for k, v in value.items() if k != key}
        for key, item in value.items():
            for less in _steps(item):
                yield {k: (less if k == key else v) for k, v in value.items()}
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield value[:place] + value[place + 1 :]
            for less in _steps(item):
                yield [*value[:place], less, *value[place + 1 :]]
    elif isinstance(value, str) and len(value) > 1:
        yield value[:1]
    if not isinstance(value, bool):
        yield True
