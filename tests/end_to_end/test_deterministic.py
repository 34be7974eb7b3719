"""Same input and version, same bytes: whatever the hash seed, time zone, locale, folder and Python."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.interpreters import VERSIONS, interpreter_with_dependencies

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "schema" / "optimizer.schema.json"
pytestmark = pytest.mark.slow

#: Prints every file of every target that can be loaded as ``SHA-256 path``.
RENDER = """
import sys, hashlib
import codegen
from codegen.targets import known_targets
files = codegen.render(sys.argv[1], known_targets(), "optimizer_config")
for path, text in files.items():
    print(hashlib.sha256(text.encode("utf-8")).hexdigest(), path)
"""


def rendered(python: str, folder: Path, schema: str = str(SCHEMA), **more: str) -> str:
    """What a process of its own prints."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "PYTHON", "TZ"))}
    done = subprocess.run(
        [python, "-c", RENDER, schema],
        cwd=folder,
        env={**kept, "PYTHONPATH": str(site(folder)), **more},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def site(folder: Path) -> Path:
    """A folder that makes this checkout importable and its targets known to any interpreter."""
    made = folder.parent / "site"
    info = made / "schema_codegen-0.dist-info"
    if not info.exists():
        info.mkdir(parents=True)
        (made / "codegen").symlink_to(ROOT / "codegen")
        lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
        start = lines.index('[project.entry-points."codegen.targets"]') + 1
        points = [line.replace('"', "") for line in lines[start : lines.index("", start)]]
        (info / "entry_points.txt").write_text("\n".join(["[codegen.targets]", *points, ""]))
    return made


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("reference") / "here"
    folder.mkdir()
    said = rendered(sys.executable, folder, PYTHONHASHSEED="0")
    assert said.count("\n") > 5
    return said


@pytest.mark.parametrize(
    "more",
    [
        {"PYTHONHASHSEED": "1"},
        {"PYTHONHASHSEED": "4294967295", "TZ": "Pacific/Kiritimati"},
        {"TZ": "America/St_Johns", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONOPTIMIZE": "2", "COLUMNS": "20", "HOME": "/nowhere", "USER": "somebody"},
    ],
    ids=["seed", "seed and zone", "Turkish", "ASCII", "optimized"],
)
def test_surroundings_change_no_byte(reference: str, tmp_path: Path, more: dict[str, str]) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    assert rendered(sys.executable, folder, **more) == reference


def test_neither_the_working_folder_nor_that_of_the_schema_changes_a_byte(
    reference: str, tmp_path: Path
) -> None:
    folder = tmp_path / "größe \u202e'"
    folder.mkdir()
    shutil.copy(SCHEMA, folder)
    assert rendered(sys.executable, folder, SCHEMA.name) == reference
    assert rendered(sys.executable, folder, str(folder / SCHEMA.name)) == reference


@pytest.mark.parametrize("version", VERSIONS)
def test_no_python_version_changes_a_byte(reference: str, tmp_path: Path, version: str) -> None:
    python = interpreter_with_dependencies(version)
    folder = tmp_path / "here"
    folder.mkdir()
    assert rendered(python, folder, PYTHONHASHSEED="7") == reference
