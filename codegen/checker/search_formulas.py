"""Issues of rules between fields."""

from __future__ import annotations

from functools import partial

from codegen import messages
from codegen.checker.accept import expr
from codegen.checker.book import python_value
from codegen.checker.rules import reads, rule_test
from codegen.checker.search import Search
from codegen.checker.source import Expr, all_of, any_of, leaf, negate, quote
from codegen.checker.speech import say
from codegen.ir import Field, Record, Rule

__all__ = ["MAX_MESSAGE", "write_formulas"]

MAX_MESSAGE = 300  # characters of a rule's message that are told


def write_formulas(search: Search, node: Record) -> None:
    """Each rule, where all the fields that it reads are valid."""
    for rule in node.rules:
        fields = reads(node, rule)
        valid = [_valid(search, f) for f in fields]
        search.lines.when(all_of([*valid, negate(rule_test(search.book, node, rule, "value"))]))
        search.indented(partial(_tell, search, rule, fields))


def _valid(search: Search, field: Field) -> Expr:
    key = quote(field.key)
    judged = expr(search.book, field.node, f"value[{key}]", True)
    if field.required:
        return all_of([leaf(f"{key} in value", f"{key} not in value"), judged])
    return any_of([leaf(f"{key} not in value", f"{key} in value"), judged])


def _tell(search: Search, rule: Rule, fields: list[Field]) -> None:
    keys = ", ".join(quote(f.key) for f in fields) + ("," if len(fields) == 1 else "")
    given = {f.key: f.node.default.value for f in fields if f.node.default is not None and not f.required}
    words = quote(messages.escaped(rule.message, MAX_MESSAGE))
    more = (f"({keys})", *([python_value(given)] if given else []))
    say(search.lines, "issues.rule", ["value", "path", quote(rule.at)], [words], more)
