"""The words of the command line."""

from __future__ import annotations

import argparse

__all__ = ["FORMATS", "parse"]

FORMATS = ("text", "json", "github")
EXIT_CODES = "Exit codes: 0 ok, 1 a check failed, 2 bad usage or bad schema, 3 a bug in codegen."


def parse(words: list[str]) -> argparse.Namespace:
    """Arguments by name; ``command`` says which command.  Bad usage exits with 2."""
    from codegen import __version__

    parser = argparse.ArgumentParser(
        prog="codegen",
        description="One JSON Schema in, everything else out, and all of it agrees.",
        epilog=EXIT_CODES,
    )
    parser.add_argument("--version", action="version", version=f"codegen {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _generate(commands)
    _explain(commands)
    _agree(commands)
    _init(commands)
    return parser.parse_args(words)


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, summary: str
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=summary, description=summary, epilog=EXIT_CODES)
    command.add_argument(
        "--format", choices=FORMATS, default="text", help="how diagnostics are written (default: text)"
    )
    return command


def _source(command: argparse.ArgumentParser) -> None:
    command.add_argument("--schema", metavar="FILE", help="the schema (default: the project's own)")
    command.add_argument("--package", metavar="NAME", help="name of the generated Python package")


def _generate(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = _command(commands, "generate", "Print every artefact from the schema.")
    _source(command)
    command.add_argument("--out", metavar="DIR", help="output folder (default: generated)")
    command.add_argument(
        "--target", metavar="NAME", action="append", default=[], help="only this target (repeatable)"
    )
    mode = command.add_mutually_exclusive_group()
    mode.add_argument("--check", action="store_true", help="write nothing; exit 1 if something is stale")
    mode.add_argument("--watch", action="store_true", help="generate again whenever the schema changes")
    command.add_argument("--diff", action="store_true", help="write nothing; show what would change")
    command.add_argument(
        "--no-agree", action="store_true", help="skip the agreement run that ends a generation"
    )


def _explain(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = _command(commands, "explain", "Say what a place of the schema became in every artefact.")
    _source(command)
    command.add_argument("pointer", nargs="?", help="a JSON Pointer, such as /$defs/Name/properties/key")
    command.add_argument("--support", action="store_true", help="print the table keyword x target")


def _agree(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = _command(commands, "agree", "Compare every artefact with the reference validators.")
    _source(command)
    command.add_argument("--out", metavar="DIR", help="folder with the generated artefacts")
    command.add_argument(
        "--documents", metavar="N", type=_count, default=20_000, help="mutated documents (default: 20000)"
    )
    command.add_argument("--seed", metavar="S", type=int, default=0, help="seed of the mutator (default: 0)")


def _init(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = _command(commands, "init", "Begin a project: a small schema and its settings.")
    command.add_argument("folder", nargs="?", default=".", help="where (default: this folder)")


def _count(text: str) -> int:
    number = int(text)
    if number < 0:
        raise argparse.ArgumentTypeError("must be 0 or more")
    return number
