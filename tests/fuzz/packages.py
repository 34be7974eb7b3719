"""Printed Python packages run from memory: what is the same in all of them is compiled once."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import CodeType, ModuleType
from typing import Any

__all__ = ["imported"]


class Memory(MetaPathFinder, Loader):
    """Finds the modules of one package among its texts."""

    def __init__(self, name: str, files: Mapping[str, str]) -> None:
        folder = f"python/{name}/"
        self.name = name
        own = ((path, text) for path, text in files.items() if path.startswith(folder))
        self.texts = {path.removeprefix(folder): text for path, text in own}

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> ModuleSpec | None:
        file = self._file(fullname)
        if file not in self.texts:
            return None
        return ModuleSpec(fullname, self, origin=file, is_package=file.endswith("__init__.py"))

    def _file(self, fullname: str) -> str:
        inner = fullname.removeprefix(self.name).replace(".", "/")
        inside = fullname == self.name or fullname.startswith(f"{self.name}.")
        whole = f"{inner}/__init__.py".removeprefix("/")
        return "" if not inside else whole if whole in self.texts else f"{inner}.py".removeprefix("/")

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        file = self._file(module.__name__)
        _, _, text = self.texts[file].partition("\n")  # the head names the schema
        exec(code(text, file), module.__dict__)


@lru_cache(100)
def code(text: str, file: str) -> CodeType:
    return compile(text, file, "exec", dont_inherit=True)


@contextmanager
def imported(name: str, files: Mapping[str, str]) -> Iterator[ModuleType]:
    """The package, as long as the block lasts."""
    memory = Memory(name, files)
    sys.meta_path.insert(0, memory)
    try:
        yield importlib.import_module(name)
    finally:
        sys.meta_path.remove(memory)
        for module in [m for m in sys.modules if m == name or m.startswith(f"{name}.")]:
            del sys.modules[module]
