"""A drawing as SVG: the same bytes for the same document, on light and on dark pages."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import pairwise

from codegen.plotting.lines import Line, Plot
from codegen.plotting.scale import counted, short, ticks
from codegen.terminal import visible

__all__ = ["COLOURS", "to_svg"]

WIDTH, TOP, LEFT, RIGHT, PLOT = 960, 52, 84, 24, 320
ROW = 22  # of the legend
LISTED = 24  # lines that the legend names
#: Told apart by most eyes, on white and on black (after Okabe and Ito); dashes help where colours repeat.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b8860b", "#56b4e9", "#8c6bb1", "#7f7f7f")
DASHES = ("", "7 4", "2 3", "9 3 2 3")
GREY = "#767676"  # as readable on white as on black


def to_svg(plot: Plot, title: str, name: str = "plot") -> str:
    """The whole picture, ending with a newline.

    :param title: what it is a drawing of; any text.
    :param name: begins the identifiers in it, so that a page may hold several; letters and digits.
    """
    rows = min(len(plot.lines), LISTED) + (len(plot.lines) > LISTED)
    height = TOP + PLOT + 68 + rows * ROW
    return "".join(f"{line}\n" for line in _lines(plot, title, height, name))


def _lines(plot: Plot, title: str, height: int, name: str) -> Iterator[str]:
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'height="{height}" role="img" aria-labelledby="{name}-title {name}-desc" '
        'font-family="system-ui, sans-serif" font-size="13">'
    )
    yield f'<title id="{name}-title">{_text(title)}</title>'
    yield f'<desc id="{name}-desc">{_text(_described(plot))}</desc>'
    yield f'<text x="{LEFT}" y="28" font-size="16" fill="{GREY}">{_text(_cut(title, 90))}</text>'
    yield from _axes(plot)
    for number, line in reversed([*enumerate(plot.lines)]):
        yield f'<path d="{_path(plot, line)}" fill="none" {_stroke(number)}/>'
    yield from _legend(plot)
    yield "</svg>"


def _described(plot: Plot) -> str:
    """What who does not see it is told: how each line begins, where it is highest, how it ends."""
    said = [f"Learning rates over {plot.last} steps."]
    for line in plot.lines[:LISTED]:
        at, top = max(line.points, key=lambda point: point[1])
        first, end = line.points[0][1], line.points[-1][1]
        said.append(
            f"{line.title}: {short(first)} at step 0, highest {short(top)} at step {at}, "
            f"{short(end)} at the end."
        )
    if len(plot.lines) > LISTED:
        said.append(f"And {len(plot.lines) - LISTED} more.")
    return " ".join(said)


def _axes(plot: Plot) -> Iterator[str]:
    right, bottom = WIDTH - RIGHT, TOP + PLOT
    for rate in ticks(plot.top, 7):
        y = _y(plot, rate)
        yield f'<path d="M{LEFT} {y}H{right}" stroke="{GREY}" stroke-opacity="0.3"/>'
        yield f'<text x="{LEFT - 8}" y="{y}" dy="4" text-anchor="end" fill="{GREY}">{short(rate)}</text>'
    for step in ticks(float(plot.last), 9):
        x = _x(plot, step)
        yield f'<path d="M{x} {bottom}v5" stroke="{GREY}"/>'
        yield f'<text x="{x}" y="{bottom + 20}" text-anchor="middle" fill="{GREY}">{counted(step)}</text>'
    yield f'<path d="M{LEFT} {TOP}V{bottom}H{right}" fill="none" stroke="{GREY}"/>'
    yield f'<text x="{right}" y="{bottom + 38}" text-anchor="end" fill="{GREY}">step</text>'


def _legend(plot: Plot) -> Iterator[str]:
    top = TOP + PLOT + 60
    for number, line in enumerate(plot.lines[:LISTED]):
        y = top + number * ROW
        yield f'<path d="M{LEFT} {y}h28" {_stroke(number)}/>'
        yield f'<text x="{LEFT + 38}" y="{y}" dy="4" fill="{GREY}">{_text(_cut(line.title, 110))}</text>'
    more = len(plot.lines) - LISTED
    if more > 0:
        yield f'<text x="{LEFT + 38}" y="{top + LISTED * ROW}" dy="4" fill="{GREY}">and {more} more</text>'


def _stroke(number: int) -> str:
    dash = DASHES[number // len(COLOURS) % len(DASHES)]
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    colour = COLOURS[number % len(COLOURS)]
    return f'stroke="{colour}" stroke-width="2" stroke-linejoin="round"{dashes}'


def _path(plot: Plot, line: Line) -> str:
    """The line without points that stand on the way from one neighbour to the other."""
    points = [(_x(plot, step), _y(plot, rate)) for step, rate in line.points]
    kept = points[:1]
    for before, after in pairwise(points[1:]):
        if not _between(kept[-1], before, after):
            kept.append(before)
    kept += points[-1:]
    first, *rest = (f"{x:g} {y:g}" for x, y in kept)
    return f"M{first}L{' '.join(rest)}"


def _between(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> bool:
    if c[0] == a[0]:
        return a[1] == b[1] == c[1]
    return abs(a[1] + (c[1] - a[1]) * (b[0] - a[0]) / (c[0] - a[0]) - b[1]) < 0.05


def _x(plot: Plot, step: float) -> float:
    return round(LEFT + (WIDTH - LEFT - RIGHT) * step / plot.last, 1)


def _y(plot: Plot, rate: float) -> float:
    return round(TOP + PLOT * (1 - rate / (plot.top * 1.04)), 1)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 3]}..."


def _text(text: str) -> str:
    return escape(visible(text))
