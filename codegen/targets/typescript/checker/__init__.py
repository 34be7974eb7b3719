"""The checker as an ECMAScript module: one function a node, each finds every issue of a value.

Parallel to :mod:`codegen.checker`, which gives the words and the decisions.  There is no second set of
functions for the verdict: a value is valid when nothing is found, and a branch that is only asked whether it
fits is read until its first issue.
"""

from codegen.targets.typescript.checker.printer import print_checker

__all__ = ["print_checker"]
