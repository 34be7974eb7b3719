"""Which members of a property group are set.

The accessors of the models say what comes back; these functions take it from where it stands.
"""

from typing import TypeAlias, TypeVar, cast

from pydantic import BaseModel

from ._frozen import key_of

__all__ = ["chosen", "chosen_kind", "set_kinds", "set_members"]

T = TypeVar("T")
#: The field that is the member, or the fields that together are it.
Member: TypeAlias = str | tuple[str, ...]


def chosen(model: BaseModel, *members: Member, null_is_set: tuple[str, ...] = ()) -> T:  # type: ignore[type-var]
    """The value of the first member that is set, or None; of a member of several fields, all of them."""
    return cast(T, next((_value(model, m) for m in members if _is_set(model, m, null_is_set)), None))


def chosen_kind(model: BaseModel, *members: Member, null_is_set: tuple[str, ...] = ()) -> T:  # type: ignore[type-var]
    """The name of the first member that is set, or None."""
    return cast(T, next((_label(model, m) for m in members if _is_set(model, m, null_is_set)), None))


def set_members(model: BaseModel, *members: Member, null_is_set: tuple[str, ...] = ()) -> T:  # type: ignore[type-var]
    """The values of all members that are set."""
    return cast(T, tuple(_value(model, m) for m in members if _is_set(model, m, null_is_set)))


def set_kinds(model: BaseModel, *members: Member, null_is_set: tuple[str, ...] = ()) -> T:  # type: ignore[type-var]
    """The names of all members that are set, as the document has them."""
    return cast(T, tuple(_label(model, m) for m in members if _is_set(model, m, null_is_set)))


def _is_set(model: BaseModel, member: Member, null_is_set: tuple[str, ...]) -> bool:
    names = (member,) if isinstance(member, str) else member
    present = model.model_fields_set
    return all(n in present and (n in null_is_set or getattr(model, n) is not None) for n in names)


def _value(model: BaseModel, member: Member) -> object:
    if isinstance(member, str):
        return getattr(model, member)
    return tuple(getattr(model, name) for name in member)


def _label(model: BaseModel, member: Member) -> str:
    names = (member,) if isinstance(member, str) else member
    return " and ".join(key_of(type(model), name) for name in names)
