"""Work in a second process while this one goes on: for what takes a large schema seconds to print."""

from __future__ import annotations

import gc
import marshal
import os
import signal
import sys
import threading
import weakref
from collections.abc import Callable
from contextlib import suppress
from typing import Any, BinaryIO, NoReturn, TypeVar

__all__ = ["beside"]

T = TypeVar("T")


def beside(make: Callable[[], T], worth: bool = True) -> Callable[[], T]:
    """Begin to make a value in a process of its own; what comes back waits for it and gives it.

    Where a process cannot be forked, is not ``worth`` it, or comes to nothing, the value is made here once it
    is asked for.  So ``make`` has to give the same wherever it runs, and an error it raises is raised here.

    :param make: without effects; its value is made of texts, numbers, lists and other builtin types.
    """
    if not worth or not _can_fork():
        return make
    source, target = os.pipe()
    try:
        process = os.fork()
    except OSError:  # no room for another process
        os.close(source)
        os.close(target)
        return make
    if process == 0:
        _work(make, target)
    os.close(target)
    reader = os.fdopen(source, "rb")

    def wait() -> T:
        try:
            made: T = marshal.loads(reader.read())
        except (EOFError, ValueError, TypeError):  # it failed, or was killed
            return make()
        finally:
            end()
        return made

    # also where nobody asks for the value any more
    end = weakref.finalize(wait, _end, process, reader, os.getpid())
    return wait


def _can_fork() -> bool:
    """Whether a fork is safe (no other thread holds a lock that would stay locked) and has a processor."""
    asked = getattr(os, "sched_getaffinity", None)
    return (
        sys.platform == "linux" and threading.active_count() == 1 and asked is not None and len(asked(0)) > 1
    )


def _work(make: Callable[[], T], target: int) -> NoReturn:
    try:
        gc.disable()
        gc.freeze()  # so that what was forked is not copied
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends it
        made: Any = make()
        with open(target, "wb", buffering=0) as writer:
            view = memoryview(marshal.dumps(made))
            while view:
                view = view[writer.write(view) or 0 :]
    finally:
        os._exit(0)  # after an error, too: the parent tries again, and tells of it


def _end(process: int, reader: BinaryIO, owner: int) -> None:
    """The process has nothing left to do, or nobody to do it for; one forked later is not the ``owner``."""
    reader.close()
    if os.getpid() != owner:
        return
    with suppress(OSError):
        os.kill(process, signal.SIGKILL)  # a handler of the caller's would run there, too
    with suppress(OSError):
        os.waitpid(process, 0)
