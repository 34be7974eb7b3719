"""Work in threads, for operations that wait for the system and do not need the interpreter meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

__all__ = ["MANY", "together"]

MANY = 64  # from which on threads are quicker than none
THREADS = 4

T = TypeVar("T")


def together(work: Callable[[Sequence[T]], Iterator[None]], items: Sequence[T]) -> None:
    """Work through some items; through many in several threads, each with a share of them.

    :param work: makes one step with each ``next``.  After an error no thread begins another step, and the
        first error is raised here once all have stopped.
    """
    if len(items) < MANY:
        for _ in work(items):
            pass
        return
    errors: list[BaseException] = []

    def go(share: Sequence[T]) -> None:
        try:
            for _ in work(share):
                if errors:
                    break
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=go, args=(items[n::THREADS],)) for n in range(THREADS)]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    except BaseException as error:  # an interrupt, which comes to the main thread
        errors.append(error)
    for thread in threads:
        if thread.ident is not None:
            thread.join()
    if errors:
        raise errors[0]
