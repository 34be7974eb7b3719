"""Containers that stay as they are, and the way from objects to plain JSON values and back."""

from typing import Any, NoReturn, TypeVar

from pydantic import BaseModel

__all__ = ["FrozenDict", "FrozenList", "freeze", "key_of", "plain"]

K = TypeVar("K")
V = TypeVar("V")


class FrozenDict(dict[K, V]):
    """A dict that nobody changes, so that it can be hashed.  ``copy`` gives one to change."""

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("a validated object does not change: make a new one with model_copy(update=...)")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (dict(self),)

    def copy(self) -> dict[K, V]:
        """A plain dict."""
        return dict(self)


class FrozenList(list[V]):
    """A list that nobody changes, so that it can be hashed.  ``copy`` gives one to change."""

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("a validated array does not change: make a new one with model_copy(update=...)")

    __setitem__ = __delitem__ = __iadd__ = __imul__ = _refuse
    append = extend = insert = remove = pop = clear = sort = reverse = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(tuple(self))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (list(self),)

    def copy(self) -> list[V]:
        """A plain list."""
        return list(self)


def key_of(cls: type[BaseModel], name: str) -> str:
    """The key that a field has in documents."""
    if not cls.__pydantic_fields_complete__:  # it was built as part of another class, its own fields were not
        cls.model_rebuild()
    alias = cls.__pydantic_fields__[name].alias
    return name if alias is None else alias


def plain(value: Any) -> Any:
    """The JSON document a value stands for: a model is an object of the keys that were set."""
    if isinstance(value, BaseModel):
        cls, names = type(value), value.model_fields_set
        found = {key_of(cls, n): plain(getattr(value, n)) for n in cls.__pydantic_fields__ if n in names}
        return found | {key: plain(item) for key, item in (value.__pydantic_extra__ or {}).items()}
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value


def freeze(value: Any) -> Any:
    """A JSON value made of containers that stay as they are."""
    if isinstance(value, BaseModel):
        value = plain(value)
    if isinstance(value, dict):
        return FrozenDict({key: freeze(item) for key, item in value.items()})
    if isinstance(value, (list, tuple)):
        return FrozenList(map(freeze, value))
    return value
