"""``codegen generate``: print every artefact, or say what is stale."""

from __future__ import annotations

import argparse
import shlex
import sys
import time
from typing import TYPE_CHECKING

from codegen.cli.request import settings_for
from codegen.settings import Settings

if TYPE_CHECKING:
    from codegen.write import Plan

__all__ = ["run"]

POLL = 0.3  # seconds between two looks at the schema


def run(args: argparse.Namespace) -> int:
    """:raises CodegenError: bad usage, a bad schema, or an output folder that cannot be written."""
    settings = settings_for(args)
    if args.check or args.diff:
        return _check(settings, args)
    if args.watch:
        return _watch(settings, args)
    return _once(settings, args)


def _once(settings: Settings, args: argparse.Namespace) -> int:
    from codegen.fresh import is_fresh

    if is_fresh(settings):
        print(f"{_printable(settings.out)} is up to date")
        return 0
    return _generate(settings, args)


def _generate(settings: Settings, args: argparse.Namespace) -> int:
    from codegen import write
    from codegen.cli.show import complain, say
    from codegen.generating import Generation, prepare

    begin = time.perf_counter()
    repaired = write.recover(settings.out)
    if repaired is not None:
        complain(repaired)
    prepared = prepare(settings)
    done = Generation(prepared.compiled, write.write(prepared.plan))
    for path in done.plan.edited:
        complain(f"{settings.out}/{path} had been edited by hand; it holds what the schema says again")
    say(f"{settings.out}: {_counts(done.plan)} ({time.perf_counter() - begin:.2f} s)")
    if args.no_agree or not settings.agree:
        return 0
    from codegen.cli.agree_command import compare

    return compare(settings, done.compiled, settings.agree, seed=0)


def _check(settings: Settings, args: argparse.Namespace) -> int:
    from codegen.cli.show import complain
    from codegen.generating import prepare
    from codegen.terminal import visible

    plan = prepare(settings).plan
    stale = plan.drift
    if not stale:
        if args.check:
            print(f"{_printable(settings.out)} is up to date")
        return 0
    if args.check:
        complain(f"{settings.out} is stale: {len(stale)} file{'s' if len(stale) > 1 else ''}")
        for path in stale:
            complain(f"  {_state(plan, path)} {settings.out}/{path}")
    for line in plan.diff().splitlines():
        print(visible(line))
    if args.check:
        sys.stdout.flush()
        complain(f"run: {_command(args)}")
    return 1


def _watch(settings: Settings, args: argparse.Namespace) -> int:
    """Generate whenever an input changes; an error is shown and the watch goes on."""
    from codegen.cli.show import complain, show
    from codegen.errors import CodegenError
    from codegen.fresh import is_fresh

    seen: tuple[object, ...] = ()
    complain(f"watching {settings.schema}; stop with Ctrl-C")
    while True:
        now = _stamp(settings)
        if now != seen:
            seen = now
            try:
                if not is_fresh(settings):
                    _generate(settings, args)
            except CodegenError as error:
                show(error.diagnostics, args.format)
        time.sleep(POLL)


def _stamp(settings: Settings) -> tuple[object, ...]:
    """What tells that an input may have changed; whether it did is decided by content."""
    import os

    from codegen.fresh import source_files

    stamps = []
    for path in source_files(settings):
        try:
            status = os.stat(path)
            stamps.append((path, status.st_mtime_ns, status.st_size, status.st_ino))
        except OSError:
            stamps.append((path, 0, 0, 0))
    return tuple(stamps)


def _counts(plan: Plan) -> str:
    parts = [
        f"{len(paths)} {word}"
        for word, paths in (
            ("new", plan.added),
            ("changed", plan.changed),
            ("deleted", plan.deleted),
            ("unchanged", plan.unchanged),
        )
        if paths
    ]
    return ", ".join(parts) or "nothing to write"


def _state(plan: Plan, path: str) -> str:
    if path in plan.edited:
        return "edited by hand:"
    if path in plan.added:
        return "missing:"
    return "to be deleted:" if path in plan.deleted else "stale:"


def _command(args: argparse.Namespace) -> str:
    """The exact command that mends drift."""
    words = ["codegen", "generate"]
    for name in ("schema", "out", "package"):
        if getattr(args, name):
            words += [f"--{name}", getattr(args, name)]
    for target in args.target:
        words += ["--target", target]
    return shlex.join(words)


def _printable(text: str) -> str:
    """Folder names are nearly always plain; the escaper is imported only when one is not."""
    if text.isascii() and text.isprintable():
        return text
    from codegen.terminal import visible

    return visible(text)
