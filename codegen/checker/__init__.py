"""The checker: straight-line validation code, printed for one schema."""

from codegen.checker.printer import print_python

__all__ = ["print_python"]
