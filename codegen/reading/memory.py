"""No garbage collection while a large value is built: nothing of it is garbage."""

from __future__ import annotations

import gc

__all__ = ["uncollected"]

_LARGE = 100_000
_FEW = 1_000  # objects that an interpreter has put aside by itself; who does so on purpose puts aside more


class uncollected:
    """Pauses the collector while a document of so many bytes is read.

    What was built meanwhile counts as old afterwards.  It would be looked through at once otherwise, which
    takes as long as the pause has saved.
    """

    def __init__(self, size: int) -> None:
        self.paused = size > _LARGE and gc.isenabled()

    def __enter__(self) -> None:
        if self.paused:
            gc.disable()

    def __exit__(self, *failure: object) -> None:
        if self.paused:
            if gc.get_freeze_count() < _FEW:  # or what the program put aside would come back
                gc.freeze()  # all that there is ...
                gc.unfreeze()  # ... to the oldest generation, without a look at it
            gc.enable()
