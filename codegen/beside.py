"""Work in a second process while this one goes on: for what takes a large schema seconds to print."""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

__all__ = ["beside"]

T = TypeVar("T")


def beside(make: Callable[[], T], worth: bool = True) -> Callable[[], T]:
    """Begin to make a value in a process of its own; what comes back waits for it and gives it.

    Where a process cannot be forked, is not ``worth`` it, or comes to nothing, the value is made here once it
    is asked for.  So ``make`` has to give the same wherever it runs, and an error it raises is raised here.

    :param make: without effects; its value is pickled.
    """
    if not worth or not _can_fork():
        return make
    from multiprocessing import get_context

    context: Any = get_context("fork")
    reader, writer = context.Pipe(duplex=False)
    worker = context.Process(target=_work, args=(make, writer), daemon=True)
    worker.start()
    writer.close()

    def wait() -> T:
        try:
            made: T = reader.recv()
        except EOFError:  # it failed, or was killed
            return make()
        finally:
            reader.close()
            worker.terminate()  # it has nothing left to do, or nobody to do it for
            worker.join()
        return made

    return wait


def _can_fork() -> bool:
    """Whether a fork is safe (no other thread holds a lock that would stay locked) and has a processor."""
    asked = getattr(os, "sched_getaffinity", None)
    return (
        sys.platform == "linux" and threading.active_count() == 1 and asked is not None and len(asked(0)) > 1
    )


def _work(make: Callable[[], T], writer: Connection[T, None]) -> None:
    import signal

    gc.disable()
    gc.freeze()  # so that what was forked is not copied
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends it
    try:
        writer.send(make())
    except Exception:  # the parent tries again, and tells of it
        writer.close()
