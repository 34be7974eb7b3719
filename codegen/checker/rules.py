"""Rules between the fields of one object (``x-rules``), as expressions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from codegen.checker.book import Book, python_value
from codegen.checker.source import FALSE, TRUE, Expr, all_of, any_of, leaf, negate, quote
from codegen.expressions import Binary, Boolean, Conditional, Expression, Unary
from codegen.formula import can_fail, to_python
from codegen.formula.kinds import value_kind
from codegen.ir import Field, Record, Rule

__all__ = ["may_be_empty", "reads", "rule_test"]

_PI = "3.141592653589793"
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
_FUNCTIONS = {"ascending": "_ascending", "piecewise": "_piecewise"}


def reads(node: Record, rule: Rule) -> list[Field]:
    """The fields that a rule reads, in the order of its text."""
    fields = {f.key: f for f in node.fields}
    return [fields[name] for name, _ in rule.kinds if name in fields]


def rule_test(book: Book, node: Record, rule: Rule, x: str, local: Mapping[str, str] | None = None) -> Expr:
    """Whether the object that ``x`` names meets a rule; its fields have been judged.

    :param local: names that hold the values of required fields.
    """
    fields = reads(node, rule)
    names = {f.key: (local or {}).get(f.key) or _source(book, f, x) for f in fields}
    empty = [names[f.key] for f in fields if may_be_empty(book, f)]
    without = [leaf(f"{name} is None", f"{name} is not None") for name in empty]
    if can_fail(rule):
        return any_of([*without, leaf(f"{_guarded(book, node, rule)}({x})")])
    return any_of([*without, _tree(rule, rule.expression, names)])


def _source(book: Book, field: Field, x: str) -> str:
    key, default = quote(field.key), field.node.default
    if field.required:
        return f"{x}[{key}]"
    if default is None or default.value is None:
        return f"{x}.get({key})"
    value = python_value(default.value)
    if isinstance(default.value, list):
        value = book.constant("DEFAULT", [field.key], value)
    return f"{x}.get({key}, {value})"


def may_be_empty(book: Book, field: Field) -> bool:
    """Whether a field can be without a value in a valid object."""
    default = field.node.default
    missing = not field.required and (default is None or default.value is None)
    return missing or value_kind(field.node, book.model.index)[1]


def _tree(rule: Rule, expression: Expression, names: Mapping[str, str]) -> Expr:
    match expression:
        case Boolean(value=value):
            return TRUE if value else FALSE
        case Unary(operator="!", operand=operand):
            return negate(_tree(rule, operand, names))
        case Binary(operator="&&", left=left, right=right):
            return all_of([_tree(rule, left, names), _tree(rule, right, names)])
        case Binary(operator="||", left=left, right=right):
            return any_of([_tree(rule, left, names), _tree(rule, right, names)])
        case Binary(operator=operator) if operator in _OPPOSITE:
            opposite = replace(expression, operator=_OPPOSITE[operator])
            return leaf(_printed(rule, expression, names), _printed(rule, opposite, names))
        case Conditional():
            return leaf(f"({_printed(rule, expression, names)})")
    return leaf(_printed(rule, expression, names))


def _printed(rule: Rule, expression: Expression, names: Mapping[str, str]) -> str:
    return to_python(replace(rule, expression=expression), {**names, "pi": names.get("pi", _PI)}, _FUNCTIONS)


def _guarded(book: Book, node: Record, rule: Rule) -> str:
    """The function for a rule that may have no value (a division by zero); then it is broken."""

    def write(name: str) -> list[str]:
        names = {f.key: _source(book, f, "value") for f in reads(node, rule)}
        printed = _printed(rule, rule.expression, names)
        return [
            f'def {name}(value: "dict[Any, Any]") -> bool:',
            *(["    import math", ""] if "math." in printed else []),
            "    try:",
            f"        return bool({printed})",
            "    except (ArithmeticError, LookupError, ValueError):",
            "        return False",
        ]

    return book.share(("rule", rule.origin, node.origin), "rule", [rule.at], write)
