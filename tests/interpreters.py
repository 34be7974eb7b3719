"""Interpreters of several Python versions, each with the pinned dependencies."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest

from tests.fetching import alone

__all__ = ["VERSIONS", "interpreter_with_dependencies"]

ROOT = Path(__file__).parents[1]
CONSTRAINTS = ROOT / "constraints.txt"
VENVS = ROOT / ".cache" / "venvs"
#: What codegen needs to run, pinned by the constraints.
NEEDED = (
    "datamodel-code-generator",
    "jinja2",
    "jsonschema",
    "jsonschema-rs",
    "pydantic",
    "pyyaml",
    "referencing",
)
VERSIONS = ("3.10", "3.11", "3.12", "3.13")


def interpreter_with_dependencies(version: str) -> str:
    """The path of an interpreter; skips the test, with the reason, where there is none."""
    python, reason = environment(version)
    if python is None:
        pytest.skip(reason)
    return python


@cache
def environment(version: str) -> tuple[str | None, str]:
    """An interpreter of a version with the pinned dependencies, made once for these constraints."""
    if version == f"{sys.version_info.major}.{sys.version_info.minor}":
        return sys.executable, ""
    base = interpreter(version)
    if base is None:
        return None, f"there is no Python {version} here"
    digest = sha256(CONSTRAINTS.read_bytes()).hexdigest()[:16]
    folder = VENVS / f"{version}-{digest}"
    with alone(VENVS / f"{version}.lock"):
        return _made(version, base, folder)


def _made(version: str, base: str, folder: Path) -> tuple[str | None, str]:
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not (folder / "ready").exists():
        shutil.rmtree(folder, ignore_errors=True)
        # our own pip installs into it, and compiles nothing that is never imported: half of the time
        venv = [base, "-m", "venv", "--without-pip", str(folder)]
        made = subprocess.run(venv, capture_output=True, text=True)
        if made.returncode:
            return None, f"Python {version} makes no virtual environment: {made.stderr[-200:]}"
        pip = [sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check"]
        install = [*pip, "install", "-q", "--no-compile"]
        done = subprocess.run(
            [*install, "-c", str(CONSTRAINTS), *NEEDED, "tomli; python_version < '3.11'"],
            capture_output=True,
            text=True,
        )
        if done.returncode:
            # Without a registry nothing can be said; a pin that does not exist there is a mistake.
            known = "ResolutionImpossible" in done.stderr or "Requires-Python" in done.stderr
            assert not known, done.stderr
            return None, f"no registry to install from for Python {version}"
        (folder / "ready").write_text("")
    return str(python), ""


def interpreter(version: str) -> str | None:
    """An executable that is really of that version: a shim may be there without one behind it."""
    candidates = [shutil.which(f"python{version}")]
    managed = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    candidates += [str(p / "bin/python") for p in sorted(managed.glob(f"{version}.*"))]
    code = f"import sys; sys.exit('%d.%d' % sys.version_info[:2] != '{version}')"
    for path in filter(None, candidates):
        if subprocess.run([path, "-c", code], capture_output=True).returncode == 0:
            return path
    return None
