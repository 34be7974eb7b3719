"""The torch runtime's own files as a package, for tests that need no printed builder."""

from __future__ import annotations

import importlib
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType

from codegen.targets.pydantic.shared import FOLDER, shared_files
from codegen.targets.torch import __file__ as TARGET

PACKAGE = "torch_runtime_under_test"
_FOLDERS: list[TemporaryDirectory[str]] = []  # kept until the interpreter ends


def runtime(module: str) -> ModuleType:
    """A module of ``codegen/targets/torch/files`` as it will stand in a generated package."""
    _install()
    return importlib.import_module(f"{PACKAGE}._torch.{module}")


@cache
def _install() -> None:
    folder = TemporaryDirectory(prefix="torch_runtime_")
    _FOLDERS.append(folder)
    package = Path(folder.name) / PACKAGE
    files = {f"{FOLDER}/{name}": text for name, text in shared_files().items()}
    for path in (Path(TARGET).parent / "files").glob("*.py"):
        files[f"_torch/{path.name}"] = path.read_text(encoding="utf-8")
    files |= {"__init__.py": "", f"{FOLDER}/__init__.py": "", "_torch/__init__.py": ""} | files
    for name, text in files.items():
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_text(text, encoding="utf-8")
    sys.path.insert(0, folder.name)
    importlib.invalidate_caches()
