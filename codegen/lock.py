"""One writer at a time: an advisory lock on the output folder itself.

The kernel drops the lock when its process ends, however it ends, so a lock is never stale and no lock
file is left to commit by mistake.  Where the system has no such lock (Windows, some network file
systems) writers are not kept apart; each still writes all or nothing.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["Busy", "locked"]

_POLL = 0.02  # seconds
_HELD = (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES)


class Busy(Exception):
    """Another process held the lock for all the time given."""


@contextmanager
def locked(folder: str, wait: float) -> Iterator[None]:
    """Hold the lock of a folder that exists, after waiting for it at most ``wait`` seconds.

    :raises Busy: it took longer.  :raises OSError: the folder cannot be opened.
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        until = time.monotonic() + wait
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError as error:
                if error.errno not in _HELD:
                    break
                if time.monotonic() >= until:
                    raise Busy(folder) from None
            time.sleep(_POLL)
        yield
    finally:
        os.close(handle)
