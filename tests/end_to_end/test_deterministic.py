"""Same input and version, same bytes: whatever the hash seed, time zone, locale, folder and Python."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONSTRAINTS = ROOT / "constraints.txt"
VENVS = ROOT / ".cache" / "venvs"
#: What codegen needs to run, pinned by the constraints.
NEEDED = ("datamodel-code-generator", "jinja2", "jsonschema", "jsonschema-rs", "pydantic", "referencing")
VERSIONS = ("3.10", "3.11", "3.12", "3.13")
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
    python, reason = environment(version)
    if python is None:
        pytest.skip(reason)
    folder = tmp_path / "here"
    folder.mkdir()
    assert rendered(python, folder, PYTHONHASHSEED="7") == reference


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
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not (folder / "ready").exists():
        shutil.rmtree(folder, ignore_errors=True)
        made = subprocess.run([base, "-m", "venv", str(folder)], capture_output=True, text=True)
        if made.returncode:
            return None, f"Python {version} makes no virtual environment: {made.stderr[-200:]}"
        install = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
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
