"""Diagnostics as text for people, as JSON and SARIF for tools, as annotations for GitHub, as JUnit for CI.

Every word that comes from outside passes :func:`codegen.terminal.visible`; the JSON document is plain
ASCII, so that it is as harmless on a terminal.  One diagnostic takes at most :data:`MAX_BYTES` bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, TypeAlias

from codegen.errors import Diagnostic
from codegen.excerpt import MAX_BYTES, MAX_HINT, MAX_MESSAGE, MAX_PLACE, Texts, cut, pointer_of, utf8_size
from codegen.terminal import visible

__all__ = ["MAX_BYTES", "Format", "render", "summary"]

Format: TypeAlias = Literal["text", "json", "github", "sarif", "junit"]


def render(
    diagnostics: Iterable[Diagnostic],
    format: Format = "text",
    sources: Mapping[str, str] | None = None,
    color: bool = False,
    files: Sequence[str] = (),
) -> str:
    """The diagnostics in one of the formats, ending with a newline.

    ``sources`` gives the text of files by the name diagnostics use; a file that is not in it is shown
    without an excerpt.  ``color`` adds ANSI colours to ``text``.  ``files`` names what was looked at, for
    formats that tell of success as well.
    """
    found = tuple(diagnostics)
    if format in ("sarif", "junit"):
        from codegen import interchange

        return interchange.sarif(found) if format == "sarif" else interchange.junit(found, files)
    if format == "json":
        return _json(found)
    if format == "github":
        return "".join(map(_annotation, found))
    texts = Texts(sources or {}, color)
    return "".join(map(texts.show, found))


def summary(diagnostics: Sequence[Diagnostic]) -> str:
    """``2 errors in 1 file``."""
    files = len({d.file for d in diagnostics if d.file is not None})
    where = f" in {_count(files, 'file')}" if files else ""
    return _count(len(diagnostics), "error") + where


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _json(found: tuple[Diagnostic, ...]) -> str:
    import json

    def quoted(text: str, limit: int) -> str:
        return cut(text, limit, lambda c: len(json.dumps(c)) - 2)

    def place(text: str) -> str:
        # Exact, so that a tool can open the file; a lone surrogate is the one thing JSON cannot carry.
        return quoted("".join(visible(c) if "\ud800" <= c <= "\udfff" else c for c in text), MAX_PLACE)

    def entry(d: Diagnostic) -> dict[str, object]:
        return {
            "code": d.code,
            "message": quoted(visible(d.message), MAX_MESSAGE),
            "hint": quoted(visible(d.hint), MAX_HINT),
            "file": None if d.file is None else place(d.file),
            "line": d.position.line if d.position else None,
            "column": d.position.column if d.position else None,
            "document": place(d.origin.document) if d.origin else None,
            "pointer": place(d.origin.pointer) if d.origin else None,
        }

    return json.dumps({"errors": [entry(d) for d in found]}, indent=1) + "\n"


def _annotation(d: Diagnostic) -> str:
    """A workflow command: GitHub shows it at the line (docs: "Workflow commands for GitHub Actions")."""
    properties = []
    if d.file is not None:
        properties.append(("file", d.file))
        if d.position is not None:
            properties += [("line", str(d.position.line)), ("col", str(d.position.column))]
    properties.append(("title", d.code))
    shown = ",".join(f"{name}={_percent(value, ':,', MAX_PLACE)}" for name, value in properties)
    parts = [_percent(d.message, "", MAX_MESSAGE)]
    if d.hint:
        parts.append(_percent(d.hint, "", MAX_HINT))
    if d.origin is not None:
        parts.append(f"at {_percent(pointer_of(d), '', 2 * MAX_PLACE)}")
    return f"::error {shown}::{'%0A'.join(parts)}\n"


def _percent(text: str, more: str, limit: int) -> str:
    """Escape for a workflow command; properties escape ``:`` and ``,`` as well.

    Line ends would be ``%0D`` and ``%0A``; none is left once the text is visible.
    """
    table = {ord(mark): f"%{ord(mark):02X}" for mark in "%" + more}
    return cut(visible(text), limit, lambda c: utf8_size(c.translate(table))).translate(table)
