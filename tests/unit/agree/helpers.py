"""A small schema with a group, and executors that are a few lines of Python."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from codegen.agree.run import Report, agree
from codegen.checker import print_python
from codegen.ir import Model
from codegen.target import Executor, python_executor
from tests.support import model_of

SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Reader",
    "type": "object",
    "properties": {
        "file": {"type": ["string", "null"], "minLength": 1},
        "url": {"type": ["string", "null"]},
        "every": {"type": "number", "exclusiveMinimum": 0, "maximum": 3600, "default": 60},
        "retries": {"type": "integer", "minimum": 0, "maximum": 5},
        "tags": {"type": "array", "items": {"type": "string", "maxLength": 3}, "maxItems": 3},
        "next": {"anyOf": [{"$ref": "#/$defs/Next"}, {"type": "null"}]},
    },
    "additionalProperties": False,
    "allOf": [
        {
            "title": "source",
            "oneOf": [
                {"required": ["file"], "properties": {"file": {"not": {"type": "null"}}}},
                {"required": ["url"], "properties": {"url": {"not": {"type": "null"}}}},
            ],
        }
    ],
    "$defs": {
        "Next": {
            "type": "object",
            "properties": {"after": {"$ref": "#/$defs/Next"}, "mode": {"enum": ["fast", "slow", 1]}},
        }
    },
}


def small_model() -> Model:
    return model_of(SCHEMA)


#: Added to a printed checker: it takes ``true`` for a number.
LENIENT = """
def _lenient(value):
    return {k: 1 if v is True else v for k, v in value.items()} if type(value) is dict else value

for _table in (ACCEPTS, CHECK):
    for _name, _judge in _table.items():
        _table[_name] = lambda value, judge=_judge: judge(_lenient(value))
"""


def checker_in(folder: Path, model: Model, more: str = "", name: str = "checker") -> Executor:
    """The printed checker as a file, with more source at its end."""
    path = folder / f"{name}.py"
    path.write_text(print_python(model) + more, encoding="utf-8")
    return python_executor(name, "checker", str(path))


def script(folder: Path, body: str, name: str = "toy") -> Executor:
    """An executor of these lines."""
    path = folder / f"{name}.py"
    path.write_text(body, encoding="utf-8")
    return Executor(name, (sys.executable, str(path)))


def run(folder: Path, model: Model, *executors: Executor, documents: int = 500, seed: int = 0) -> Report:
    return agree(model, executors, str(folder), documents, seed, patience=20)
