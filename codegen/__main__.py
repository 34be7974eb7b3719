"""``python -m codegen``: the same as the ``codegen`` command."""

from __future__ import annotations

import os

from codegen.cli import main

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

__all__ = ["run"]


def run() -> NoReturn:
    """The command.  Its process ends at once, and does not first take down, value by value, what it built.

    ``main`` has sent stdout on its way, and stderr goes line by line.
    """
    os._exit(main())


if __name__ == "__main__":
    run()
