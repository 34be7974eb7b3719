"""The expression language of ``x-schedule`` and ``x-rules``: read, checked, printed and evaluated.

The syntax tree is in :mod:`codegen.expressions`.  Nothing here runs text: a formula is only ever parsed, and
what is printed is printed from the tree.
"""

from codegen.formula.calculator import FormulaError, Rates, evaluate, rule_holds
from codegen.formula.kinds import check_rule, check_schedule, kind_of
from codegen.formula.mathml import to_mathml
from codegen.formula.parser import parse
from codegen.formula.python import PYTHON_HELPERS, can_fail, python_imports, to_python
from codegen.formula.text import to_text
from codegen.formula.typescript import TYPESCRIPT_HELPERS, to_typescript, typescript_helpers
from codegen.formula.words import to_words

__all__ = [
    "PYTHON_HELPERS",
    "TYPESCRIPT_HELPERS",
    "FormulaError",
    "Rates",
    "can_fail",
    "check_rule",
    "check_schedule",
    "evaluate",
    "kind_of",
    "parse",
    "python_imports",
    "rule_holds",
    "to_mathml",
    "to_python",
    "to_text",
    "to_typescript",
    "to_words",
    "typescript_helpers",
]
