"""A process that dies on request: ``python -m tests.end_to_end.dying`` reads orders, one a line.

``write|recover OUT N``: do it in a child that kills itself with SIGKILL before its operation number N
on the disk.  Answers ``killed``, or ``done`` when there were fewer operations.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable

from codegen.write import recover, write
from tests.trees import NEW, asked


def killer(at: int) -> Callable[[str], None]:
    left = [at]

    def step(name: str) -> None:
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1

    return step


def obey(action: str, out: str, at: int) -> None:
    if action == "write":
        write(out, asked(NEW), step=killer(at))
    else:
        recover(out, step=killer(at))


def main() -> None:
    for line in sys.stdin:
        action, out, at = line.rstrip("\n").split("\t")
        child = os.fork()
        if child == 0:
            obey(action, out, int(at))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        print("killed" if killed else "done" if status == 0 else f"status {status}", flush=True)


if __name__ == "__main__":
    main()
