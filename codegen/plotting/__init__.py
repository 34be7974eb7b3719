"""Drawings of the learning rates in a configuration: SVG, PNG, and characters for a terminal.

The rates come from the plain reading of the formulas, so nothing of what is printed is needed, and no torch.
"""

from codegen.plotting.lines import Line, NoRate, Plot, plot_of
from codegen.plotting.svg import to_svg
from codegen.plotting.text import to_text

__all__ = ["Line", "NoRate", "Plot", "plot_of", "to_svg", "to_text"]
