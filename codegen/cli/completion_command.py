"""``codegen completion``: a script that makes a shell complete commands, options and their choices.

The script holds all words itself, made from the parser: pressing TAB starts no Python.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import NamedTuple

from codegen.cli.parser import build

__all__ = ["run", "script"]


class _Words(NamedTuple):
    """What can follow one command: options, choices by option, options with a free argument, operands."""

    options: list[str]
    choices: dict[str, list[str]]
    free: list[str]
    operands: list[str]


def run(args: argparse.Namespace) -> int:
    """Print the script for one shell."""
    print(script(args.shell), end="")
    return 0


def script(shell: str) -> str:
    """The script for ``bash``, ``zsh`` or ``fish``."""
    commands = _commands()
    if shell == "fish":
        return _lines(_fish(commands))
    bash = _lines(_bash(commands))
    if shell == "zsh":  # zsh runs completions of bash itself
        return f"autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n{bash}"
    return bash


def _commands() -> dict[str, _Words]:
    for action in build()._actions:
        if isinstance(action, argparse._SubParsersAction):
            return {name: _words(parser) for name, parser in action.choices.items()}
    raise AssertionError("the parser has commands")


def _words(parser: argparse.ArgumentParser) -> _Words:
    words = _Words([], {}, [], [])
    for action in parser._actions:
        longs = [o for o in action.option_strings if o.startswith("--")]
        words.options.extend(longs)
        if not action.option_strings:
            words.operands.extend(map(str, action.choices or ()))
        elif action.choices is not None:
            words.choices.update({o: list(map(str, action.choices or ())) for o in longs})
        elif action.nargs != 0:
            words.free.extend(longs)
    return words


def _bash(commands: dict[str, _Words]) -> Iterable[str]:
    """Without words of its own the shell offers files, and so it does for options with a free argument."""
    yield "_codegen() {"
    yield '  local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}" words=""'
    yield '  if [ "$word" = "=" ]; then word=""'
    yield '  elif [ "$before" = "=" ]; then before="${COMP_WORDS[COMP_CWORD-2]}"; fi'
    yield '  if [ "$COMP_CWORD" -eq 1 ]; then'
    yield f'    words="{" ".join(commands)} --help --version"'
    yield "  else"
    yield '    case "${COMP_WORDS[1]} $before" in'
    for name, words in commands.items():
        for option, choices in words.choices.items():
            yield f'      "{name} {option}") words="{" ".join(choices)}" ;;'
        for option in words.free:
            yield f'      "{name} {option}") ;;'
    yield '      *) case "${COMP_WORDS[1]} $word" in'
    for name, words in commands.items():
        yield f'        "{name} -"*) words="{" ".join(words.options)}" ;;'
        if words.operands:
            yield f'        "{name} "*) words="{" ".join(words.operands)}" ;;'
    yield "      esac ;;"
    yield "    esac"
    yield "  fi"
    yield '  COMPREPLY=($(compgen -W "$words" -- "$word"))'
    yield "}"
    yield "complete -o default -F _codegen codegen"


def _fish(commands: dict[str, _Words]) -> Iterable[str]:
    yield f"complete -c codegen -n __fish_use_subcommand -f -a '{' '.join(commands)}'"
    for name, words in commands.items():
        when = f"complete -c codegen -n '__fish_seen_subcommand_from {name}'"
        for option in words.options:
            argument = " -r" if option in words.free else ""
            if option in words.choices:
                argument = f" -x -a '{' '.join(words.choices[option])}'"
            yield f"{when} -l {option.removeprefix('--')}{argument}"
        if words.operands:
            yield f"{when} -f -a '{' '.join(words.operands)}'"


def _lines(rows: Iterable[str]) -> str:
    return "".join(f"{row}\n" for row in rows)
