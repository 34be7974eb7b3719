"""``codegen agree``: every artefact gives the verdict of the reference, on every document tried."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from codegen.cli.request import settings_for
from codegen.cli.show import complain, say
from codegen.errors import UsageError
from codegen.settings import Settings

if TYPE_CHECKING:
    from codegen.agree.run import Report
    from codegen.pipeline import Compiled

__all__ = ["compare", "run"]


def run(args: argparse.Namespace) -> int:
    """:raises UsageError: the output folder is missing or stale, so there is nothing worth comparing."""
    settings = settings_for(args)
    return compare(settings, _up_to_date(settings), args.documents, args.seed)


def _up_to_date(settings: Settings) -> Compiled:
    """The lowered schema, once it is sure that the folder holds what is generated from it."""
    from codegen import write
    from codegen.generating import prepare

    if not os.path.isdir(settings.out):
        raise UsageError(f"there is no folder {settings.out!r} to compare", "run codegen generate")
    unfinished = write.pending(settings.out)
    if unfinished is not None:
        raise UsageError(unfinished, "run codegen generate")
    prepared = prepare(settings)
    stale = write.plan(settings.out, prepared.request).drift
    if stale:
        more = f" and {len(stale) - 1} more" if len(stale) > 1 else ""
        raise UsageError(
            f"{settings.out!r} is stale: {stale[0]}{more} is not what {settings.schema!r} generates",
            "run codegen generate",
        )
    return prepared.compiled


def compare(settings: Settings, compiled: Compiled, documents: int, seed: int) -> int:
    """Compare the files in the output folder, print a line and whatever they differ on: 0 or 1.

    :raises codegen.agree.executors.ExecutorFailed: an artefact cannot be asked.
    """
    from codegen.agree.run import agree, executors_of
    from codegen.targets import find_targets

    targets = find_targets(settings.targets)
    executors = executors_of(targets, settings.out, compiled.model, settings.package)
    clear, progress = _progress(documents)
    try:
        report = agree(compiled.model, executors, settings.out, documents, seed, progress=progress)
    finally:
        clear()
    return _tell(report, documents, seed)


def _tell(report: Report, documents: int, seed: int) -> int:
    from codegen.agree.report import command, disagreement_lines, summary

    for executor in report.missing:
        complain(f"agree: {executor.name} was not asked: {executor.command[0]} is not installed")
    outcome = report.outcome
    for title, found in (("they differ on", outcome.shown), ("the references differ on", outcome.divided)):
        for dispute in found:
            complain(f"{title}:")
            for line in disagreement_lines(dispute):
                complain(f"  {line}")
    say(summary(outcome, len(report.artefacts), report.seconds, report.abstained))
    if not outcome.disagreements:
        return 0
    complain("! another verdict than the reference, ~ other errors than the first artefact")
    complain(f"run again: {command(seed, documents)}")
    return 1


def _progress(documents: int) -> tuple[Callable[[], None], Callable[[int], None] | None]:
    """A line that counts, on a terminal only; and what wipes it away."""
    if not sys.stderr.isatty() or documents < 5000:
        return (lambda: None), None
    import time

    last = 0.0

    def show(count: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last > 0.1:
            last = now
            print(f"\ragree: {count} documents", end="", file=sys.stderr, flush=True)

    return (lambda: print("\r\x1b[K", end="", file=sys.stderr, flush=True)), show
