"""JSON's types as annotations.  They build and freeze; what a value may be, the checker has judged before."""

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, TypeVar, Union, cast, get_args

from pydantic import BaseModel, Field, GetCoreSchemaHandler
from pydantic_core import core_schema

from ._frozen import FrozenDict, FrozenList, freeze, plain
from ._judge import definition_of
from .checker import ACCEPTS

__all__ = [
    "Array",
    "Integer",
    "Json",
    "Map",
    "Maybe",
    "Number",
    "OneOf",
    "String",
    "default",
    "told_apart",
    "without_looks",
]

T = TypeVar("T")
_AS_IT_IS = core_schema.simple_ser_schema("any")
_KEPT = ((int, float), (str,))  # the Python types of numbers and of strings


class _Kept:
    """Values of some Python types, untouched."""

    def __init__(self, types: tuple[type, ...]) -> None:
        self.types = types

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> Any:
        return core_schema.is_instance_schema(self.types)


class _Whole:
    """Integers; ``2.0`` is one, and becomes ``2``."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> Any:
        steps = [
            core_schema.int_schema(strict=True),
            core_schema.no_info_plain_validator_function(self.whole),
        ]
        return core_schema.union_schema(cast(Any, steps), mode="left_to_right", serialization=_AS_IT_IS)

    @staticmethod
    def whole(value: Any) -> int:
        """:raises ValueError: the value is no whole number."""
        if type(value) is float and value.is_integer():
            return int(value)
        raise ValueError("no whole number")


class _Frozen:
    """Arrays, maps and plain JSON values in containers that stay as they are."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> Any:
        below = get_args(source)
        copied = _copier(below)
        if copied is not None:
            return core_schema.no_info_plain_validator_function(copied, serialization=_AS_IT_IS)
        items = handler.generate_schema(below[-1])
        if len(below) == 1:
            array = core_schema.list_schema(items, strict=False)
            return core_schema.no_info_after_validator_function(FrozenList, array)
        table = core_schema.dict_schema(values_schema=items)
        return core_schema.no_info_after_validator_function(FrozenDict, table)


def _copier(below: tuple[Any, ...]) -> Callable[[Any], Any] | None:
    """What freezes an array or any value as a whole; None when its parts have to be built."""
    if not below:
        return freeze
    marks = getattr(below[0], "__metadata__", ()) if len(below) == 1 else ()
    if any(isinstance(mark, _Kept) for mark in marks):
        return _list
    return _integers if any(isinstance(mark, _Whole) for mark in marks) else None


def _list(values: Any) -> FrozenList[Any]:
    """An array of what stays as it is.  :raises ValueError: the value is no array."""
    if not isinstance(values, (list, tuple)):
        raise ValueError("no array")
    return FrozenList(values)


def _integers(values: Any) -> FrozenList[int]:
    """An array of integers.  :raises ValueError: the value is no array."""
    kept = _list(values)
    for value in kept:
        if type(value) is float:
            return FrozenList(map(int, kept))
    return kept


class _First:
    """The first of several classes whose definition accepts the object; other types of JSON beside them."""

    def __init__(self, types: tuple[Any, ...]) -> None:
        self.types = types

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> Any:
        classes = {t.__name__: t for t in self.types if isinstance(t, type) and issubclass(t, BaseModel)}
        choices = {name: handler.generate_schema(t) for name, t in classes.items()}
        others = tuple(t for t in self.types if t not in classes.values())
        if others:
            choices[""] = handler.generate_schema(reduce(or_, others))

        def pick(value: Any) -> str:
            if isinstance(value, BaseModel):
                return next((n for n, t in classes.items() if isinstance(value, t)), "")
            document = plain(value)
            return next((n for n, t in classes.items() if ACCEPTS[definition_of(t)](document)), "")

        return core_schema.tagged_union_schema(cast(Any, choices), pick, serialization=_AS_IT_IS)


def without_looks(schema: Any, handler: GetCoreSchemaHandler) -> Any:
    """A model's schema that looks at no number and no string which stands alone in a field: the checker has.
    In a union the look stays, since it finds the member.
    """
    for field in handler.resolve_ref_schema(schema).get("schema", {}).get("fields", {}).values():
        outer = field["schema"] if field["schema"]["type"] == "default" else field
        inner = outer["schema"]
        while inner["type"] == "nullable":
            inner = inner["schema"]
        if inner["type"] == "is-instance" and inner["cls"] in _KEPT:
            outer["schema"] = core_schema.any_schema()
    return schema


def told_apart(schema: Any, handler: GetCoreSchemaHandler) -> Any:
    """A model's schema that knows which fields were set, also where a further key has the name that another
    field has in Python.  pydantic notes both under that name.
    """
    model: Any = handler.resolve_ref_schema(schema)
    fields = model.get("schema", {}).get("fields", {})
    called = ((name, field.get("validation_alias", name)) for name, field in fields.items())
    keys = {name: key for name, key in called if name != key}

    def tell(value: Any, build: Callable[[Any], Any]) -> Any:
        built, further, names = build(value)
        mixed = keys.keys() & (further or {}).keys()
        return built, further, {n for n in names if n not in mixed or keys[n] in value}

    if keys:
        model["schema"] = core_schema.no_info_wrap_validator_function(tell, model["schema"])
    return schema


if TYPE_CHECKING:
    Number: TypeAlias = int | float
    Integer: TypeAlias = int
    String: TypeAlias = str
    Json: TypeAlias = Any
    Array: TypeAlias = Sequence[T]
    Map: TypeAlias = Mapping[str, T]
    Maybe: TypeAlias = T | None
    OneOf = Union
else:
    #: A number as it was written: 1 stays an int, 1.0 a float.
    Number = Annotated[int | float, _Kept(_KEPT[0])]
    #: A whole number of any size.
    Integer = Annotated[int, _Whole()]
    #: Any string.
    String = Annotated[str, _Kept(_KEPT[1])]
    #: Any JSON value.
    Json = Annotated[Any, _Frozen()]
    #: A list of values of one kind.
    Array = Annotated[list[T], _Frozen()]
    #: An object used as a dictionary.
    Map = Annotated[dict[str, T], _Frozen()]
    #: What may be left out but is never null: None stands for its absence, and is not written.
    Maybe = Annotated[T | None, Field(exclude_if=lambda value: value is None)]

    class OneOf:
        """Objects of several classes."""

        def __class_getitem__(cls, types: Any) -> Any:
            types = types if isinstance(types, tuple) else (types,)
            return Annotated[reduce(or_, types), _First(types)]


def default(value: Any) -> Any:
    """A default that is an array or an object; ``value`` is JSON and becomes what the field holds."""
    return Field(default_factory=lambda: value, validate_default=True)
