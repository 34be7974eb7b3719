"""Times as ratios of two sides that take turns.

Processor time, not the time on the wall, where both sides run in one thread and wait for nothing: what else
the machine does in between then counts for neither.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

__all__ = ["of_call", "of_process", "of_wall", "ratio"]

Timer = Callable[[], float]


def of_call(call: Callable[[Any], Any], value: Any, times: int = 1) -> Timer:
    """Seconds of one call, out of so many in a row; throwing away what the last one gave does not count."""

    def once() -> float:
        begin = time.process_time()
        for _ in range(times):
            given = call(value)
        taken = time.process_time() - begin
        del given
        return taken / times

    return once


def of_process(code: str, folder: Path) -> Timer:
    """Seconds of a fresh interpreter that runs the code in a folder, start and end included."""

    def once() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", code], cwd=folder, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    return once


def of_wall(words: list[str], folder: Path) -> Timer:
    """Seconds by the clock of a command in a folder: for what waits for disks, or has several processes."""

    # a user's Python keeps the bytecode of what it has compiled
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

    def once() -> float:
        begin = time.perf_counter()
        subprocess.run(words, cwd=folder, env=environment, check=True, capture_output=True)
        return time.perf_counter() - begin

    return once


def ratio(ours: Timer, theirs: Timer, rounds: int) -> float:
    """Our time over theirs: the median over rounds in which both ran, one after the other, in turns."""
    found = []
    for number in range(rounds):
        if number % 2:
            one, other = ours(), theirs()
        else:
            other, one = theirs(), ours()
        found.append(one / other)
    return median(found)
