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


def import_package(
    schema: Any, folder: Path, name: str = "", targets: tuple[str, ...] = ("pydantic",)
) -> Any:
    """Generate the Python package of a schema (a path or a value) into a folder and import it."""
    name = name or f"generated_for_a_test_{next(_NUMBERS)}"
    for path, text in codegen.render(schema, targets, name).items():
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


def import_builder(schema: Any, folder: Path, name: str = "") -> Any:
    """The module that builds optimizers, in the package of a schema.  Without torch the test is skipped."""
    pytest.importorskip("torch")
    made = import_package(schema, folder, name, ("pydantic", "torch"))
    return importlib.import_module(f"{made.__name__}.builder")


@pytest.fixture(scope="session")
def optimizer_builder(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The builder of the canonical schema; its models are ``optimizer_builder.models``."""
    builder = import_builder(CANONICAL, tmp_path_factory.mktemp("canonical_builder"))
    builder.models = importlib.import_module(f"{builder.__package__}.models")
    return builder


@pytest.fixture
def package(tmp_path: Path) -> Callable[[Any], Any]:
    """A function from a schema to its package."""
    return lambda schema: import_package(schema, tmp_path)
