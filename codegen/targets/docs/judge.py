"""Whether an example is valid: a stock validator and the plain reading of the rules say so.

One validator for all types: printing our own checker takes seconds for a thousand of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from codegen.formula import rule_holds
from codegen.ir import Array, Map, Model, Node, Record, Ref, Union
from codegen.load import plain

__all__ = ["judge_of"]


def judge_of(model: Model) -> Callable[[str, Any], bool]:
    """A function of ``Definition.key`` and a JSON value.  It accepts nothing for a type it cannot judge."""
    import jsonschema_rs

    schema = plain(model.schema)
    places = {key: str(number) for number, key in enumerate(model.refs)}
    if not isinstance(schema, dict):
        return lambda key, value: False
    # the bundle stays as it is under a name of its own, and each of its types is one key of a new object
    bundle = {k: v for k, v in schema.items() if k != "$id"}
    wrapper = {"properties": {place: {"$ref": f"urn:bundle{model.refs[k]}"} for k, place in places.items()}}
    try:
        registry = jsonschema_rs.Registry([("urn:bundle", bundle)])
        validator = jsonschema_rs.Draft202012Validator(wrapper, registry=registry, validate_formats=False)
    except ValueError:  # a schema that this validator cannot load
        return lambda key, value: False

    ruled = any(isinstance(d.node, Record) and d.node.rules for d in model.definitions)

    def is_valid(key: str, value: Any) -> bool:
        if key not in places:
            return False
        given = plain(value)
        try:
            valid = bool(validator.is_valid({places[key]: given}))
            return valid and (not ruled or _rules_hold(model, model.definition(key).node, given))
        except (ValueError, OverflowError, RecursionError, TypeError):
            return False

    return is_valid


def _rules_hold(model: Model, node: Node, value: Any) -> bool:
    """Whether a value that is valid in all else breaks no rule; of alternatives, none of any of them."""
    match node, value:
        case Ref(target=target), _:
            return _rules_hold(model, model.definition(target).node, value)
        case Union(members=members), dict() | list():
            return all(_rules_hold(model, member, value) for member in members)
        case Record(), dict():
            below = {f.key: f.node for f in node.fields}
            return all(rule_holds(rule, node, value) for rule in node.rules) and all(
                _rules_hold(model, below.get(key, node.additional), item) for key, item in value.items()
            )
        case Map(values=values), dict():
            return all(_rules_hold(model, values, item) for item in value.values())
        case Array(items=items), list():
            return all(_rules_hold(model, items, item) for item in value)
    return True
