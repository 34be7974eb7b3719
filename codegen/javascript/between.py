"""Issues of rules between the fields of one object (``x-rules``)."""

from __future__ import annotations

from functools import partial

from codegen import messages
from codegen.checker.rules import may_be_empty, reads
from codegen.checker.search_formulas import MAX_MESSAGE
from codegen.checker.source import TRUE, Expr, all_of, any_of, leaf, negate
from codegen.expressions import Binary
from codegen.formula import can_fail
from codegen.ir import Field, Record, Rule
from codegen.javascript.formulas import formula_text
from codegen.javascript.objects import has
from codegen.javascript.search import Search, check_name
from codegen.javascript.source import literal, member, quote, strings

__all__ = ["write_formulas"]

_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}


def write_formulas(search: Search, node: Record) -> None:
    """Each rule, where all the fields that it reads are valid."""
    for rule in node.rules:
        fields = reads(node, rule)
        names = {f.key: _source(f) for f in fields}
        given = [leaf(f"{names[f.key]} !== null") for f in fields if may_be_empty(search.book, f)]
        broken = all_of([*(_valid(search, f) for f in fields), *given, negate(_held(rule, names))])
        search.lines.when(broken, partial(_tell, search, rule, fields))


def _source(field: Field) -> str:
    if field.required:
        return member("value", field.key)
    default = literal(field.node.default.value) if field.node.default is not None else "null"
    return f"get(value, {quote(field.key)}, {default})"


def _valid(search: Search, field: Field) -> Expr:
    name = check_name(search.book, field.node, search.type)
    if name is None:
        return has(field.key) if field.required else TRUE
    there = leaf(f"fitsAt(value, {quote(field.key)}, {name}, issues)")
    return there if field.required else any_of([negate(has(field.key)), there])


def _held(rule: Rule, names: dict[str, str]) -> Expr:
    """Whether the formula is true."""
    formula = rule.expression
    text = formula_text(rule, names)
    if can_fail(rule):
        return leaf(f"holds(() => {text})", f"!holds(() => {text})")
    if isinstance(formula, Binary) and formula.operator in _OPPOSITE:
        sides = [formula_text(rule, names, side) for side in (formula.left, formula.right)]
        return leaf(text, f" {_OPPOSITE[formula.operator]} ".join(sides))
    return leaf(f"({text})", f"!({text})")


def _tell(search: Search, rule: Rule, fields: list[Field]) -> None:
    given = {f.key: f.node.default.value for f in fields if f.node.default is not None and not f.required}
    words = quote(messages.escaped(rule.message, MAX_MESSAGE))
    arguments = ["value", quote(rule.at), words, strings(f.key for f in fields)]
    search.lines.call("issues.rule", [*arguments, *([literal(given)] if given else [])])
