"""A drawing in characters: each line in a box of its own, in braille where the terminal has it."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.plotting.lines import Line, Plot
from codegen.plotting.scale import short
from codegen.terminal import visible

__all__ = ["to_text"]

MARGIN = 11  # columns of the rates beside a box
#: Bits of the eight dots of a braille character (Unicode block 2800), by column and row.
DOTS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))


def to_text(plot: Plot, columns: int = 80, rows: int = 0, braille: bool = True) -> str:
    """The lines one below the other, ending with a newline.

    :param columns: width in characters.  :param rows: height of a box; 0: less for many lines.
    :param braille: dots finer than a character; else plain ASCII.
    """
    width = max(20, columns - MARGIN)
    height = rows or (8 if len(plot.lines) < 4 else 4)
    lines = [text for line in plot.lines for text in (*_box(plot, line, width, height, braille), "")]
    return "".join(f"{text.rstrip()}\n" for text in lines[:-1])


def _box(plot: Plot, line: Line, width: int, height: int, braille: bool) -> Iterator[str]:
    side, corner, floor = ("│", "└", "─") if braille else ("|", "+", "-")
    top = line.top or 1.0
    drawn = _braille(plot, line, width, height, top) if braille else _ascii(plot, line, width, height, top)
    yield visible(line.title)
    for number, row in enumerate(drawn):
        rate = short(top) if number == 0 else "0" if number == height - 1 else ""
        yield f"{rate:>{MARGIN - 2}} {side}{row}"
    yield f"{'':>{MARGIN - 1}}{corner}{floor * width}"
    end = f"step {plot.last}"
    yield f"{'':>{MARGIN}}0{end:>{width - 1}}"


def _braille(plot: Plot, line: Line, width: int, height: int, top: float) -> list[str]:
    cells = [[0] * width for _ in range(height)]
    for x, y in _dots(plot, line, 2 * width, 4 * height, top):
        cells[y // 4][x // 2] |= DOTS[x % 2][y % 4]
    return ["".join(chr(0x2800 + cell) if cell else " " for cell in row) for row in cells]


def _ascii(plot: Plot, line: Line, width: int, height: int, top: float) -> list[str]:
    cells = [[" "] * width for _ in range(height)]
    for x, y in _dots(plot, line, width, height, top):
        cells[y][x] = "*"
    return ["".join(row) for row in cells]


def _dots(plot: Plot, line: Line, width: int, height: int, top: float) -> Iterator[tuple[int, int]]:
    """The dots of a line, without gaps where it is steep; row 0 is the highest."""
    before = None
    for x in range(width):
        y = round((height - 1) * (1 - line.at(plot.last * x / (width - 1)) / top))
        low, high = sorted((y, y if before is None else before))
        yield from ((x, row) for row in range(low + (low != y), high + (high == y)))
        yield x, y
        before = y
