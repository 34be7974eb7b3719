"""Bytes to :class:`Document`: a schema in strict JSON or YAML 1.2 with a position for every value.

:mod:`codegen.reading` does the reading.  Numbers keep the text they were written as, so that ``1e-7``
stays ``1e-7`` in everything that is printed.
"""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

from codegen.errors import (
    Diagnostic,
    LimitExceeded,
    MalformedDocument,
    Origin,
    Position,
    SchemaError,
    UsageError,
)
from codegen.reading.limits import MAX_BYTES, MAX_DEPTH
from codegen.reading.located import Reading, reading
from codegen.reading.numbers import Number
from codegen.reading.refusals import too_deep

__all__ = ["Document", "Number", "from_value", "json_text", "load", "located", "parse", "plain"]

_quoted = json.encoder.encode_basestring  # what json.dumps does to a string, without its preparations
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
_YAML_NUMBER = re.compile(r"\+?(-?)([0-9]*)(\.[0-9]*)?([eE][-+]?[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Document:
    """A JSON document and where it came from.

    ``uri`` identifies it to references (relative to the folder of the root schema), ``file`` is what
    people are shown, ``digest`` the SHA-256 of its bytes in hex.
    """

    uri: str
    file: str
    path: Path | None
    value: Any
    text: str = field(repr=False)
    digest: str
    _reading: Reading | None = field(default=None, repr=False, compare=False)

    def position(self, pointer: str, key: bool = False) -> Position | None:
        """Where the value (or the key) at a JSON Pointer stands; its nearest parent if it is not there."""
        if self._reading is None:
            return None
        return self._reading.key_at(pointer) if key else self._reading.value_at(pointer)

    def plain(self) -> Any:
        """The value in builtin types only, as a fresh copy; see :func:`plain`."""
        if self._reading is not None and self._reading.format == "json":
            return json.loads(self.text)  # quicker than a copy
        return plain(self.value)

    def mentions(self, *words: str) -> bool:
        """Whether some of the words may stand in it.  No is certain, and found without reading all values."""
        return not self.text or "\\" in self.text or any(word in self.text for word in words)

    def locate(self, diagnostic: Diagnostic) -> Diagnostic:
        """The diagnostic with file and position, if it is about this document and has none."""
        origin = diagnostic.origin
        if diagnostic.position is not None or origin is None or origin.document != self.uri:
            return diagnostic
        return diagnostic.located(self.file, self.position(origin.pointer))


def load(path: Path | str, uri: str | None = None) -> Document:
    """Read a schema file.

    :raises UsageError: there is no such file.  :raises MalformedDocument: it is no strict JSON.
    :raises DuplicateKey: an object names a key twice.  :raises LimitExceeded: too large, too deep.
    """
    path = Path(path)
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise LimitExceeded(
                f"the file has {size} bytes; the limit is {MAX_BYTES}", "split the schema", file=str(path)
            )
        data = path.read_bytes()
    except FileNotFoundError:
        raise UsageError(f"no file {str(path)!r}", "check the path") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"cannot read {str(path)!r}: {reason}", "name a readable file") from None
    return parse(data, str(path), quote(os.fsencode(path.name)) if uri is None else uri, path)


def parse(data: bytes, file: str, uri: str, path: Path | None = None) -> Document:
    """A schema from bytes; errors name ``file``, whose ending says whether it is YAML or JSON."""
    yaml = file.lower().endswith((".yaml", ".yml"))
    found = reading(data, "yaml" if yaml else "json", file, _number if yaml else Number)
    return Document(uri, file, path, found.value, found.text, sha256(data).hexdigest(), found)


def _number(text: str) -> Number:
    """A number of YAML with the text JSON has for it: ``.5`` is ``0.5``, ``1.`` is ``1.0``."""
    found = _YAML_NUMBER.fullmatch(text)
    if found is None:  # JSON's own form
        return Number(text)
    sign, whole, fraction, exponent = found.groups(default="")
    point = f".{fraction[1:] or '0'}" if fraction else ""
    return Number(f"{sign}{whole.lstrip('0') or '0'}{point}{exponent}")


def from_value(value: Any, uri: str = "schema.json") -> Document:
    """A document from a Python value made of JSON's own types.  The value is copied.

    :raises MalformedDocument: something in it is no JSON.
    """
    copied = _copied(value, "", 0)
    text = json_text(copied)
    return Document(uri, "<schema>", None, copied, "", sha256(text.encode("utf-8", "replace")).hexdigest())


@contextmanager
def located(documents: tuple[Document, ...]) -> Iterator[None]:
    """Errors that leave here know file, line and column."""
    try:
        yield
    except SchemaError as error:
        for document in documents:
            error.diagnostics = tuple(map(document.locate, error.diagnostics))
        raise
    except RecursionError:
        deep = LimitExceeded(
            "subschemas are nested in each other deeper than codegen can follow",
            "give the inner ones names in $defs and refer to them",
            Origin(documents[0].uri, ""),
        )
        deep.diagnostics = tuple(map(documents[0].locate, deep.diagnostics))
        raise deep from None


def plain(value: Any) -> Any:
    """The value in builtin types only, as a fresh copy."""
    if isinstance(value, dict):  # most of what it holds is text, which needs no call of this
        return {k: v if type(v) is str else plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [v if type(v) is str else plain(v) for v in value]
    return float(value) if isinstance(value, Number) else value


def json_text(value: Any) -> str:
    """One line of JSON; numbers as they were written, keys in the order they were written."""
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, dict):
        return "{" + ", ".join([f"{_quoted(k)}: {json_text(v)}" for k, v in value.items()]) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(json_text, value)) + "]"
    return value.text if isinstance(value, Number) else _encode(value)


def _copied(value: Any, pointer: str, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise too_deep(Position(1, 1), "<schema>")
    if isinstance(value, dict):
        for key in value:
            if not isinstance(key, str):
                raise _no_json(f"the key {key!r} is no string", pointer)
        steps = {k: str(k).replace("~", "~0").replace("/", "~1") for k in value}
        return {str(k): _copied(v, f"{pointer}/{steps[k]}", depth + 1) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_copied(v, f"{pointer}/{i}", depth + 1) for i, v in enumerate(value)]
    if value is None or isinstance(value, (bool, Number)):
        return value
    if isinstance(value, str):
        if any("\ud800" <= c <= "\udfff" for c in value):
            raise _no_json("a string holds half of a surrogate pair", pointer)
        return str(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float) and math.isfinite(value):
        return float(value)
    raise _no_json(f"a value of type {type(value).__name__} is no JSON value", pointer)


def _no_json(message: str, pointer: str) -> MalformedDocument:
    return MalformedDocument(
        message, "pass what json.loads would give", Origin("schema.json", pointer), file="<schema>"
    )
