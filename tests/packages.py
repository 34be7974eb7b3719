"""Generated packages, imported for tests."""

from __future__ import annotations

import importlib
import itertools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import codegen

_NUMBERS = itertools.count()
CANONICAL = Path(__file__).parents[1] / "schema" / "optimizer.schema.json"


def import_package(schema: Any, folder: Path, name: str = "") -> Any:
    """Generate the pydantic package of a schema (a path or a value) into a folder and import it."""
    name = name or f"generated_for_a_test_{next(_NUMBERS)}"
    for path, text in codegen.render(schema, ["pydantic"], name).items():
        file = folder / path.removeprefix("python/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(folder))


@pytest.fixture(scope="session")
def optimizer_config(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The package of the canonical schema."""
    return import_package(CANONICAL, tmp_path_factory.mktemp("canonical"))


@pytest.fixture
def package(tmp_path: Path) -> Callable[[Any], Any]:
    """A function from a schema to its package."""
    return lambda schema: import_package(schema, tmp_path)
