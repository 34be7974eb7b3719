"""``codegen breaking``: what another version of the schema accepted and this one refuses, and vice versa."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from codegen.breaking.comparing import Comparison, Finding, compare
from codegen.breaking.telling import Told, as_diagnostics, as_json, as_text, summary
from codegen.breaking.versions import compile_version
from codegen.cli.request import compiled_for, settings_for
from codegen.cli.show import complain, say, show
from codegen.errors import Diagnostic

if TYPE_CHECKING:
    from codegen.pipeline import Compiled

__all__ = ["run"]


def run(args: argparse.Namespace) -> int:
    """Compare; 0 when nothing breaks, 1 when something does or when it is not known.

    :raises UsageError: there is no other version.  :raises SchemaError: one of the two cannot be used.
    """
    settings = settings_for(args)
    new = compiled_for(settings)
    old = compile_version(args.against, settings.schema)
    comparison = compare(old.model, new.model)
    _tell(told(comparison, old, new), args, new)
    if comparison.breaking:
        return 1
    return 1 if comparison.unsure and not args.allow_unknown else 0


def told(comparison: Comparison, old: Compiled, new: Compiled) -> Told:
    """The comparison with its words.  Checkers are printed only when a witness asks for its errors."""
    checks: dict[bool, Any] = {}

    def why(finding: Finding, in_new: bool) -> list[str]:
        from codegen.sampling.judges import judges_of

        if in_new not in checks:
            checks[in_new] = judges_of((new if in_new else old).model).check
        name = finding.pair.name if in_new else finding.pair.old_name
        return _errors(checks[in_new][name], finding.breaks.witness if in_new else finding.widens.witness)

    return Told(
        comparison=comparison,
        changes=comparison.changes,
        why=why,
        source={f.pair.name: new.model.definition(f.pair.new).source for f in comparison.findings},
    )


def _errors(check: Any, witness: str | None) -> list[str]:
    import json

    return [str(issue.message) for issue in check(json.loads(witness))] if witness is not None else []


def _tell(found: Told, args: argparse.Namespace, new: Compiled) -> None:
    if args.format == "json":
        print(as_json(found, args.against), flush=True)
    elif args.format == "github":
        show(map(_placed(new), as_diagnostics(found)), "github")
        say(summary(found.comparison))
    else:
        for line in as_text(found):
            say(line)
    if found.comparison.unsure and not found.comparison.breaking and args.format != "json":
        complain(
            "what is unknown "
            + ("is allowed" if args.allow_unknown else "counts; --allow-unknown lets it pass")
        )


def _placed(new: Compiled) -> Any:
    def placed(diagnostic: Diagnostic) -> Diagnostic:
        for document in new.documents:
            diagnostic = document.locate(diagnostic)
        return diagnostic

    return placed
