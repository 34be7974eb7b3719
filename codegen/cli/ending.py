"""No garbage collection in a command that builds one large value and ends.

Part of the quick way of ``codegen validate``, so it imports next to nothing.
"""

import gc

__all__ = ["ending"]

_MANY = 100_000  # new objects, from which on it takes long to look through them
_FEW = 1_000  # objects that an interpreter has put aside by itself; who does so on purpose puts aside more


class ending:
    """Pauses the collector, and spares it what is new then: the process ends before that could matter.

    To pause alone would gain nothing, since the collector looks through all that is new once it may.
    """

    def __enter__(self) -> None:
        self.was_on = gc.isenabled()
        gc.disable()

    def __exit__(self, *failure: object) -> None:
        if self.was_on:
            if gc.get_count()[0] > _MANY and gc.get_freeze_count() < _FEW:
                gc.freeze()  # all that there is ...
                gc.unfreeze()  # ... goes to the oldest generation, without a look at it
            gc.enable()
