"""``--fix``: small edits of the text, which change no verdict and nothing else of the file."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Iterator

from codegen.errors import Diagnostic
from codegen.load import Document
from codegen.positions import line_starts, steps

__all__ = ["mend", "mendable", "mended"]

_MENDED = ("description-without-full-stop", "duplicate-in-enum")
_BOM = "\ufeff"


def mended(document: Document, found: Iterable[Diagnostic]) -> str:
    """The text of a JSON document with all that can be mended in it mended."""
    text = document.text
    edits: list[tuple[int, int, str]] = []
    for diagnostic in found:
        if diagnostic.origin is not None and diagnostic.origin.document == document.uri:
            edits += _edits(document, diagnostic)
    for begin, end, new in sorted(set(edits), reverse=True):  # from the end, so that offsets stay right
        text = text[:begin] + new + text[end:]
    return text


def _edits(document: Document, diagnostic: Diagnostic) -> Iterator[tuple[int, int, str]]:
    """Offsets from and to, and what stands there afterwards."""
    if diagnostic.code == "description-without-full-stop":
        end = _span(document, diagnostic.pointer)[1] - 1
        yield end, end, "."
    elif diagnostic.code == "duplicate-in-enum":
        parent, _, index = diagnostic.pointer.rpartition("/")
        before = _span(document, f"{parent}/{int(index) - 1}")[1]
        yield before, _span(document, diagnostic.pointer)[1], ""


def _span(document: Document, pointer: str) -> tuple[int, int]:
    """Where a value begins and ends in the text."""
    place = document.position(pointer)
    assert place is not None, steps(pointer)
    begin = line_starts(document.text)[place.line - 1] + place.column - 1
    return begin, json.JSONDecoder(strict=False).raw_decode(document.text, begin)[1]


def mend(documents: Iterable[Document], found: Iterable[Diagnostic]) -> list[str]:
    """Write what can be mended; returns the files that changed.

    YAML is left alone: its strings have too many forms for an edit that is surely safe.
    """
    found, changed = list(found), []
    for document in documents:
        if document.path is None or _is_yaml(document.file):
            continue
        before = document.path.read_bytes().decode("utf-8")
        text = mended(document, found)
        if text != document.text and before.removeprefix(_BOM) == document.text:
            _replace(str(document.path), (_BOM if before.startswith(_BOM) else "") + text)
            changed.append(document.file)
    return changed


def mendable(diagnostic: Diagnostic) -> bool:
    """Whether :func:`mend` would mend it."""
    return diagnostic.code in _MENDED and not _is_yaml(diagnostic.file or "")


def _is_yaml(file: str) -> bool:
    return file.lower().endswith((".yaml", ".yml"))


def _replace(path: str, text: str) -> None:
    """All of it or nothing; a link stays one, and the file keeps its mode."""
    path = os.path.realpath(path)
    handle, temporary = tempfile.mkstemp(dir=os.path.dirname(path), prefix=".codegen-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, os.stat(path).st_mode & 0o7777)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
