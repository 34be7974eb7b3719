"""Whether an example is valid, as a stock validator says.

One validator for all types: printing our own checker takes seconds for a thousand of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from codegen.ir import Model
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

    def is_valid(key: str, value: Any) -> bool:
        if key not in places:
            return False
        try:
            return bool(validator.is_valid({places[key]: plain(value)}))
        except (ValueError, OverflowError, RecursionError, TypeError):
            return False

    return is_valid
