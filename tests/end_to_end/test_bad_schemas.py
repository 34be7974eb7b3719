"""A bad schema gets one clear error: where, what, why, and what to write instead.

Each ``tests/cases/bad_schemas/NAME.json`` has a ``NAME.txt`` with the words it must give, for people
to read.
``UPDATE_GOLDENS=1`` writes them anew.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from codegen.cli import main

CASES = Path(__file__).parent.parent / "cases" / "bad_schemas"


def cases() -> list[str]:
    return sorted(p.stem for p in CASES.glob("*.json"))


@pytest.mark.parametrize("name", cases())
def test_a_bad_schema_is_refused_in_these_words(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(CASES)
    out = tmp_path / "out"
    code = main(["generate", "--schema", f"{name}.json", "--out", str(out)])
    said = capsys.readouterr().err
    assert code == 2
    assert not out.exists()
    assert "Traceback" not in said
    assert len(said.encode()) <= 20_480
    golden = CASES / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDENS"):
        golden.write_text(said, encoding="utf-8")
    assert said == golden.read_text(encoding="utf-8")


def test_every_case_has_its_words() -> None:
    assert [p.stem for p in sorted(CASES.glob("*.txt"))] == cases()
