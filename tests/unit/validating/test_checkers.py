"""A checker is printed once, and again when anything it follows from has changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from codegen.validating import checkers

STAMP = b"this codegen"


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an empty cache, and the current folder in it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    Path("other.json").write_text(json.dumps({"maximum": 5}))
    Path("a.json").write_text(json.dumps({"type": "integer", "allOf": [{"$ref": "other.json"}]}))
    return tmp_path


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The schemas that were compiled."""
    seen: list[str] = []
    compiled = checkers._compiled

    def counted(schema: str) -> object:
        seen.append(schema)
        return compiled(schema)

    monkeypatch.setattr(checkers, "_compiled", counted)
    return seen


def verdicts() -> list[bool]:
    accepts = checkers.checker_of("a.json", STAMP).accepts()
    return [accepts(value) for value in (5, 6, "x")]


def test_the_second_run_prints_nothing(printed: list[str]) -> None:
    assert verdicts() == verdicts() == [True, False, False]
    assert printed == ["a.json"]


def test_a_changed_schema_is_printed_again(printed: list[str]) -> None:
    verdicts()
    Path("a.json").write_text(json.dumps({"type": "string"}))
    assert verdicts() == [False, False, True]
    assert len(printed) == 2


def test_a_changed_file_that_the_schema_refers_to_is_noticed(printed: list[str]) -> None:
    verdicts()
    Path("other.json").write_text(json.dumps({"maximum": 6}))
    assert verdicts() == [True, True, False]
    Path("other.json").unlink()
    with pytest.raises(Exception, match="other"):
        verdicts()


def test_another_codegen_prints_again(printed: list[str]) -> None:
    verdicts()
    checkers.checker_of("a.json", b"another codegen")
    assert len(printed) == 2


def test_the_stamp_follows_the_source_of_codegen_and_the_python(monkeypatch: pytest.MonkeyPatch) -> None:
    before = checkers.own_stamp()
    assert before == checkers.own_stamp()
    monkeypatch.setattr(checkers, "digest_of_package", lambda name: "edited")
    assert checkers.own_stamp() != before


def test_without_a_cache_everything_works(printed: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null/none")
    assert verdicts() == verdicts() == [True, False, False]
    assert len(printed) == 2


def test_the_schema_of_a_project_follows_its_settings(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert checkers.project_schema(STAMP) == ""
    Path("codegen.toml").write_text('schema = "a.json"\n')
    assert checkers.project_schema(STAMP) == checkers.project_schema(STAMP) == "a.json"
    Path("below").mkdir()
    monkeypatch.chdir("below")
    assert Path(checkers.project_schema(STAMP)).resolve() == (project / "a.json").resolve()
    Path("pyproject.toml").write_text('[tool.codegen]\nschema = "b.json"\n')
    assert checkers.project_schema(STAMP) == "b.json"
