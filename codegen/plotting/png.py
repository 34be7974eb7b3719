"""A drawing as PNG, by matplotlib, which is imported nowhere else."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from codegen.errors import UsageError
from codegen.plotting.svg import COLOURS, LISTED
from codegen.terminal import visible

if TYPE_CHECKING:
    from codegen.plotting.lines import Plot

__all__ = ["to_png"]


def to_png(plot: Plot, title: str) -> bytes:
    """The whole picture.

    :raises UsageError: there is no matplotlib.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise UsageError("PNG needs matplotlib", "pip install matplotlib, or name the file *.svg") from None
    figure = Figure(figsize=(10, 5), layout="constrained")
    axes = figure.add_subplot()
    axes.set_title(_plain(title), loc="left")
    for number, line in enumerate(plot.lines):
        style = ("solid", "dashed", "dotted", "dashdot")[number // len(COLOURS) % 4]
        label = _plain(line.title) if number < LISTED else "_"
        steps, rates = zip(*line.points, strict=True)
        axes.plot(steps, rates, color=COLOURS[number % len(COLOURS)], linestyle=style, label=label)
    axes.set(xlim=(0, plot.last), ylim=(0, plot.top * 1.04), xlabel="step", ylabel="learning rate")
    axes.grid(alpha=0.3)
    axes.legend(loc="upper left", bbox_to_anchor=(0, -0.16), frameon=False)
    data = BytesIO()
    figure.savefig(data, format="png", dpi=120, metadata={"Software": None})
    return data.getvalue()


def _plain(text: str) -> str:
    """Text that matplotlib does not read as mathematics."""
    return visible(text[:110]).replace("\\", "\\\\").replace("$", r"\$")
