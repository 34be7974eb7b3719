"""Small helpers shared by tests."""

from __future__ import annotations

from typing import Any

from codegen.ir import Model
from codegen.load import from_value
from codegen.lower import lower
from codegen.resolve import resolve


def model_of(schema: Any, digest: str = "0" * 64, file_name: str = "test.schema.json") -> Model:
    """The IR of a schema given as a Python value."""
    return lower(resolve(from_value(schema)), digest, file_name)
