"""``codegen validate``: are these files valid, and if not, where and why."""

import os
import sys
import time

from codegen.cli.ending import ending
from codegen.validating import checkers
from codegen.validating.files import NothingFound, expanded, shown
from codegen.validating.judge import Judge

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence
    from typing import Any

    from codegen.report import Format
    from codegen.validating.judge import Failure

__all__ = ["judge_of", "quickly", "run"]

#: Options that a run with nothing else to say may have.
_PLAIN = {"--schema": "schema", "--as": "definition", "--at": "at"}
_FEW = 32  # files that are looked at before the parser is even imported
_WAIT = 1.0  # seconds of work before progress is shown
_BAR = 30


def quickly(words: "Sequence[str]") -> "int | None":
    """The answer for a few files, without a parser: that takes longer than the work.

    None for everything else, also for what makes no sense: :func:`run` then does it from the beginning.
    """
    begin = time.perf_counter()
    names, options = _plain(words)
    if not 0 < len(names) <= _FEW or not all(map(os.path.isfile, names)):
        return None
    stamp = checkers.own_stamp()
    schema = options.get("schema") or checkers.project_schema(stamp)
    if not schema:
        return None
    checker = checkers.checker_of(schema, stamp)
    definition, at = options.get("definition", ""), options.get("at", "")
    if (definition and definition not in checker.definitions) or not f"{at}/".startswith("/"):
        return None
    with ending():
        found = Judge(checker, definition, at, color=_on_terminal()).failing(names)
    for failure in found:
        print(failure.text, end="", file=sys.stderr)
    _write(found, names, "text", time.perf_counter() - begin)
    return 1 if found else 0


def _on_terminal() -> bool:
    """Whether to write in colour; asked only where there is a terminal at all."""
    if not sys.stderr.isatty():
        return False
    from codegen.cli.show import colour

    return colour()


def _plain(words: "Sequence[str]") -> "tuple[list[str], dict[str, str]]":
    """Files and options; no files if there is anything else."""
    names: list[str] = []
    options: dict[str, str] = {}
    left = iter(words)
    for word in left:
        if word in _PLAIN:
            options[_PLAIN[word]] = next(left, "")
        elif word.startswith("-"):
            return [], {}
        elif word not in names:
            names.append(word)
    return names, options


def run(args: "argparse.Namespace") -> int:
    """:raises CodegenError: bad usage, or a schema that cannot be used."""
    begin = time.perf_counter()
    names = _files(args.files)
    judge = _judge(args)
    found = _failures(judge, names, args.jobs, args.format)
    _write(found, names, args.format, time.perf_counter() - begin)
    return 1 if found else 0


def _files(words: "Sequence[str]") -> "list[str]":
    from codegen.errors import UsageError

    try:
        return expanded(words)
    except NothingFound as error:
        raise UsageError(
            f"there is no file to validate in {str(error)!r}",
            "name files, folders that hold YAML, JSON or TOML, or globs in quotes",
        ) from None


def _judge(args: "argparse.Namespace") -> Judge:
    from codegen.cli.request import no_project

    schema = args.schema or checkers.project_schema(checkers.own_stamp())
    if not schema:
        raise no_project()
    return judge_of(args, schema)


def judge_of(args: "argparse.Namespace", schema: str) -> Judge:
    """The judge that the options ask for.

    :raises UsageError: an option names what is not there.
    """
    from codegen.errors import UsageError

    if args.at and not args.at.startswith("/"):
        raise UsageError(f"{args.at!r} is no JSON Pointer", "begin with /, as in /training/optimizer")
    checker = checkers.checker_of(schema, checkers.own_stamp())
    if args.definition and args.definition not in checker.definitions:
        raise _no_definition(args.definition, schema, checker.definitions)
    color = args.format == "text" and _on_terminal()
    return Judge(checker, args.definition, args.at, args.input, args.format, color)


def _no_definition(name: str, schema: str, known: "Sequence[str]") -> Exception:
    from difflib import get_close_matches

    from codegen.errors import UsageError

    near = get_close_matches(name, known, 1)
    hint = f"did you mean {near[0]}?" if near else f"the definitions are {', '.join(known[:40])}"
    return UsageError(f"{schema!r} has no definition {name!r}", hint)


def _failures(judge: Judge, names: "Sequence[str]", jobs: int, format: str) -> "list[Failure]":
    """Everything that is wrong; text for people is written as it is found."""
    from codegen.validating.spread import failures, jobs_for

    clear, progress = _progress(len(names))
    found = []
    try:
        for failure in failures(judge, names, jobs or jobs_for(len(names)), progress):
            if failure.text:
                clear()
                print(failure.text, end="", file=sys.stderr)
            found.append(failure)
    finally:
        clear()
        sys.stderr.flush()
    return found


def _write(found: "Sequence[Failure]", names: "Sequence[str]", format: "Format", seconds: float) -> None:
    """What is told at the end: a summary for people, a whole document for tools."""
    if format == "text":
        if found:
            print(_invalid(found, len(names), seconds), file=sys.stderr, flush=True)
        else:
            print(_valid(len(names), seconds))
    elif format != "github":
        from codegen.report import render

        diagnostics = [d for failure in found for d in failure.diagnostics]
        sys.stdout.write(render(diagnostics, format, files=list(map(shown, names))))


def _valid(files: int, seconds: float) -> str:
    return f"{files} {'file is' if files == 1 else 'files are'} valid ({seconds:.2f} s)"


def _invalid(found: "Sequence[Failure]", files: int, seconds: float) -> str:
    from codegen.report import summary

    told = summary([d for failure in found for d in failure.diagnostics])
    of = f" of {files}" if files > len(found) else ""
    return f"{told}{of} ({seconds:.2f} s)"


def _progress(files: int) -> "tuple[Callable[[], None], Callable[[int], None]]":
    """What wipes the bar away, and what hears of files that are done: a bar, on a terminal only."""
    if not sys.stderr.isatty():
        return (lambda: None), (lambda _: None)
    begin = time.monotonic()
    state: dict[str, Any] = {"done": 0, "shown": False}

    def clear() -> None:
        if state["shown"]:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
            state["shown"] = False

    def progress(count: int) -> None:
        state["done"] += count
        if time.monotonic() - begin > _WAIT and state["done"] < files:
            filled = _BAR * state["done"] // files
            bar = "#" * filled + "." * (_BAR - filled)
            print(f"\r[{bar}] {state['done']} of {files} files", end="", file=sys.stderr, flush=True)
            state["shown"] = True

    return clear, progress
