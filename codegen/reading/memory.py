"""No garbage collection while a large value is built: nothing of it is garbage."""

from __future__ import annotations

import gc

__all__ = ["uncollected"]

_LARGE = 100_000


class uncollected:
    """Pauses the collector while a document of so many bytes is read."""

    def __init__(self, size: int) -> None:
        self.paused = size > _LARGE and gc.isenabled()

    def __enter__(self) -> None:
        if self.paused:
            gc.disable()

    def __exit__(self, *failure: object) -> None:
        if self.paused:
            gc.enable()
