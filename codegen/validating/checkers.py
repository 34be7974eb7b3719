"""The checker of a schema: printed once, compiled once, then taken from where it is kept.

An entry is found by what the checker follows from: codegen's own source, this Python, the schema.  The
files a schema refers to are known only after it has been read, so the entry names them with their
digests, and holds as long as they do.
"""

import marshal
import os
import sys

from codegen import keep
from codegen.sources import digest_of_file, digest_of_package

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import CodeType
    from typing import Any

    from codegen.pipeline import Compiled

__all__ = ["Checker", "checker_of", "own_stamp", "project_schema"]


class Checker:
    """The functions of a printed checker, and the code they came from (to hand to another process)."""

    __slots__ = ("_names", "code")

    def __init__(self, code: bytes) -> None:
        self.code = code
        self._names: dict[str, Any] = {"__name__": "codegen_checker"}
        exec(marshal.loads(code), self._names)

    @property
    def definitions(self) -> "Sequence[str]":
        """What ``--as`` may name."""
        return list(self._names["ACCEPTS"])

    def accepts(self, definition: str = "") -> "Callable[[object], bool]":
        """The verdict on a value; of the schema's root without a name.

        :raises KeyError: there is no such definition.
        """
        found: Callable[[object], bool]
        found = self._names["ACCEPTS"][definition] if definition else self._names["accepts"]
        return found

    def check(self, definition: str = "") -> "Callable[[object], list[Any]]":
        """Every issue of a value."""
        found: Callable[[object], list[Any]]
        found = self._names["CHECK"][definition] if definition else self._names["check"]
        return found


def own_stamp() -> bytes:
    """What every entry follows from: codegen as it is on the disk, and the Python that runs it."""
    python = f"{sys.implementation.cache_tag} {sys.version}"
    return f"{digest_of_package('codegen')} {python}".encode()


def checker_of(schema: str, stamp: bytes) -> Checker:
    """The checker of a schema file; ``stamp`` is :func:`own_stamp`.

    :raises codegen.errors.CodegenError: the schema cannot be read, or cannot be used.
    """
    try:
        with open(schema, "rb") as file:
            data = file.read()
    except (OSError, ValueError):
        return Checker(_printed(_compiled(schema)))  # which says what is wrong with the file
    key = keep.digest(b"checker", stamp, os.fsencode(os.path.basename(schema)), data)
    kept = keep.load(key)
    if kept is not None:
        others, code = marshal.loads(kept)
        if all(_holds(os.path.dirname(schema), name, digest) for name, digest in others):
            return Checker(code)
    compiled = _compiled(schema)
    code = _printed(compiled)
    if compiled.documents[0].digest == digest_of_file(schema):
        keep.save(key, marshal.dumps((_others(compiled), code)))
    return Checker(code)


def project_schema(stamp: bytes) -> str:
    """The schema of the project around the current folder; empty without a project.

    :raises codegen.errors.UsageError: the settings make no sense.
    """
    chain = b"\0".join(_settings_files())
    here = os.fsencode(os.getcwd())
    key = keep.digest(b"project", stamp, here, chain)
    kept = keep.load(key)
    if kept is not None:
        return os.fsdecode(kept)
    from codegen.settings import find_settings

    settings = find_settings()
    schema = settings.schema if settings is not None else ""
    keep.save(key, os.fsencode(schema))
    return schema


def _settings_files() -> "list[bytes]":
    """Everything that ``find_settings`` could read, in its order: names and contents."""
    found: list[bytes] = []
    folder = os.getcwd()
    while True:
        for name in ("codegen.toml", "pyproject.toml"):
            path = os.path.join(folder, name)
            try:
                with open(path, "rb") as file:
                    found += [os.fsencode(path), file.read()]
            except OSError:
                continue
        parent = os.path.dirname(folder)
        if parent == folder:
            return found
        folder = parent


def _compiled(schema: str) -> "Compiled":
    from codegen.pipeline import compile_schema

    return compile_schema(schema)


def _printed(compiled: "Compiled") -> bytes:
    from codegen.checker import print_python

    code: CodeType = compile(print_python(compiled.model), "<checker>", "exec", dont_inherit=True, optimize=2)
    return marshal.dumps(code)


def _others(compiled: "Compiled") -> "tuple[tuple[str, str], ...]":
    """The further files of a schema, relative to its folder, with their digests."""
    first, *others = compiled.documents
    folder = os.path.dirname(str(first.path))
    return tuple((os.path.relpath(str(d.path), folder), d.digest) for d in others if d.path is not None)


def _holds(folder: str, name: str, digest: str) -> bool:
    try:
        return digest_of_file(os.path.join(folder, name)) == digest
    except OSError:
        return False
