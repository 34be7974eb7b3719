"""The verdict on a value that comes in from outside, as pydantic reports it."""

from typing import Any, cast

from pydantic import BaseModel, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError, from_json

from ._frozen import plain
from .checker import ACCEPTS, CHECK, Issue

__all__ = ["definition_of", "judge", "parsed"]

_MODELS = f"{__package__}.models"


def definition_of(cls: type[BaseModel]) -> str:
    """The name of a model's definition in ``checker.ACCEPTS``; a subclass of yours has its parent's."""
    own = next(c for c in cls.__mro__ if c.__module__ == _MODELS)
    return cast(str, own.__dict__.get("_definition", own.__name__))


def judge(name: str, value: Any) -> Any:
    """The value, if the definition of that name accepts it.

    A value that holds models, tuples or frozen containers counts as the JSON document it stands for.

    :raises ValidationError: every issue at once, in document order.
    """
    if ACCEPTS[name](value):
        return value
    try:
        document = plain(value)
    except RecursionError:  # the checker says so too, in words
        document = value
    issues = CHECK[name](document)
    if issues:
        raise _refused(name, issues, document)
    return value


def parsed(name: str, text: str | bytes | bytearray) -> Any:
    """The value of a JSON text.

    :raises ValidationError: the text is no JSON (RFC 8259), or is nested too deeply.
    """
    try:
        return from_json(text, allow_inf_nan=False)
    except ValueError as error:
        raise _refused(name, [Issue((), f"{name}: is no JSON text: {error}", "json")], text) from None


def _refused(name: str, issues: list[Issue], document: Any) -> ValidationError:
    lines = [
        InitErrorDetails(
            type=PydanticCustomError(cast(Any, issue.code), cast(Any, issue.message)),
            loc=issue.path,
            input=_at(document, issue.path),
        )
        for issue in issues
    ]
    return ValidationError.from_exception_data(name, lines, hide_input=True)


def _at(value: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        try:
            value = value[step]
        except (LookupError, TypeError):
            return None
    return value
