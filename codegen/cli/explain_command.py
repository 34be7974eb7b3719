"""``codegen explain``: a place of the schema, and its name in every artefact."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from codegen.cli.request import compiled_for, settings_for
from codegen.cli.show import say
from codegen.errors import Origin, UsageError
from codegen.ir import Model
from codegen.pipeline import Compiled
from codegen.settings import Settings
from codegen.target import Target
from codegen.targets import find_targets

__all__ = ["run"]


def run(args: argparse.Namespace) -> int:
    """:raises UsageError: the pointer is no place of the schema."""
    targets = find_targets()
    if args.support:
        for line in support_table(targets):
            say(line)
        return 0
    if args.pointer is None:
        raise UsageError("explain wants a JSON Pointer", "write one, such as '/$defs/Name', or --support")
    settings = settings_for(args)
    for line in explain(compiled_for(settings), settings, targets, args.pointer):
        say(line)
    return 0


def support_table(targets: tuple[Target, ...]) -> list[str]:
    """Keyword x target, a line each: who enforces it, and where."""
    keywords = sorted({k for t in targets for k in t.support})
    head = ["keyword", *(t.name for t in targets)]
    rows = [[k, *(t.support.get(k, "-") for t in targets)] for k in keywords]
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    table = [
        "  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip()
        for row in [head, *rows]
    ]
    legend = (
        "native: types or printed code; checker: the printed checker; verbatim: handed on as it is; "
        "note: written down, not enforced; refused: generation stops with the pointer; "
        "-: says nothing about documents"
    )
    return [table[0], "  ".join("-" * w for w in widths), *table[1:], "", legend]


def explain(compiled: Compiled, settings: Settings, targets: tuple[Target, ...], pointer: str) -> list[str]:
    """The lines for one pointer.  A place inside a named thing is explained as part of it."""
    document = compiled.documents[0]
    pointer = pointer.removeprefix("#")
    _check_pointer(document.value, pointer)
    at = document.position(pointer)
    place = f"{document.file}:{at.line}:{at.column}" if at else document.file
    lines = [f"#{pointer}", f"  {'schema file':<14}{place}"]
    for target in targets:
        names = target.names(compiled.model, settings.package)
        name = _nearest(names, document.uri, pointer)
        if name is not None:
            lines.append(f"  {target.name:<14}{name}")
    lines += [f"  {'group':<14}{line}" for line in _groups(compiled.model, document.uri, pointer)]
    lines += _formulas(compiled.model, document.uri, pointer)
    return lines


def _nearest(names: Mapping[Origin, str], uri: str, pointer: str) -> str | None:
    step = pointer
    while True:
        name = names.get(Origin(uri, step))
        if name is not None:
            return name if step == pointer else f"{name} (the nearest named thing, #{step})"
        if not step:
            return None
        step = step.rpartition("/")[0]


def _groups(model: Model, uri: str, pointer: str) -> list[str]:
    """Groups that stand at the pointer, or that the field at the pointer is a member of."""
    from codegen.ir import Record

    found = []
    for definition in model.definitions:
        record = definition.node
        if not isinstance(record, Record):
            continue
        keys = {f.key for f in record.fields if f.node.origin == Origin(uri, pointer)}
        for choice in record.choices:
            members = [k for m in choice.members for k in m.keys]
            if choice.origin == Origin(uri, pointer) or keys & set(members):
                shown = ", ".join(members[:8]) + (", …" if len(members) > 8 else "")
                found.append(f"{choice.name}: {choice.kind} of {shown}")
    return found


def _formulas(model: Model, uri: str, pointer: str) -> list[str]:
    """The schedule of an object, and the rules that stand at the pointer or read the field there."""
    from codegen.formula import to_words
    from codegen.ir import Record

    at, found = Origin(uri, pointer), []
    for definition in model.definitions:
        record = definition.node
        if not isinstance(record, Record):
            continue
        here = {f.key for f in record.fields if f.node.origin == at}
        schedule = record.schedule
        if schedule is not None and at in (definition.source, schedule.origin):
            found.append(f"  {'schedule':<14}{to_words(schedule.expression)}")
        for rule in record.rules:
            places = (definition.source, rule.origin, definition.source.child("x-rules"))
            if at in places or here & {name for name, _ in rule.kinds}:
                found.append(f"  {'rule':<14}{rule.at} {rule.message}: {rule.text}")
    return found


def _check_pointer(value: object, pointer: str) -> None:
    from difflib import get_close_matches

    if pointer and not pointer.startswith("/"):
        raise UsageError(f"{pointer!r} is no JSON Pointer", "begin with /, as in /$defs/Name")
    if pointer.startswith("//"):
        hint = "put it in single quotes: a shell takes $defs for a variable of its own"
        raise UsageError(f"the schema has nothing at {pointer!r}", hint)
    for raw in pointer.split("/")[1:]:
        step = raw.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict) and step in value:
            value = value[step]
        elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            keys = [str(k) for k in value] if isinstance(value, dict) else []
            near = get_close_matches(step, keys, 1, 0.4)
            hint = f"did you mean {near[0]!r}?" if near else "check the pointer against the schema"
            raise UsageError(f"the schema has nothing at {pointer!r}: there is no {step!r}", hint)
