"""``x-schedule`` and ``x-rules``: read where a record is made, checked when all records are there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from codegen.errors import FormulaMalformed, FormulaMisplaced, LimitExceeded, Origin
from codegen.expressions import names_in
from codegen.formula import check_rule, check_schedule, parse
from codegen.ir import Definition, Node, Record, Rule, Schedule, children
from codegen.keywords import subschemas
from codegen.load import Document
from codegen.resolve import Scope

__all__ = ["MAX_RULES", "check_formulas", "check_places", "with_formulas"]

MAX_RULES = 100  # of one object
KEYWORDS = ("x-schedule", "x-rules")
_ENTRY = 'write {"rule": "b > a", "message": "must be above a"}, with "at": "b" if another field than the '
_ENTRY += "first one named is to be blamed"


def with_formulas(record: Record, scopes: Iterable[Scope]) -> Record:
    """A record with the formulas of its layers, inherited ones first."""
    schedule, rules = record.schedule, [*record.rules]
    for scope in scopes:
        if "x-schedule" in scope.schema:
            schedule = _schedule(scope.schema["x-schedule"], scope.origin.child("x-schedule"))
        if "x-rules" in scope.schema:
            rules += _rules(scope.schema["x-rules"], scope.origin.child("x-rules"))
    if schedule is None and not rules:
        return record
    return replace(record, schedule=schedule, rules=tuple({r.origin: r for r in rules}.values()))


def _schedule(value: Any, origin: Origin) -> Schedule:
    if not isinstance(value, str):
        raise FormulaMalformed(
            "x-schedule is no text",
            'write the formula of the learning rate, such as "rate / sqrt(step + 1)"',
            origin,
        )
    return Schedule(text=value, expression=parse(value, origin), origin=origin)


def _rules(value: Any, origin: Origin) -> Iterator[Rule]:
    if not isinstance(value, list):
        raise FormulaMalformed("x-rules is no list", _ENTRY, origin)
    if len(value) > MAX_RULES:
        raise LimitExceeded(
            f"more than {MAX_RULES} rules", "describe parts of the object on their own", origin
        )
    for number, entry in enumerate(value):
        yield _rule(entry, origin.child(number))


def _rule(entry: Any, origin: Origin) -> Rule:
    if not isinstance(entry, dict):
        raise FormulaMalformed("the rule is no object", _ENTRY, origin)
    for key in ("rule", "message"):
        if not isinstance(entry.get(key), str) or not entry[key].strip():
            raise FormulaMalformed(f"the rule has no {key!r}", _ENTRY, origin)
    extra = [k for k in entry if k not in ("rule", "message", "at")]
    if extra or not isinstance(entry.get("at", ""), str):
        raise FormulaMalformed(f"the rule has {extra[0]!r}" if extra else "'at' is no text", _ENTRY, origin)
    expression = parse(entry["rule"], origin.child("rule"))
    first = next((n for n in names_in(expression) if n != "pi"), "")
    return Rule(
        text=entry["rule"],
        expression=expression,
        message=entry["message"],
        at=entry.get("at", first),
        origin=origin,
    )


def check_formulas(definitions: Mapping[str, Definition]) -> dict[str, Definition]:
    """The definitions with the kinds of all names in formulas.

    :raises codegen.errors.FormulaUnsound: a name is no field, or types do not fit.
    """
    return {k: _checked(d, definitions) for k, d in definitions.items()}


def _checked(definition: Definition, definitions: Mapping[str, Definition]) -> Definition:
    record = definition.node
    if not isinstance(record, Record) or (record.schedule is None and not record.rules):
        return definition
    schedule = record.schedule
    if schedule is not None:
        kinds = check_schedule(schedule.expression, record, definitions, schedule.origin)
        schedule = replace(schedule, kinds=kinds)
    rules = tuple(_checked_rule(r, record, definitions) for r in record.rules)
    return replace(definition, node=replace(record, schedule=schedule, rules=rules))


def _checked_rule(rule: Rule, record: Record, definitions: Mapping[str, Definition]) -> Rule:
    kinds = check_rule(rule.expression, record, definitions, rule.origin.child("rule"))
    if rule.at not in {f.key for f in record.fields}:
        raise FormulaMisplaced(
            f"the rule is to be told at {rule.at!r}, which is no field of the object",
            "name a declared field, or leave 'at' out",
            rule.origin.child("at"),
        )
    return replace(rule, kinds=kinds)


def check_places(documents: tuple[Document, ...], definitions: Collection[Definition]) -> None:
    """Refuse a formula that stands where nothing would read it.

    Of further documents only what was referred to is lowered, so only those places of them are looked at.

    :raises FormulaMisplaced: it does not stand on an object with properties.
    """
    written = [d for d in documents if d.mentions(*KEYWORDS)]
    if not written:
        return
    nodes = [n for d in definitions for n in _within(d.node)]
    records = [n for n in nodes if isinstance(n, Record)]
    read = {r.schedule.origin for r in records if r.schedule}
    read |= {rule.origin for r in records for rule in r.rules}
    lowered = {n.origin for n in nodes}
    for document in written:
        for path, schema in _schemas(document.value):
            origin = Origin(document.uri, "").child(*path)
            if document is documents[0] or origin in lowered:
                _check_place(schema, origin, read)


def _check_place(schema: dict[str, Any], origin: Origin, read: set[Origin]) -> None:
    for keyword in KEYWORDS:
        at = origin.child(keyword)
        first = at if keyword == "x-schedule" else at.child(0)
        if keyword in schema and schema[keyword] != [] and first not in read:
            raise FormulaMisplaced(
                f"{keyword} has no effect here",
                "put it beside 'type' and 'properties' of an object that declares its fields",
                at,
            )


def _schemas(schema: Any) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any]]]:
    """Every schema of a document that has a formula, with its path."""
    waiting: list[tuple[tuple[str | int, ...], Any]] = [((), schema)]
    while waiting:
        path, here = waiting.pop()
        if isinstance(here, dict):
            if any(k in here for k in KEYWORDS):
                yield path, here
            waiting += [((*path, *steps), below) for steps, below in subschemas(here)]


def _within(node: Node) -> Iterator[Node]:
    waiting = [node]
    while waiting:
        here = waiting.pop()
        yield here
        waiting += [n for r in here.residuals for n in r.nodes]
        waiting += children(here)
