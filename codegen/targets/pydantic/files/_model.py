"""The base of all models.

The checker judges, pydantic builds.  A value from outside is read once by the straight-line code in
``checker``, which knows every rule of the schema; what it accepts pydantic turns into objects, with nothing
left to refuse.  So verdict and words are the schema's whichever way a value comes in: by the constructor,
``model_validate``, ``model_validate_json``, ``model_copy``, a ``TypeAdapter`` or a field of a model of yours.
"""

import gc
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Generic, TypeVar, cast

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, TypeAdapter
from pydantic_core import PydanticSerializationError, core_schema, to_json
from typing_extensions import Self

from ._frozen import FrozenDict, key_of, plain
from ._judge import definition_of, judge, parsed
from ._schema import embedded_schema, schema_of
from ._types import told_apart, without_looks
from .checker import ACCEPTS

__all__ = ["Model", "OpenModel", "Parser"]

T = TypeVar("T")
_trusted: ContextVar[bool] = ContextVar("_trusted", default=False)


@contextmanager
def _inside() -> Iterator[None]:
    """While this package completes its own classes: fields in them need no second judgement."""
    token = _trusted.set(True)
    try:
        yield
    finally:
        _trusted.reset(token)


class _Judged:
    """A class's validator with the checker in front of it."""

    def __init__(self, cls: "type[Model]", build: Any) -> None:
        self.cls, self.name, self.build = cls, definition_of(cls), build

    def validate_python(self, value: Any, **options: Any) -> Any:
        """A Python value.  ``self_instance`` is there when a constructor asks: names are then Python's."""
        if options.pop("by_name", None) or options.get("self_instance") is not None:
            value = _by_key(self.cls, value)
        judged = judge(self.name, value)
        with _uncollected():
            return self.build.validate_python(judged, **_harmless(options))

    def validate_json(self, text: Any, **options: Any) -> Any:
        """A JSON text."""
        return self.validate_python(parsed(self.name, text), **options)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.build, name)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the cyclic garbage collector: each batch of new objects, none of them garbage, would only make
    it look at all of them again.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _harmless(options: dict[str, Any]) -> dict[str, Any]:
    """Without what would loosen a verdict that has been given."""
    return {k: v for k, v in options.items() if k in ("self_instance", "context")}


def _by_key(cls: "type[Model]", value: Any) -> Any:
    """Arguments by the names fields have in Python; None for a field that is never null is its absence."""
    if not isinstance(value, Mapping):
        return value
    fields, found = cls.__pydantic_fields__, {}
    for name, item in value.items():
        field = fields.get(name)
        if field is None or item is not None or field.exclude_if is None:
            found[name if field is None else key_of(cls, name)] = item
    return found


class Model(BaseModel):
    """An object of the schema: valid when made, and never changed."""

    model_config = ConfigDict(
        frozen=True,
        strict=True,
        extra="ignore",  # the checker has refused unknown keys before pydantic could ignore them
        defer_build=True,  # importing costs little; a class is completed when it is first used
        serialize_by_alias=True,
        protected_namespaces=(),
    )

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> Any:
        if _trusted.get():
            return without_looks(handler(source), handler)
        # For a field of somebody else's model: the whole of this class, checker included.
        return core_schema.no_info_plain_validator_function(
            cls.model_validate, serialization=core_schema.simple_ser_schema("any")
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> Any:
        return embedded_schema(definition_of(cls))

    @classmethod
    def model_rebuild(cls, *, _parent_namespace_depth: int = 2, **options: Any) -> bool | None:
        """Complete the class; called when it is first used."""
        with _inside():
            depth = _parent_namespace_depth + 1
            done = super().model_rebuild(_parent_namespace_depth=depth, **options)
        if done:
            cls.__pydantic_validator__ = cast(Any, _Judged(cls, cls.__pydantic_validator__))
        return done

    @classmethod
    def model_json_schema(cls, *_: Any, **__: Any) -> dict[str, Any]:
        """The canonical definition, with what it refers to; options of pydantic's change nothing."""
        return schema_of(definition_of(cls))

    @classmethod
    def load(cls, path: str | os.PathLike[str], at: str | None = None) -> Self:
        """The object in a file: YAML, JSON or TOML, by the ending of its name.

        :param at: the JSON Pointer of the part to read, where the file holds more.
        :raises InvalidDocument: it is not valid; the message says where, and what to write instead.
        :raises OSError: it cannot be read.
        """
        from ._load import from_file

        return cls.model_validate(from_file(definition_of(cls), path, at))

    @classmethod
    def loads(cls, text: str | bytes, format: str = "yaml", at: str | None = None) -> Self:
        """The object in a text; ``format`` is ``yaml``, ``json`` or ``toml``.

        :raises InvalidDocument: it is not valid.
        """
        from ._load import from_text

        return cls.model_validate(from_text(definition_of(cls), text, format, at))

    def to_yaml(self, path: str | os.PathLike[str] | None = None) -> str:
        """What was set, as YAML that loads back equal; with a path it is written there as well.

        :raises ValueError: a string holds half of a surrogate pair.  :raises OSError: it cannot be written.
        """
        from ._yaml import yaml

        text = yaml(plain(self))
        if path is not None:
            with open(path, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
        return text

    def resolved(self) -> dict[str, Any]:
        """What was set and the schema's defaults for the rest, as a plain dict that is valid.

        Where a default would make it invalid (it would count as set in a group, say) it is left out.  An
        algorithm in an entry of parameter groups stays as written: what it leaves out is not the default.
        """
        from ._resolved import resolved

        return cast("dict[str, Any]", resolved(self))

    @classmethod
    def model_construct(cls, _fields_set: set[str] | None = None, **values: Any) -> Self:
        """The constructor.  There is no way around the checker."""
        return cls(**values)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with some fields replaced, checked as a whole.

        None for a field that may be left out takes it out.
        """
        if not update:
            return super().model_copy(deep=deep)
        cls, names = type(self), self.model_fields_set - update.keys()
        kept = {key_of(cls, n): getattr(self, n) for n in cls.__pydantic_fields__ if n in names}
        return cls.model_validate({**kept, **(self.__pydantic_extra__ or {}), **_by_key(cls, update)})

    def copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False, **parts: Any) -> Self:
        """:meth:`model_copy`, under its name in pydantic 1."""
        if any(parts.values()):
            raise TypeError(
                "a copy of some fields alone may be invalid: use model_dump(include=..., exclude=...)"
            )
        return self.model_copy(update=update, deep=deep)

    def model_dump(self, **options: Any) -> dict[str, Any]:
        """The object as a dict that validates again, under the document's keys.

        Takes pydantic's options.  Where leaving out or filling in fields as they ask would make the dump
        invalid (a required null, a default that counts as present), it holds what was set.
        """
        options["by_alias"] = True
        dumped = super().model_dump(**options)
        if options.get("include") is not None or options.get("exclude") is not None:
            return dumped
        accepts, exact = (
            ACCEPTS[definition_of(type(self))],
            {"exclude_none": False, "exclude_defaults": False},
        )
        for less in ({"exclude_unset": True}, {"exclude_unset": True, **exact}):
            if accepts(dumped):
                break
            dumped = super().model_dump(**{**options, **less})
        return dumped

    def model_dump_json(
        self, *, indent: int | None = None, ensure_ascii: bool = False, **options: Any
    ) -> str:
        """:meth:`model_dump` as a JSON text."""
        dumped = self.model_dump(**{**options, "mode": "json"})
        try:
            if not ensure_ascii:
                return to_json(dumped, indent=indent).decode()
        except PydanticSerializationError:  # half of a surrogate pair can only be written as an escape
            pass
        separators = None if indent is not None else (",", ":")
        return json.dumps(dumped, indent=indent, separators=separators)


class OpenModel(Model):
    """An object that may have keys the schema does not name; they are in ``model_extra``."""

    model_config = ConfigDict(extra="allow")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> Any:
        schema = super().__get_pydantic_core_schema__(source, handler)
        return told_apart(schema, handler) if _trusted.get() else schema

    def model_post_init(self, context: Any, /) -> None:
        """Freeze the further keys."""
        object.__setattr__(self, "__pydantic_extra__", FrozenDict(self.__pydantic_extra__ or {}))


class Parser(Generic[T]):
    """From values to what a definition that is no object becomes."""

    def __init__(self, name: str, kind: Any) -> None:
        self.name, self.kind = name, kind
        self._build: Any = None

    def parse(self, value: object) -> T:
        """:raises pydantic.ValidationError: the value is not valid."""
        if self._build is None:
            with _inside():
                configured = isinstance(self.kind, type) and issubclass(self.kind, BaseModel)
                config = None if configured else ConfigDict(strict=True)
                self._build = TypeAdapter(self.kind, config=config)
        return cast(T, self._build.validate_python(judge(self.name, value)))

    def parse_json(self, text: str | bytes) -> T:
        """:raises pydantic.ValidationError: the text is no JSON, or its value is not valid."""
        return self.parse(parsed(self.name, text))

    def load(self, path: str | os.PathLike[str], at: str | None) -> T:
        """:raises InvalidDocument: the file is not valid.  :raises OSError: it cannot be read."""
        from ._load import from_file

        return self.parse(from_file(self.name, path, at))

    def loads(self, text: str | bytes, format: str, at: str | None) -> T:
        """:raises InvalidDocument: the text is not valid."""
        from ._load import from_text

        return self.parse(from_text(self.name, text, format, at))
