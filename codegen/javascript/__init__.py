"""The checker and the schedules as ECMAScript modules.

The checker has one function a node, which finds every issue of a value.  It is parallel to
:mod:`codegen.checker`, which gives the words and the decisions.  There is no second set of functions for the
verdict: a value is valid when nothing is found, and a branch that is only asked whether it fits is read until
its first issue.
"""

from pathlib import Path

from codegen.javascript.printer import print_checker
from codegen.javascript.schedules import print_schedules

__all__ = ["module", "print_checker", "print_schedules"]


def module(name: str) -> str:
    """The text of a module that is the same for every schema: ``formulas``, ``json`` or ``runtime``.

    What is printed imports from the first and the last of them.
    """
    return (Path(__file__).with_name("files") / f"{name}.js").read_text("utf-8")
