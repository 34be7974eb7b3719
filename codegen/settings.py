"""The project's own settings: ``[tool.codegen]`` in pyproject.toml, or codegen.toml.

Read on every run, also on one with nothing to do, so this imports nothing heavy.
"""

from __future__ import annotations

import os.path
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from codegen.errors import UsageError

__all__ = ["KEYS", "Settings", "check_package", "find_settings", "package_of", "table_in"]

DEFAULT_OUT = "generated"
KEYS: Mapping[str, type] = {"schema": str, "out": str, "package": str, "targets": list, "agree": int}


class Settings(NamedTuple):
    """What to generate.  Paths are as a shell in the current folder would write them.

    ``targets`` empty means every target that is installed; ``agree`` is how many mutated documents
    the run after a generation compares (0: none).  ``whole`` is false for a run with ``--target``: it leaves
    the files of other targets alone.
    """

    schema: str
    out: str = DEFAULT_OUT
    package: str = ""
    targets: tuple[str, ...] = ()
    agree: int = 0
    source: str = ""
    whole: bool = True


def find_settings(start: str = ".") -> Settings | None:
    """The settings of the project that ``start`` lies in, or None.

    :raises UsageError: a settings file is no TOML, or names something codegen does not know.
    """
    folder = os.path.abspath(start)
    while True:
        for name in ("codegen.toml", "pyproject.toml"):
            path = os.path.join(folder, name)
            if os.path.isfile(path):
                table = table_in(path)
                if table is not None:
                    return _settings(table, os.path.relpath(path))
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent


def package_of(schema: str) -> str:
    """The Python package name made from a schema's file name: ``my-app.schema.json`` gives ``my_app``."""
    import keyword
    import re

    stem = os.path.basename(schema).split(".")[0]
    name = re.sub(r"[^a-z0-9]+", "_", stem.lower()).strip("_") or "schema"
    name = f"{name}_config" if keyword.iskeyword(name) else name
    return f"config_{name}" if name[0].isdigit() else name


def check_package(name: str) -> None:
    """:raises UsageError: it cannot name a Python package (and so no folder of the output)."""
    import keyword

    if not (name.isascii() and name.isidentifier()) or keyword.iskeyword(name):
        raise _refused(
            f"{name[:200]!r} is no name for a Python package",
            "use letters, digits and _, and no Python keyword",
        )


def table_in(path: str) -> dict[str, Any] | None:
    """What a codegen.toml or a pyproject.toml says to codegen; None if it says nothing.

    :raises UsageError: it cannot be read, or is no TOML.
    """
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib

    shown = os.path.relpath(path)
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        raise _refused(f"cannot read {shown}: {error.strerror}", "make it readable") from None
    own = os.path.basename(path) != "pyproject.toml"
    if not own and b"codegen" not in data:
        return None
    try:
        table: dict[str, Any] = tomllib.loads(data.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _malformed(data, shown, str(error)) from None
    if own:
        return table
    tool = table.get("tool")
    found = tool.get("codegen") if isinstance(tool, dict) else None
    return found if isinstance(found, dict) else None


def _malformed(data: bytes, file: str, message: str) -> UsageError:
    """What is wrong with a TOML file, in the words of our own reader."""
    from codegen.errors import SchemaError, UsageError
    from codegen.reading import read

    try:
        read(data, "toml", file)
    except SchemaError as error:
        found = error.diagnostics[0]
        return UsageError(found.message, found.hint, file, found.position)
    return _refused(f"{file}: {message}", "write TOML 1.0 in UTF-8")


def _settings(table: dict[str, Any], source: str) -> Settings:
    for key, value in table.items():
        if key not in KEYS:
            raise _unknown(key, source)
        _check_type(key, value, source)
    if "schema" not in table:
        raise _refused(f"{source}: schema is missing", 'write schema = "schema/my.schema.json"')
    folder = os.path.dirname(source)
    return Settings(
        schema=os.path.join(folder, table["schema"]),
        out=os.path.join(folder, table.get("out", DEFAULT_OUT)),
        package=table.get("package", ""),
        targets=tuple(table.get("targets", ())),
        agree=table.get("agree", 0),
        source=source,
    )


def _check_type(key: str, value: object, source: str) -> None:
    wanted = KEYS[key]
    if type(value) is wanted and (not isinstance(value, list) or all(type(v) is str for v in value)):
        return
    shown, hint = {
        str: ("a string", "put it in quotes"),
        list: ("a list of strings", 'write it as ["pydantic", "schema"]'),
        int: ("a whole number", "write digits without quotes"),
    }[wanted]
    raise _wrong(f"{key} must be {shown}", hint, source, key)


def _unknown(key: str, source: str) -> UsageError:
    from difflib import get_close_matches

    near = get_close_matches(key, KEYS, 1)
    hint = f"did you mean {near[0]}?" if near else f"the settings are {', '.join(KEYS)}"
    return _wrong(f"unknown setting {key!r}", hint, source, key)


def _wrong(message: str, hint: str, source: str, key: str) -> UsageError:
    """A refusal at the key, where the file can be read by our own reader (it takes no dates, say)."""
    from codegen.errors import CodegenError, Origin, UsageError
    from codegen.reading import read

    table = "/tool/codegen" if os.path.basename(source) == "pyproject.toml" else ""
    try:
        with open(source, "rb") as file:
            place = read(file.read(), "toml", source).key_at(Origin("", table).child(key).pointer)
    except (OSError, CodegenError):
        place = None
    return UsageError(message, hint, source, place)


def _refused(message: str, hint: str) -> UsageError:
    from codegen.errors import UsageError

    return UsageError(message, hint)
