"""``codegen plot``: the learning rates of a configuration as a drawing."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from typing import TYPE_CHECKING, Any

from codegen.errors import CodegenError, Diagnostic, Origin, UsageError
from codegen.opening import STDIN

if TYPE_CHECKING:
    from codegen.ir import Definition, Model
    from codegen.plotting import Plot
    from codegen.reading import Reading

__all__ = ["run"]

MAX_STEPS = 2**53


class _Invalid(CodegenError):
    """The configuration is not valid, or has no rate at some step: a check that failed."""

    exit_code = 1


def run(args: argparse.Namespace) -> int:
    """:raises CodegenError: bad usage, a schema that cannot be used, or a config that is not valid."""
    from codegen.pipeline import compile_schema

    ending = _ending(args.out)
    if args.steps > MAX_STEPS:
        raise UsageError(f"--steps {args.steps} is more than a drawing can have", f"at most {MAX_STEPS}")
    schema = _schema(args)
    reading, value = _config(args, schema)
    model = compile_schema(schema).model
    plot = _plot(model, _definition(model, args.definition), value, reading, args)
    title = f"Learning rates of {'standard input' if args.config == STDIN else os.path.basename(args.config)}"
    if not ending:
        sys.stdout.write(_text(plot))
        return 0
    _write(args.out, _drawn(plot, title, ending))
    count = len(plot.lines)
    print(f"{args.out}: {count} {'line' if count == 1 else 'lines'} over {plot.last} steps")
    return 0


def _ending(out: str) -> str:
    ending = os.path.splitext(out)[1].lower()
    if out and ending not in (".svg", ".png"):
        raise UsageError(f"{out!r} is neither SVG nor PNG", "name a file *.svg or *.png")
    return ending


def _schema(args: argparse.Namespace) -> str:
    from codegen.cli.request import no_project
    from codegen.validating import checkers

    schema = args.schema or checkers.project_schema(checkers.own_stamp())
    if not schema:
        raise no_project()
    return str(schema)


def _config(args: argparse.Namespace, schema: str) -> tuple[Reading, Any]:
    """The file, and the part of it that is the configuration.

    :raises _Invalid: it is not valid.
    """
    from codegen.advice import inside
    from codegen.cli.validate_command import judge_of
    from codegen.opening import read_bytes, unreadable
    from codegen.reading import FORMATS, format_of, read
    from codegen.reading.limits import MAX_BYTES

    judge = judge_of(args, schema)
    try:
        data = read_bytes(args.config, MAX_BYTES)
    except (OSError, ValueError) as error:
        raise _Invalid(unreadable(args.config, error)) from None
    failure = judge.failure(args.config, data)
    if failure.diagnostics:
        raise _Invalid(*failure.diagnostics)
    ending = os.path.splitext(args.config)[1].lower()
    format = args.input or ("yaml" if args.config == STDIN else FORMATS.get(ending) or format_of(args.config))
    reading = read(data, format, args.config)
    value, absent = inside(reading, args.at)
    assert absent is None
    return reading, value


def _definition(model: Model, name: str) -> Definition:
    from codegen.naming import pascal

    if not name:
        return model.definition(model.root)
    return next(d for d in model.definitions if pascal(d.words) == name)


def _plot(
    model: Model, definition: Definition, value: Any, reading: Reading, args: argparse.Namespace
) -> Plot:
    from codegen.plotting import NoRate, plot_of

    try:
        plot = plot_of(model, definition, value, args.steps)
    except NoRate as error:
        pointer = args.at + error.pointer
        origin, place = Origin(reading.file, pointer), reading.value_at(pointer)
        hint = "draw fewer steps with --steps, or change the schedule"
        found = Diagnostic("no-learning-rate", str(error), hint, origin, reading.file, place)
        raise _Invalid(found) from None
    if not plot.lines:
        raise _Invalid(
            Diagnostic(
                "no-learning-rate",
                "there is no schedule in this config",
                "a schedule is an object whose definition has an x-schedule",
                Origin(reading.file, args.at),
                reading.file,
                reading.value_at(args.at),
            )
        )
    return plot


def _text(plot: Plot) -> str:
    from codegen.plotting import to_text

    columns = min(120, shutil.get_terminal_size().columns) if sys.stdout.isatty() else 80
    try:
        "\u28ff│".encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return to_text(plot, columns, braille=False)
    return to_text(plot, columns)


def _drawn(plot: Plot, title: str, ending: str) -> bytes:
    if ending == ".png":
        from codegen.plotting.png import to_png

        return to_png(plot, title)
    from codegen.plotting import to_svg

    return to_svg(plot, title).encode("utf-8")


def _write(path: str, data: bytes) -> None:
    try:
        with open(path, "wb") as file:
            file.write(data)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"cannot write {path!r}: {why}", "name a file in a folder that is there") from None
