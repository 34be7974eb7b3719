"""A checker printed for a schema and run here."""

from __future__ import annotations

from typing import Any

from codegen.checker import print_python
from tests.support import model_of

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def source(schema: dict[str, Any]) -> str:
    """The text of the checker of a schema whose root is named ``Config`` (unless it has a title)."""
    whole = {"$schema": DIALECT, "title": "Config", **schema}
    return print_python(model_of(whole))


def checker(schema: dict[str, Any]) -> dict[str, Any]:
    """The names that the printed module defines."""
    module: dict[str, Any] = {"__name__": "checker"}
    exec(compile(source(schema), "checker.py", "exec"), module)
    return module


def told(schema: dict[str, Any], value: object) -> list[tuple[str, str]]:
    """Pointer and message of each issue; checks on the way that both verdicts agree."""
    module = checker(schema)
    issues = module["check"](value)
    assert module["accepts"](value) is (issues == [])
    return [(issue.pointer, issue.message) for issue in issues]
