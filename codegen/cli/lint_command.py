"""``codegen lint``: faults of a schema that is valid, and how to mend them."""

from __future__ import annotations

import argparse
from dataclasses import replace
from difflib import get_close_matches

from codegen.cli.request import compiled_for, settings_for
from codegen.cli.show import complain, say, show
from codegen.errors import Diagnostic, UsageError
from codegen.linting import RULES, lint
from codegen.linting.mending import mend, mendable

__all__ = ["run"]


def run(args: argparse.Namespace) -> int:
    """0 when no rule finds anything, 1 otherwise.

    :raises UsageError: bad usage.  :raises SchemaError: the schema cannot be used.
    """
    _check(args.ignore)
    settings = settings_for(args)
    compiled = compiled_for(settings)
    found = lint(compiled, args.ignore)
    if args.fix:
        changed = mend(compiled.documents, found)
        if changed:
            found = lint(compiled_for(settings), args.ignore)
        if args.format == "text":
            for file in changed:
                say(f"mended {file}")
    if found or args.format == "json":
        show(map(_named, found) if args.format == "text" else found, args.format)
    if args.format == "text":
        _summarise(len(found), 0 if args.fix else sum(map(mendable, found)))
    return 1 if found else 0


def _named(diagnostic: Diagnostic) -> Diagnostic:
    """With the rule's name, which the other formats give in a field of their own."""
    return replace(diagnostic, message=f"{diagnostic.message} [{diagnostic.code}]")


def _summarise(found: int, mendable: int) -> None:
    if not found:
        say(f"nothing to find fault with ({len(RULES)} rules)")
        return
    more = f"; --fix mends {mendable} of them" if mendable else ""
    complain(f"{found} {'fault' if found == 1 else 'faults'}{more}")


def _check(ignore: list[str]) -> None:
    known = [rule.id for rule in RULES]
    for name in ignore:
        if name not in known:
            near = get_close_matches(name, known, 1)
            hint = f"did you mean {near[0]}?" if near else f"the rules are {', '.join(known)}"
            raise UsageError(f"no rule is named {name!r}", hint)
