"""Room for recursion: definitions may refer to each other hundreds of times in a row."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import TypeVar

__all__ = ["deeply"]

T = TypeVar("T")
FRAMES = 40_000
STACK = 512 * 1024 * 1024  # bytes that are set aside, and used only as far as needed


def deeply(work: Callable[[], T]) -> T:
    """What ``work`` returns (or raises), worked out on a stack with more room than the usual one."""
    results: list[T] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:
            errors.append(error)

    limit, size = sys.getrecursionlimit(), threading.stack_size(STACK)
    try:
        sys.setrecursionlimit(max(limit, FRAMES))
        thread = threading.Thread(target=run, daemon=True)  # so that Ctrl-C ends it
        thread.start()
        thread.join()
    finally:
        threading.stack_size(size)
        sys.setrecursionlimit(limit)
    if errors:
        raise errors[0]
    return results[0]
