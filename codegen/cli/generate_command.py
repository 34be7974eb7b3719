"""``codegen generate``: print every artefact, or say what is stale."""

from __future__ import annotations

import argparse
import os
import sys
import time

from codegen.cli.ending import ending
from codegen.cli.request import settings_for
from codegen.settings import Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from codegen.write import Plan

__all__ = ["run"]

POLL = 0.3  # seconds between two looks at the schema


def run(args: argparse.Namespace) -> int:
    """:raises CodegenError: bad usage, a bad schema, or an output folder that cannot be written."""
    settings = settings_for(args)
    if args.watch and not (args.check or args.diff):
        return _watch(settings, args)
    with ending():
        return _check(settings, args) if args.check or args.diff else _once(settings, args)


def _once(settings: Settings, args: argparse.Namespace) -> int:
    from codegen.fresh import is_fresh

    if is_fresh(settings):
        print(f"{_printable(settings.out)} is up to date")
        return 0
    return _generate(settings, args)


def _generate(settings: Settings, args: argparse.Namespace) -> int:
    from dataclasses import replace

    from codegen import write
    from codegen.cli.show import complain, say
    from codegen.generating import prepare

    begin = time.perf_counter()
    repaired = write.recover(settings.out)
    if repaired is not None:
        complain(repaired)
    prepared = prepare(settings)
    agree = 0 if args.no_agree else settings.agree
    # Without a key the tree is not fresh: a run whose proof is cut off or fails is not "up to date".
    plan = write.write(settings.out, replace(prepared.request, inputs="") if agree else prepared.request)
    for path in plan.edited:
        complain(f"{settings.out}/{path} had been edited by hand; the edit is gone")
    say(f"{settings.out}: {_counts(plan)} ({time.perf_counter() - begin:.2f} s)")
    if agree:
        from codegen.cli.agree_command import compare

        code = compare(settings, prepared.compiled, agree, seed=0)
        if code:
            return code
        write.write(settings.out, prepared.request)
    return 0


def _check(settings: Settings, args: argparse.Namespace) -> int:
    """Say what generating would change; with ``--check`` that is a failure."""
    from codegen import write
    from codegen.cli.show import complain
    from codegen.generating import prepare

    unfinished = write.pending(settings.out)
    if unfinished is not None:
        complain(unfinished)
        complain(f"run: {_command(args)}")
        return 1
    plan = write.plan(settings.out, prepare(settings).request)
    if plan.drift and args.check:
        _complain_of(plan, settings, args)
        return 1
    if args.check:
        print(f"{_printable(settings.out)} is up to date")
    sys.stdout.write(plan.diff())
    return 0


def _complain_of(plan: Plan, settings: Settings, args: argparse.Namespace) -> None:
    from codegen.cli.show import complain, show
    from codegen.errors import Diagnostic

    stale = [(path, _state(plan, path)) for path in plan.drift]
    if args.format != "text":
        hint = f"run: {_command(args)}"
        files = [(os.path.join(settings.out, path), state) for path, state in stale]
        show([Diagnostic("stale-output", f"{f} is {s}", hint, file=f) for f, s in files], args.format)
        return
    complain(f"{settings.out} is stale: {len(stale)} file{'s' if len(stale) > 1 else ''}")
    for path, state in stale:
        complain(f"  {state}: {settings.out}/{path}")
    sys.stdout.write(plan.diff())
    sys.stdout.flush()
    complain(f"run: {_command(args)}")


def _watch(settings: Settings, args: argparse.Namespace) -> int:
    """Generate whenever an input changes; an error is shown and the watch goes on."""
    from codegen.cli.show import complain, show
    from codegen.errors import CodegenError
    from codegen.fresh import is_fresh, source_files

    seen: dict[str, object] = {}
    wrong: set[str] = set()  # files that an error named: the manifest has only those of a run that worked
    complain(f"watching {settings.schema}; stop with Ctrl-C")
    while True:
        now = _stamps({*source_files(settings), *wrong})
        if now != seen:
            wrong, met = set(), {}
            try:
                if not is_fresh(settings):
                    _generate(settings, args)
            except CodegenError as error:
                wrong = {d.file for d in error.diagnostics if d.file}
                met = _stamps(wrong)  # before anybody who reads the error can mend it
                show(error.diagnostics, args.format)
            seen = met | now
        time.sleep(POLL)


def _stamps(paths: set[str]) -> dict[str, object]:
    """What tells that a file, or its folder, may have changed; whether it did is decided by content."""
    found: dict[str, object] = {}
    for path in {*paths, *(os.path.dirname(p) or "." for p in paths)}:
        try:
            status = os.stat(path)
            found[path] = (status.st_mtime_ns, status.st_size, status.st_ino)
        except OSError:
            found[path] = None
    return found


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
        return "edited by hand"
    if path in plan.added:
        return "missing"
    return "no longer generated" if path in plan.deleted else "stale"


def _command(args: argparse.Namespace) -> str:
    """The exact command that mends drift."""
    import shlex

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
