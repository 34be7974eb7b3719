"""Awkward and hostile files: each gets the verdict it should, in 10 s and 1 GB, and none a traceback.

``tests/cases/configs/expected.txt`` has a line for each of the small ones; ``UPDATE_GOLDENS=1`` writes it
anew, for people to read.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from codegen.checker import print_python
from codegen.load import load
from codegen.lower import lower
from codegen.resolve import resolve
from tests.unit.reading.corpus import LARGE

ROOT = Path(__file__).parents[3]
CASES = ROOT / "tests" / "cases" / "configs"
SCHEMA = ROOT / "schema" / "optimizer.schema.json"


@pytest.fixture(scope="session")
def checker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The printed checker of the canonical schema."""
    source = load(SCHEMA)
    path = tmp_path_factory.mktemp("checker") / "checker.py"
    path.write_text(print_python(lower(resolve(source), source.digest, SCHEMA.name)), encoding="utf-8")
    return path


def judged(checker: Path, *files: Path) -> list[str]:
    """One line a file, from a process that may use 1 GB."""
    command = [sys.executable, "-m", "tests.unit.reading.judging", str(checker), *map(str, files)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()


def test_every_small_file_of_the_corpus_gets_its_verdict(checker: Path) -> None:
    files = sorted(p for p in CASES.iterdir() if p.name != "expected.txt")
    assert len(files) > 300
    found = judged(checker, *files)
    golden = CASES / "expected.txt"
    if os.environ.get("UPDATE_GOLDENS"):
        golden.write_text("".join(f"{line}\n" for line in found), encoding="utf-8")
    assert found == golden.read_text(encoding="utf-8").splitlines()


def test_a_refusal_says_where_unless_the_whole_file_is_too_much() -> None:
    lines = [line.split("\t")[1] for line in (CASES / "expected.txt").read_text("utf-8").splitlines()]
    refused = [line for line in lines if line.startswith(("refused", "invalid"))]
    assert len(refused) > 150
    assert [line for line in refused if not line.split(" ")[1][0].isdigit()] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", LARGE)
def test_a_large_file_gets_its_verdict_in_ten_seconds_and_a_gigabyte(
    name: str, checker: Path, tmp_path: Path
) -> None:
    make, expected = LARGE[name]
    content = make()
    file = tmp_path / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    del content
    (line,) = judged(checker, file)
    assert line.startswith(f"{name}\t{expected}")
    file.unlink()
