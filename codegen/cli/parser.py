"""The words of the command line."""

from __future__ import annotations

import argparse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

__all__ = ["FORMATS", "build", "parse"]

FORMATS = ("text", "json", "github")
DOCUMENT_FORMATS = (*FORMATS, "sarif", "junit")
WIDTH = 100  # columns of a help text; asking the terminal costs more than all of the parsing
EXIT_CODES = "Exit codes: 0 ok, 1 a check failed, 2 bad usage or bad schema, 3 a bug in codegen."


class _Parser(argparse.ArgumentParser):
    """Bad usage is an error like any other: one message, with a hint, in the format asked for."""

    def error(self, message: str) -> NoReturn:
        from codegen.errors import UsageError

        raise UsageError(message, self._near(message) or f"see {self.prog} --help")

    def _near(self, message: str) -> str:
        """What was meant, if the word that is wrong is spelled nearly like one that is right."""
        import re
        from difflib import get_close_matches

        wrong = re.search(r"(?:unrecognized arguments: |invalid choice: ')([^\s'=]+)", message)
        if wrong is None:
            return ""
        options = message.startswith("unrecognized")
        near = get_close_matches(wrong[1], [k for k in self._known() if k.startswith("-") == options], 1, 0.7)
        return f"did you mean {near[0]}?" if near else ""

    def _known(self) -> list[str]:
        """Every option, command and choice, those of the commands' own parsers as well."""
        found = list(self._option_string_actions)
        for action in self._actions:
            for name in action.choices or ():
                found.append(name)
                below = action.choices[name] if isinstance(action.choices, dict) else None
                found += below._known() if isinstance(below, _Parser) else []
        return found


def parse(words: list[str]) -> argparse.Namespace:
    """Arguments by name; ``command`` says which command.

    :raises UsageError: they make no sense.  :raises SystemExit: after ``--help`` and ``--version``.
    """
    parser = build()
    args, unknown = parser.parse_known_args(words)
    if unknown:
        commands = next(a.choices for a in parser._actions if isinstance(a.choices, dict))
        commands[args.command].error(f"unrecognized arguments: {' '.join(unknown)}")
    return args


def build() -> argparse.ArgumentParser:
    """The parser of all commands."""
    from codegen import __version__

    parser = _Parser(
        prog="codegen",
        description="One JSON Schema in, everything else out, and all of it agrees.",
        epilog=EXIT_CODES,
        formatter_class=_help,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"codegen {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _generate(commands)
    _explain(commands)
    _agree(commands)
    _init(commands)
    _validate(commands)
    _breaking(commands)
    _lint(commands)
    _plan(commands)
    _docs(commands)
    _plot(commands)
    _completion(commands)
    return parser


def _help(prog: str) -> argparse.HelpFormatter:
    formatter = argparse.HelpFormatter(prog, width=WIDTH)
    formatter._action_max_length = 14  # argparse forgets that commands are indented once more
    return formatter


def _command(
    commands: argparse._SubParsersAction[_Parser],
    name: str,
    summary: str,
    formats: tuple[str, ...] = FORMATS,
) -> _Parser:
    command = commands.add_parser(
        name,
        help=summary,
        description=summary,
        epilog=EXIT_CODES,
        formatter_class=_help,
        allow_abbrev=False,
    )
    command.add_argument(
        "--format", choices=formats, default="text", help="how diagnostics are written (default: text)"
    )
    return command


def _source(command: _Parser) -> None:
    command.add_argument("--schema", metavar="FILE", help="the schema (default: the project's own)")
    command.add_argument("--package", metavar="NAME", help="name of the generated Python package")


def _generate(commands: argparse._SubParsersAction[_Parser]) -> None:
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


def _explain(commands: argparse._SubParsersAction[_Parser]) -> None:
    command = _command(commands, "explain", "Say what a place of the schema became in every artefact.")
    _source(command)
    command.add_argument("pointer", nargs="?", help="a JSON Pointer, such as /$defs/Name/properties/key")
    command.add_argument("--support", action="store_true", help="print the table keyword x target")


def _agree(commands: argparse._SubParsersAction[_Parser]) -> None:
    command = _command(commands, "agree", "Compare every artefact with the reference validators.")
    _source(command)
    command.add_argument("--out", metavar="DIR", help="folder with the generated artefacts")
    command.add_argument(
        "--documents", metavar="N", type=_count, default=20_000, help="mutated documents (default: 20000)"
    )
    command.add_argument("--seed", metavar="S", type=int, default=0, help="seed of the mutator (default: 0)")


def _init(commands: argparse._SubParsersAction[_Parser]) -> None:
    command = _command(commands, "init", "Begin a project: a small schema and its settings.")
    command.add_argument("folder", nargs="?", default=".", help="where (default: this folder)")


def _validate(commands: argparse._SubParsersAction[_Parser]) -> None:
    summary = "Say whether files are valid, and what is wrong with those that are not."
    command = _command(commands, "validate", summary, DOCUMENT_FORMATS)
    command.add_argument(
        "files", nargs="+", metavar="FILE", help="YAML, JSON or TOML; a folder, a glob, or - for stdin"
    )
    command.add_argument("--schema", metavar="FILE", help="the schema (default: the project's own)")
    command.add_argument(
        "--as", dest="definition", metavar="NAME", default="", help="the definition that files are judged by"
    )
    command.add_argument(
        "--at", metavar="POINTER", default="", help="judge a part of each file, such as /training/optimizer"
    )
    command.add_argument(
        "--input", choices=("yaml", "json", "toml"), default="", help="format of the files (default: by name)"
    )
    command.add_argument(
        "--jobs", metavar="N", type=_count, default=0, help="processes (default: as many as pay off)"
    )


def _breaking(commands: argparse._SubParsersAction[_Parser]) -> None:
    summary = "Say what documents another version of the schema accepted and this one refuses."
    command = _command(commands, "breaking", summary)
    _source(command)
    command.add_argument(
        "--against",
        metavar="PATH|git:REV",
        required=True,
        help="the version that was: a file, or a git revision",
    )
    command.add_argument(
        "--allow-unknown", action="store_true", help="exit 0 where it cannot be told whether something breaks"
    )


def _lint(commands: argparse._SubParsersAction[_Parser]) -> None:
    command = _command(commands, "lint", "Say what is wrong with a schema that is valid, and how to mend it.")
    _source(command)
    command.add_argument(
        "--fix", action="store_true", help="mend what can be mended without changing a verdict"
    )
    command.add_argument(
        "--ignore", metavar="RULE", action="append", default=[], help="leave this rule out (repeatable)"
    )


def _plan(commands: argparse._SubParsersAction[_Parser]) -> None:
    summary = "Say which parameters of a PyTorch model go into which group of an optimizer, and why."
    command = _command(commands, "plan", summary)
    command.add_argument(
        "factory",
        metavar="MODULE:FACTORY",
        help="what makes the model: a function or class without arguments, in a module or a .py file",
    )
    command.add_argument("config", metavar="FILE", help="the config: YAML, JSON or TOML")
    command.add_argument(
        "--as", dest="definition", metavar="NAME", default="", help="the class that the config is read as"
    )
    command.add_argument(
        "--at", metavar="POINTER", default="", help="the part of the file that is the config"
    )
    command.add_argument("--package", metavar="NAME", help="the generated package (default: the project's)")
    command.add_argument("--path", metavar="DIR", help="the folder that the package is in")
    command.add_argument(
        "--on-unmatched",
        choices=("error", "backbone", "freeze"),
        default="error",
        help="what becomes of parameters without a learning rate (default: error)",
    )
    command.add_argument(
        "--on-overlap",
        choices=("error", "first", "most_specific"),
        default="error",
        help="who gets a parameter that several match (default: error)",
    )
    command.add_argument("--parameters", action="store_true", help="list every parameter, too")
    command.add_argument("--traceback", action="store_true", help="show all of an error in the factory")


def _docs(commands: argparse._SubParsersAction[_Parser]) -> None:
    command = _command(commands, "docs", "Build the docs site with its playground, or show it in a browser.")
    _source(command)
    command.add_argument("--build", metavar="DIR", default="", help="write the whole site into this folder")
    command.add_argument(
        "--serve", action="store_true", help="serve it on this machine, anew whenever the schema changes"
    )
    command.add_argument("--open", action="store_true", help="open the served site in the browser")
    command.add_argument(
        "--port", metavar="N", type=_count, default=0, help="the port to serve on (default: a free one)"
    )


def _plot(commands: argparse._SubParsersAction[_Parser]) -> None:
    summary = "Draw the learning rates of a config: in the terminal, or as an SVG or PNG file."
    command = _command(commands, "plot", summary)
    command.add_argument("config", metavar="FILE", help="the config: YAML, JSON or TOML, or - for stdin")
    command.add_argument("--schema", metavar="FILE", help="the schema (default: the project's own)")
    command.add_argument(
        "--as", dest="definition", metavar="NAME", default="", help="the definition that the config is"
    )
    command.add_argument(
        "--at", metavar="POINTER", default="", help="the part of the file that is the config"
    )
    command.add_argument(
        "--input", choices=("yaml", "json", "toml"), default="", help="format of the file (default: by name)"
    )
    command.add_argument(
        "--steps", metavar="N", type=_count, default=0, help="the last step (default: past what it names)"
    )
    command.add_argument("--out", metavar="FILE", default="", help="draw into this file: *.svg or *.png")


def _completion(commands: argparse._SubParsersAction[_Parser]) -> None:
    command = _command(commands, "completion", "Print a script that makes a shell complete what you type.")
    command.add_argument("shell", choices=("bash", "zsh", "fish"), help="the shell that is to read it")


def _count(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number") from None
    if number < 0:
        raise argparse.ArgumentTypeError("must be 0 or more")
    return number
