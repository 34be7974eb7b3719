"""A diagnostic as text for people: the line that names it, the lines it is about, a caret, what to write.

Every word that comes from outside passes :func:`codegen.terminal.visible`.  Generated packages hold a
copy of this module.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from codegen.errors import Diagnostic, Position
from codegen.terminal import printed_width, visible

__all__ = ["MAX_BYTES", "MAX_HINT", "MAX_MESSAGE", "MAX_PLACE", "Texts", "cut", "pointer_of", "utf8_size"]

#: The most bytes (UTF-8) one diagnostic takes in any format.
MAX_BYTES = 20_000
#: What the parts of a diagnostic may take.  Escapes of any format are counted, so the sum is the bound.
MAX_MESSAGE, MAX_HINT, MAX_PLACE = 8_000, 3_000, 1_000
_NOTE = 60  # what the note on a cut takes
_CONTEXT = 2  # lines shown before the one that is wrong
_WINDOW = 96  # columns of a source line that are shown
_MARGIN = 110  # columns up to which a hint stands behind the caret
_LINE = re.compile(r"\r\n|\r|\n")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\w$.+-]+')
_STYLES = {"bold": "1", "red": "1;31", "faint": "2"}


class Texts:
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
            lines += [f"      | {cut(visible(d.hint), MAX_HINT)}"]
        if d.origin is not None and (d.origin.pointer or d.position is None):
            lines.append(self._style("faint", f"      at {pointer_of(d)}"))
        return "\n".join(lines) + "\n"

    def _head(self, d: Diagnostic) -> str:
        message = cut(visible(d.message), MAX_MESSAGE)
        head = f"{self._style('red', 'error')}  {message}"
        if d.file is None:
            return head
        place = cut(visible(d.file), MAX_PLACE)
        if d.position is not None:
            place += f":{d.position.line}:{d.position.column}"
        return f"{self._style('bold', place)}  {head}"

    def _excerpt(self, file: str, at: Position, hint: str) -> tuple[list[str], bool]:
        """The lines up to the place, a caret below it, and whether the hint stands behind the caret."""
        starts = self._lines(file)
        if not 1 <= at.line <= len(starts):
            return [], False
        gutter = max(5, len(str(at.line)) + 1)
        text, (start, end), offset = self._sources[file], self._line(file, at.line), at.column - 1
        left = _window_start(end - start, offset)
        shown = [
            f"{n:>{gutter}} | {_window(text, *self._line(file, n), left)}".rstrip()
            for n in range(max(1, at.line - _CONTEXT), at.line + 1)
        ]
        place = min(start + offset, end)
        before = ("…" if left else "") + _clean(text[start + left : place])
        token = _TOKEN.match(text, place, min(end, start + left + _WINDOW))
        width = max(1, printed_width(_clean(token.group()))) if token else 1
        caret = f"{' ' * gutter} | {' ' * printed_width(before)}{self._style('red', '^' * width)}"
        column = gutter + 4 + printed_width(before) + width
        hint = cut(visible(hint), MAX_HINT)
        fits = bool(hint) and column + printed_width(hint) <= _MARGIN
        return [*shown, f"{caret} {hint}" if fits else caret], fits

    def _lines(self, file: str) -> list[int]:
        if file not in self._starts:
            self._starts[file] = [0, *(m.end() for m in _LINE.finditer(self._sources[file]))]
        return self._starts[file]

    def _line(self, file: str, number: int) -> tuple[int, int]:
        """Where a line begins and ends: a line may be a whole document, which nobody should copy."""
        starts, text = self._lines(file), self._sources[file]
        start = starts[number - 1]
        end = starts[number] if number < len(starts) else len(text)
        while end > start and text[end - 1] in "\r\n":
            end -= 1
        return start, end

    def _style(self, style: str, text: str) -> str:
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if self._color else text


def _window_start(length: int, offset: int) -> int:
    """The first character shown of a line so that the place is in sight; 0 when all of it fits."""
    if length <= _WINDOW or offset < _WINDOW * 3 // 4:
        return 0
    return min(offset - _WINDOW // 2, max(0, length - _WINDOW))


def _window(text: str, start: int, end: int, left: int) -> str:
    """What is shown of the line from ``start`` to ``end``, beginning with its character ``left``."""
    if start + left >= end:
        return "…" if end > start else ""
    right = min(end, start + left + _WINDOW)
    return ("…" if left else "") + _clean(text[start + left : right]) + ("…" if right < end else "")


def _clean(text: str) -> str:
    return visible(text.replace("\t", " "))


def pointer_of(d: Diagnostic) -> str:
    """``optimizer.schema.json#/properties/adam`` in visible characters."""
    if d.origin is None:
        return ""
    return f"{cut(visible(d.origin.document), MAX_PLACE)}#{cut(visible(d.origin.pointer), MAX_PLACE)}"


def utf8_size(character: str) -> int:
    return len(character.encode("utf-8", "surrogatepass"))


def cut(text: str, limit: int, size: Callable[[str], int] = utf8_size) -> str:
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
