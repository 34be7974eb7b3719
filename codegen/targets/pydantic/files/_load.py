"""Files and texts to values that are valid.  Imported when the first one is read."""

import os
from typing import Any

from ._files.advice import diagnose, inside
from ._files.errors import CodegenError, Diagnostic, UsageError
from ._files.excerpt import Texts
from ._files.limits import MAX_BYTES
from ._files.opening import read_bytes, too_large
from ._files.reading import format_of, quick, read
from ._invalid import InvalidDocument
from .checker import ACCEPTS, CHECK

__all__ = ["from_file", "from_text"]


def from_file(name: str, path: str | os.PathLike[str], at: str | None) -> Any:
    """The value in a file, valid by the definition of that name.

    :raises InvalidDocument: it is not valid.  :raises OSError: it cannot be read.
    """
    file = os.fspath(path)
    data = read_bytes(file, MAX_BYTES)
    if len(data) > MAX_BYTES:
        raise _refused((too_large(file, MAX_BYTES),), file, "")
    return _value(name, data, _format(file), file, at or "")


def from_text(name: str, text: str | bytes, format: str, at: str | None) -> Any:
    """The value in a text, valid by the definition of that name.

    :raises InvalidDocument: it is not valid.
    """
    if format not in ("yaml", "json", "toml"):
        raise ValueError(f"no such format: {format!r}; there are yaml, json and toml")
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else bytes(text)
    return _value(name, data, format, "<text>", at or "")


def _value(name: str, data: bytes, format: str, file: str, at: str) -> Any:
    if at and not at.startswith("/"):
        raise ValueError(f"{at!r} is no JSON Pointer: begin with /")
    try:
        if not at:
            value = quick(data, format)
            if value is not None and ACCEPTS[name](value):
                return value
        reading = read(data, format, file)
    except UsageError as error:  # about what is installed, not about the document
        raise ImportError("; ".join(f"{d.message}: {d.hint}" for d in error.diagnostics)) from None
    except ModuleNotFoundError as error:  # Python itself reads TOML from 3.11 on
        raise ImportError(f"{error.name} is needed to read TOML: pip install {error.name}") from None
    except CodegenError as error:
        text = data.decode("utf-8", "replace").removeprefix("\ufeff")
        raise _refused(_in_file(error, file), file, text) from None
    value, absent = inside(reading, at)
    if absent is not None:
        raise _refused((absent,), file, reading.text)
    issues = CHECK[name](value)
    if issues:
        raise _refused(diagnose(issues, reading, at), file, reading.text)
    return value


def _format(file: str) -> str:
    try:
        return format_of(file)
    except CodegenError as error:
        raise _refused(_in_file(error, file), file, "") from None


def _in_file(error: CodegenError, file: str) -> tuple[Diagnostic, ...]:
    return tuple(d.located(file, d.position) for d in error.diagnostics)


def _refused(found: tuple[Diagnostic, ...], file: str, text: str) -> InvalidDocument:
    texts = Texts({file: text}, color=False)
    return InvalidDocument("".join(map(texts.show, found)).rstrip("\n"), found)
