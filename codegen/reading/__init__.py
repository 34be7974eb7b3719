"""Files to values: one reading of YAML 1.2, JSON and TOML, for schemas and for configurations.

The same document gives the same value in each of the three.  :func:`quick` gives the value alone and
imports next to nothing; :func:`read` gives a :class:`Reading`, which knows where every key and value
stands, and says of a file that is wrong where and why.  ``docs/configs.md`` has what is read how.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from codegen.reading.located import Reading

__all__ = ["FORMATS", "Reading", "format_of", "quick", "quick_reader", "read"]

#: Endings of file names and the format they stand for.
FORMATS = {".yaml": "yaml", ".yml": "yaml", ".json": "json", ".toml": "toml"}


def format_of(path: str | os.PathLike[str]) -> str:
    """``yaml``, ``json`` or ``toml``, by the ending of the file's name.

    :raises UsageError: the ending is another one.
    """
    name = os.fspath(path)
    ending = os.path.splitext(name)[1].lower()
    if ending in FORMATS:
        return FORMATS[ending]
    from codegen.errors import UsageError

    raise UsageError(
        f"no format is known for the file {name!r}",
        "name it *.yaml, *.yml, *.json or *.toml, or say which format it is in",
    )


def read(data: bytes, format: str, file: str) -> Reading:
    """The document in these bytes, with a place for everything in it.

    :param format: ``yaml``, ``json`` or ``toml``.  :param file: what errors call it.
    :raises MalformedDocument: it breaks the rules of its format, or holds what JSON has no value for.
    :raises DuplicateKey: a mapping names a key twice.
    :raises LimitExceeded: it is too large, too deep, or its aliases expand to too much.
    """
    from codegen.reading.located import reading

    return reading(data, format, file)


def quick(data: bytes, format: str) -> Any:
    """The value that :func:`read` would give, or None when only :func:`read` can tell.

    None says nothing about the document: it may be wrong, or only unusual, or be ``null``.
    """
    return quick_reader(format)(data)


def quick_reader(format: str) -> Callable[[bytes], Any]:
    """:func:`quick` for one format, to read many documents with."""
    if format == "json":
        from codegen.reading.quick_json import value_of
    elif format == "yaml":
        from codegen.reading.quick_yaml import value_of
    else:
        return _unsure
    return value_of


def _unsure(data: bytes) -> Any:
    return None


def __getattr__(name: str) -> Any:
    if name == "Reading":
        from codegen.reading.located import Reading

        return Reading
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
