"""A configuration with what it leaves out."""

from typing import Any

from pydantic import BaseModel

from ._frozen import key_of, plain
from ._judge import definition_of
from .checker import ACCEPTS

__all__ = ["resolved"]


def resolved(value: Any) -> Any:
    """The JSON document a value stands for, with the schema's defaults filled in, as far as it is valid with
    them: a default that would count as a member of a group, say, is left out.
    """
    if isinstance(value, BaseModel):
        return _object(value)
    if isinstance(value, dict):
        return {key: resolved(item) for key, item in value.items()}
    if isinstance(value, list):
        return [resolved(item) for item in value]
    return value


def _object(value: BaseModel) -> dict[str, Any]:
    accepts = ACCEPTS[definition_of(type(value))]
    written = plain(value)
    full = _filled(value, written)
    if accepts(full):
        return full
    found: dict[str, Any] = written
    for key in full:  # one by one: what makes it invalid stays as it was written
        tried = {k: full[k] if k == key else found[k] for k in full if k == key or k in found}
        if accepts(tried):
            found = tried
    return found


def _filled(value: BaseModel, written: dict[str, Any]) -> dict[str, Any]:
    """Fields in the order of the schema, then further keys.  None that was not written stands for nothing.

    What overrides the same object elsewhere stays as written: a default would override as well.
    """
    cls = type(value)
    overriding = getattr(cls, "__as_written__", ())
    found = {}
    for name in cls.__pydantic_fields__:
        key, item = key_of(cls, name), getattr(value, name)
        if key in written or item is not None:
            found[key] = plain(item) if key in overriding else resolved(item)
    others = {key: resolved(item) for key, item in (value.__pydantic_extra__ or {}).items()}
    return found | {key: others.get(key, item) for key, item in written.items() if key not in found}
