"""Diagnostics as text for people, as JSON for tools, as annotations for GitHub.

Every word that comes from outside passes :func:`codegen.terminal.visible`; the JSON document is plain
ASCII, so that it is as harmless on a terminal.  One diagnostic takes at most :data:`MAX_BYTES` bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal, TypeAlias

from codegen.errors import Diagnostic, Position
from codegen.terminal import printed_width, visible

__all__ = ["MAX_BYTES", "Format", "render", "summary"]

Format: TypeAlias = Literal["text", "json", "github"]

#: The most bytes (UTF-8) one diagnostic takes in any format.
MAX_BYTES = 20_000
# What the parts of a diagnostic may take.  JSON and GitHub escapes are counted, so the sum is the bound.
_MESSAGE, _HINT, _PLACE = 8_000, 3_000, 1_000
_NOTE = 60  # what the note on a cut takes
_CONTEXT = 2  # lines shown before the one that is wrong
_WINDOW = 96  # columns of a source line that are shown
_MARGIN = 110  # columns up to which a hint stands behind the caret
_LINE = re.compile(r"\r\n|\r|\n")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\w$.+-]+')
_STYLES = {"bold": "1", "red": "1;31", "faint": "2"}


def render(
    diagnostics: Iterable[Diagnostic],
    format: Format = "text",
    sources: Mapping[str, str] | None = None,
    color: bool = False,
) -> str:
    """The diagnostics in one of the three formats, ending with a newline.

    ``sources`` gives the text of files by the name diagnostics use; a file that is not in it is shown
    without an excerpt.  ``color`` adds ANSI colours to ``text``.
    """
    found = tuple(diagnostics)
    if format == "json":
        return _json(found)
    if format == "github":
        return "".join(map(_annotation, found))
    texts = _Texts(sources or {}, color)
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
        return _cut(text, limit, lambda c: len(json.dumps(c)) - 2)

    def place(text: str) -> str:
        # Exact, so that a tool can open the file; a lone surrogate is the one thing JSON cannot carry.
        return quoted("".join(visible(c) if "\ud800" <= c <= "\udfff" else c for c in text), _PLACE)

    def entry(d: Diagnostic) -> dict[str, object]:
        return {
            "code": d.code,
            "message": quoted(visible(d.message), _MESSAGE),
            "hint": quoted(visible(d.hint), _HINT),
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
    shown = ",".join(f"{name}={_percent(value, ':,', _PLACE)}" for name, value in properties)
    parts = [_percent(d.message, "", _MESSAGE)]
    if d.hint:
        parts.append(_percent(d.hint, "", _HINT))
    if d.origin is not None:
        parts.append(f"at {_percent(_pointer(d), '', 2 * _PLACE)}")
    return f"::error {shown}::{'%0A'.join(parts)}\n"


def _percent(text: str, more: str, limit: int) -> str:
    """Escape for a workflow command; properties escape ``:`` and ``,`` as well.

    Line ends would be ``%0D`` and ``%0A``; none is left once the text is visible.
    """
    table = {ord(mark): f"%{ord(mark):02X}" for mark in "%" + more}
    return _cut(visible(text), limit, lambda c: _utf8(c.translate(table))).translate(table)


class _Texts:
    """Text for people; keeps the lines of the files it quotes."""

    def __init__(self, sources: Mapping[str, str], color: bool) -> None:
        self._sources = sources
        self._color = color
        self._starts: dict[str, list[int]] = {}

    def show(self, d: Diagnostic) -> str:
        """One diagnostic: the line that names it, the excerpt, the hint, the pointer."""
        lines = [self._head(d)]
        shown = False
        if d.file is not None and d.position is not None and d.file in self._sources:
            excerpt, shown = self._excerpt(d.file, d.position, d.hint)
            lines += excerpt
        if d.hint and not shown:
            lines += [f"      | {_cut(visible(d.hint), _HINT)}"]
        if d.origin is not None and (d.origin.pointer or d.position is None):
            lines.append(self._style("faint", f"      at {_pointer(d)}"))
        return "\n".join(lines) + "\n"

    def _head(self, d: Diagnostic) -> str:
        message = _cut(visible(d.message), _MESSAGE)
        head = f"{self._style('red', 'error')}  {message}"
        if d.file is None:
            return head
        place = _cut(visible(d.file), _PLACE)
        if d.position is not None:
            place += f":{d.position.line}:{d.position.column}"
        return f"{self._style('bold', place)}  {head}"

    def _excerpt(self, file: str, at: Position, hint: str) -> tuple[list[str], bool]:
        """The lines up to the place, a caret below it, and whether the hint stands behind the caret."""
        starts = self._lines(file)
        if not 1 <= at.line <= len(starts):
            return [], False
        gutter = max(5, len(str(at.line)) + 1)
        text, offset = self._line(file, at.line), at.column - 1
        left = _window_start(text, offset)
        shown = [
            f"{n:>{gutter}} | {_window(self._line(file, n), left)}".rstrip()
            for n in range(max(1, at.line - _CONTEXT), at.line + 1)
        ]
        before = ("…" if left else "") + _clean(text[left:offset])
        token = _TOKEN.match(text, offset, left + _WINDOW)
        width = max(1, printed_width(_clean(token.group()))) if token else 1
        caret = f"{' ' * gutter} | {' ' * printed_width(before)}{self._style('red', '^' * width)}"
        column = gutter + 4 + printed_width(before) + width
        hint = _cut(visible(hint), _HINT)
        fits = bool(hint) and column + printed_width(hint) <= _MARGIN
        return [*shown, f"{caret} {hint}" if fits else caret], fits

    def _lines(self, file: str) -> list[int]:
        if file not in self._starts:
            self._starts[file] = [0, *(m.end() for m in _LINE.finditer(self._sources[file]))]
        return self._starts[file]

    def _line(self, file: str, number: int) -> str:
        starts, text = self._lines(file), self._sources[file]
        end = starts[number] if number < len(starts) else len(text)
        return text[starts[number - 1] : end].rstrip("\r\n")

    def _style(self, style: str, text: str) -> str:
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if self._color else text


def _window_start(line: str, offset: int) -> int:
    """The first character shown of a line so that the place is in sight; 0 when all of it fits."""
    if len(line) <= _WINDOW or offset < _WINDOW * 3 // 4:
        return 0
    return min(offset - _WINDOW // 2, max(0, len(line) - _WINDOW))


def _window(line: str, left: int) -> str:
    piece = _clean(line[left : left + _WINDOW])
    if not line[left:]:
        return "…" if line else ""
    return ("…" if left else "") + piece + ("…" if len(line) > left + _WINDOW else "")


def _clean(text: str) -> str:
    return visible(text.replace("\t", " "))


def _pointer(d: Diagnostic) -> str:
    """``optimizer.schema.json#/properties/adam`` in visible characters."""
    if d.origin is None:
        return ""
    return f"{_cut(visible(d.origin.document), _PLACE)}#{_cut(visible(d.origin.pointer), _PLACE)}"


def _utf8(character: str) -> int:
    return len(character.encode("utf-8", "surrogatepass"))


def _cut(text: str, limit: int, size: Callable[[str], int] = _utf8) -> str:
    """The text, or as much of it as takes ``limit`` bytes together with a note on what is missing."""
    if len(text) * 12 <= limit:  # no escape takes more than 12 bytes
        return text
    room, noted = limit, 0
    for index, character in enumerate(text):
        room -= size(character)
        if room >= _NOTE:
            noted = index + 1
        if room < 0:
            return f"{text[:noted]} ... ({len(text) - noted} more characters left out)"
    return text
