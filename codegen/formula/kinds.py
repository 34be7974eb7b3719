"""What the names of a formula stand for, and whether its types fit.

A *schedule* gives a number; it may name ``step``, ``pi``, fields that always have a value, and groups whose
members are rates.  A *rule* gives true or false about the fields of one object.
"""

from __future__ import annotations

from collections.abc import Mapping

from codegen.errors import FormulaUnsound, Origin
from codegen.expressions import (
    Binary,
    Boolean,
    Call,
    Conditional,
    Expression,
    Kind,
    Name,
    Number,
    Unary,
    names_in,
)
from codegen.formula.functions import FUNCTIONS, Parameter
from codegen.ir import (
    Array,
    Choice,
    Const,
    Definition,
    Enum,
    Field,
    Never,
    Node,
    Record,
    Ref,
    Scalar,
    Tuple,
    Union,
)

__all__ = ["check_rule", "check_schedule", "kind_of", "value_kind"]

_LISTS: tuple[Kind, ...] = ("integers", "numbers", "list", "schedules")
_SAID: Mapping[str, str] = {
    "boolean": "true or false",
    "integer": "an integer",
    "number": "a number",
    "integers": "a list of integers",
    "numbers": "a list of numbers",
    "list": "a list",
    "any list": "a list",
    "schedule": "a learning rate",
    "schedules": "a list of learning rates",
}
Definitions = Mapping[str, Definition]


def check_schedule(
    expression: Expression, record: Record, definitions: Definitions, origin: Origin
) -> tuple[tuple[str, Kind], ...]:
    """The kind of each name in the formula of a learning rate.

    :raises FormulaUnsound: a name is none, a field may be without a value, or the types do not fit.
    """
    kinds = {n: _schedule_name(n, record, definitions, origin) for n in names_in(expression)}
    _expect("number", expression, kinds, origin, "a schedule")
    return tuple(kinds.items())


def check_rule(
    expression: Expression, record: Record, definitions: Definitions, origin: Origin
) -> tuple[tuple[str, Kind], ...]:
    """The kind of each name in the formula of a rule.

    :raises FormulaUnsound: a name is no field, no field is named, or the types do not fit.
    """
    kinds = {n: _rule_name(n, record, definitions, origin) for n in names_in(expression)}
    if not kinds.keys() - {"pi"}:
        raise FormulaUnsound("the rule names no field", "a rule is about fields of its object", origin)
    _expect("boolean", expression, kinds, origin, "a rule")
    return tuple(kinds.items())


def _schedule_name(name: str, record: Record, definitions: Definitions, origin: Origin) -> Kind:
    if name in ("step", "pi"):
        return _own(name, record, origin)
    for choice in record.choices:
        if choice.name == name:
            return _group(choice, record, definitions, origin)
    field = _field(name, record, origin, ("step", "pi", *(c.name for c in record.choices)))
    kind, nullable = value_kind(field.node, definitions)
    if nullable or not (field.required or field.node.default is not None):
        raise FormulaUnsound(
            f"the schedule names {name!r}, which may be {'null' if nullable else 'left out'}",
            "require it, or give it a default" + (" and take null away" if nullable else ""),
            origin,
        )
    return _usable(name, kind, origin)


def _rule_name(name: str, record: Record, definitions: Definitions, origin: Origin) -> Kind:
    if name == "pi":
        return _own(name, record, origin)
    if any(c.name == name for c in record.choices):
        raise FormulaUnsound(
            f"{name!r} is a group; in a rule a group has no value", "name fields of the object", origin
        )
    field = _field(name, record, origin, ())
    kind, _ = value_kind(field.node, definitions)
    # a learning rate depends on the step, which a rule does not have; a list of them still has a size
    seen: dict[Kind | None, Kind | None] = {"schedule": None, "schedules": "list"}
    return _usable(name, seen.get(kind, kind), origin)


def _own(name: str, record: Record, origin: Origin) -> Kind:
    """``step`` and ``pi``."""
    if any(f.key == name for f in record.fields):
        raise FormulaUnsound(
            f"{name!r} is a word of the language and also a field of the object",
            "give the field another name",
            origin,
        )
    return "integer" if name == "step" else "number"


def _field(name: str, record: Record, origin: Origin, more: tuple[str, ...]) -> Field:
    for field in record.fields:
        if field.key == name:
            return field
    known = [*(f.key for f in record.fields), *more]
    from difflib import get_close_matches

    near = get_close_matches(name, known, 1)
    listed = ", ".join(known[:20]) or "none"
    raise FormulaUnsound(
        f"the formula names {name!r}, which is no field of the object",
        f"did you mean {near[0]!r}?" if near else f"the names it may use are: {listed}",
        origin,
    )


def _usable(name: str, kind: Kind | None, origin: Origin) -> Kind:
    if kind is None:
        raise FormulaUnsound(
            f"the formula names {name!r}, whose values are of no type a formula can use",
            "name numbers, booleans and lists; in a schedule, objects that have an x-schedule",
            origin,
        )
    return kind


def _group(choice: Choice, record: Record, definitions: Definitions, origin: Origin) -> Kind:
    """A group of a schedule: exactly one member, each of one key, a number or a learning rate."""
    if choice.kind != "exactly one" or any(len(m.keys) != 1 for m in choice.members):
        raise FormulaUnsound(
            f"the group {choice.name!r} may have no value",
            "a schedule can name a group of which exactly one member is set",
            origin,
        )
    fields = {f.key: f for f in record.fields}
    for member in choice.members:
        key = member.keys[0]
        kind, _ = value_kind(fields[key].node, definitions)
        if kind not in ("number", "integer", "schedule"):
            raise FormulaUnsound(
                f"{key!r}, a member of the group {choice.name!r}, is neither a number nor a learning rate",
                f"give what {key!r} refers to an x-schedule, or take it out of the group",
                origin,
            )
    return "schedule"


def value_kind(node: Node, definitions: Definitions) -> tuple[Kind | None, bool]:
    """What kind the values of a node are (None: of no kind, or of several) and whether null is one."""
    kinds: set[Kind | None] = set()
    nullable = False
    for part in _alternatives(node, definitions):
        match part:
            case Scalar(kind="null") | Const(value=None):
                nullable = True
            case Scalar(kind=("boolean" | "integer" | "number") as kind):
                kinds.add(kind)
            case Const(value=value):
                nullable |= value.value is None
                kinds |= _kinds_of((value.value,))
            case Enum(values=values):
                nullable |= any(v.value is None for v in values)
                kinds |= _kinds_of(tuple(v.value for v in values))
            case Array(items=items):
                kinds.add(_list_kind([items], definitions))
            case Tuple(prefix=prefix, rest=rest):
                kinds.add(_list_kind([*prefix, *([] if isinstance(rest, Never) else [rest])], definitions))
            case Record(schedule=schedule) if schedule is not None:
                kinds.add("schedule")
            case Never():
                pass
            case _:
                return None, True
    return _one(kinds), nullable


def _alternatives(node: Node, definitions: Definitions) -> list[Node]:
    """What a value can be, references followed; a definition that holds itself is met once."""
    found: list[Node] = []
    waiting, seen = [node], set()
    while waiting:
        here = waiting.pop()
        if isinstance(here, Ref):
            if here.target not in seen:
                seen.add(here.target)
                waiting.append(definitions[here.target].node)
        elif isinstance(here, Union):
            waiting += here.members
        else:
            found.append(here)
    return found


def _kinds_of(values: tuple[object, ...]) -> set[Kind | None]:
    kinds: set[Kind | None] = set()
    for value in values:
        if isinstance(value, bool):
            kinds.add("boolean")
        elif isinstance(value, (int, float)):
            kinds.add("integer" if isinstance(value, int) or value.is_integer() else "number")
        elif value is not None:
            kinds.add(None)
    return kinds


def _list_kind(items: list[Node], definitions: Definitions) -> Kind:
    found = [value_kind(item, definitions) for item in items]
    kind = _one({k for k, _ in found})
    lists: dict[Kind | None, Kind] = {"integer": "integers", "number": "numbers", "schedule": "schedules"}
    return "list" if any(nullable for _, nullable in found) else lists.get(kind, "list")


def _one(kinds: set[Kind | None]) -> Kind | None:
    if kinds == {"integer", "number"}:
        return "number"
    return kinds.pop() if len(kinds) == 1 else None


def kind_of(expression: Expression, kinds: Mapping[str, Kind]) -> Kind:
    """What kind the value of an expression is; a learning rate that is used is a number."""
    match expression:
        case Number(value=value):
            return "integer" if isinstance(value, int) else "number"
        case Boolean():
            return "boolean"
        case Name(name=name):
            return "number" if kinds[name] == "schedule" else kinds[name]
        case Unary(operator=operator, operand=operand):
            return "boolean" if operator == "!" else kind_of(operand, kinds)
        case Binary(operator=("+" | "-" | "*"), left=left, right=right):
            return _wider(kind_of(left, kinds), kind_of(right, kinds))
        case Binary(operator="/"):
            return "number"
        case Binary(operator="%"):
            return "integer"
        case Binary():
            return "boolean"
        case Conditional(yes=yes, no=no):
            first, second = kind_of(yes, kinds), kind_of(no, kinds)
            return first if first == second else _wider(first, second)
        case Call(function=function, arguments=arguments):
            given = FUNCTIONS[function].gives
            return given or (
                "integer" if all(kind_of(a, kinds) == "integer" for a in arguments) else "number"
            )


def _wider(first: Kind, second: Kind) -> Kind:
    return "integer" if first == second == "integer" else "number"


def _expect(
    wanted: Parameter, expression: Expression, kinds: Mapping[str, Kind], origin: Origin, where: str
) -> None:
    """Check an expression and all in it, and that its own kind is what is wanted ``where`` it stands."""
    _check(expression, kinds, origin)
    found = kind_of(expression, kinds)
    if found == wanted or (wanted, found) in (("number", "integer"), ("numbers", "integers")):
        return
    if wanted == "any list" and found in _LISTS:
        return
    raise FormulaUnsound(
        f"{where} needs {_SAID[wanted]}, and what stands there is {_SAID[found]} "
        f"(character {expression.at + 1} of the formula)",
        _HINTS.get((wanted, found), "check the types of the fields it names"),
        origin,
    )


_HINTS = {
    ("boolean", "number"): "compare it with something: x > 0",
    ("boolean", "integer"): "compare it with something: x > 0",
    ("number", "boolean"): "choose between two numbers: test ? a : b",
    ("number", "numbers"): "use piecewise or size",
    ("number", "integers"): "use piecewise or size",
}


def _check(expression: Expression, kinds: Mapping[str, Kind], origin: Origin) -> None:
    match expression:
        case Unary(operator=operator, operand=operand):
            _expect("boolean" if operator == "!" else "number", operand, kinds, origin, f"{operator!r}")
        case Binary(operator=operator, left=left, right=right):
            _check_binary(operator, left, right, kinds, origin)
        case Conditional(test=test, yes=yes, no=no):
            _expect("boolean", test, kinds, origin, "'?'")
            _check(yes, kinds, origin)
            same = kind_of(yes, kinds) == "boolean"
            _expect("boolean" if same else "number", yes, kinds, origin, "a branch of '? :'")
            _expect("boolean" if same else "number", no, kinds, origin, "a branch of '? :'")
        case Call(function=function, arguments=arguments):
            wanted = FUNCTIONS[function].parameters
            for number, argument in enumerate(arguments):
                _expect(wanted[min(number, len(wanted) - 1)], argument, kinds, origin, function)


def _check_binary(
    operator: str, left: Expression, right: Expression, kinds: Mapping[str, Kind], origin: Origin
) -> None:
    wanted: Parameter = "number"
    if operator in ("&&", "||"):
        wanted = "boolean"
    elif operator == "%":
        wanted = "integer"
    elif operator in ("==", "!="):
        _check(left, kinds, origin)
        wanted = "boolean" if kind_of(left, kinds) == "boolean" else "number"
    for side in (left, right):
        _expect(wanted, side, kinds, origin, f"{operator!r}")
