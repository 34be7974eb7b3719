"""The version that was: a file, or what git has of it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from codegen.breaking.versions import compile_version
from codegen.errors import CodegenError, MalformedDocument, SchemaError, UnresolvableRef, UsageError
from codegen.ir import Ref, Scalar

INTEGER = {"type": "integer"}
NUMBER = {"type": "number"}


def git(folder: Path, *words: str) -> None:
    who = ("-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(folder), *who, *words], check=True, capture_output=True)


def write(path: Path, value: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return path


def commit(folder: Path) -> None:
    if not (folder / ".git").exists():
        git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "now")


def kind(against: str, schema: Path) -> str:
    model = compile_version(against, str(schema)).model
    node = model.definition(model.root).node
    if isinstance(node, Ref):
        node = model.definition(node.target).node
    assert isinstance(node, Scalar)
    return node.kind


def refusal(against: str, schema: Path) -> CodegenError:
    with pytest.raises(CodegenError) as caught:
        compile_version(against, str(schema))
    return caught.value


def test_a_path_names_a_file(tmp_path: Path) -> None:
    old = write(tmp_path / "old.json", INTEGER)
    assert kind(str(old), tmp_path / "new.json") == "integer"


def test_a_revision_gives_the_file_as_it_was(tmp_path: Path) -> None:
    schema = write(tmp_path / "in" / "a.schema.json", INTEGER)
    commit(tmp_path)
    write(schema, NUMBER)
    commit(tmp_path)
    assert kind("git:HEAD", schema) == "number"
    assert kind("git:HEAD~1", schema) == "integer"
    assert kind("git:main", schema) == "number"


def test_the_working_tree_is_not_touched(tmp_path: Path) -> None:
    schema = write(tmp_path / "a.schema.json", INTEGER)
    commit(tmp_path)
    write(schema, "not even JSON")
    before = sorted(p for p in tmp_path.rglob("*"))
    assert kind("git:HEAD", schema) == "integer"
    assert sorted(p for p in tmp_path.rglob("*")) == before
    assert schema.read_text(encoding="utf-8") == "not even JSON"


def test_files_it_refers_to_are_those_of_the_revision(tmp_path: Path) -> None:
    schema = write(tmp_path / "s" / "a.json", {"$ref": "parts/b%20c.json#/$defs/B"})
    part = write(tmp_path / "s" / "parts" / "b c.json", {"$defs": {"B": {"$ref": "d.json"}}})
    write(tmp_path / "s" / "parts" / "d.json", INTEGER)
    commit(tmp_path)
    part.unlink()
    write(tmp_path / "s" / "parts" / "d.json", NUMBER)
    assert kind("git:HEAD", schema) == "integer"


def test_a_reference_out_of_the_folder_is_refused_as_ever(tmp_path: Path) -> None:
    schema = write(tmp_path / "s" / "a.json", {"$ref": "../b.json"})
    write(tmp_path / "b.json", INTEGER)
    commit(tmp_path)
    assert isinstance(refusal("git:HEAD", schema), SchemaError)


def test_a_bad_schema_of_a_revision_is_named_by_the_revision(tmp_path: Path) -> None:
    schema = write(tmp_path / "a.json", '{"type": }')
    commit(tmp_path)
    error = refusal("git:HEAD", schema)
    assert isinstance(error, MalformedDocument)
    assert error.diagnostics[0].file == "git:HEAD:a.json"
    write(schema, {"$ref": "gone.json"})
    commit(tmp_path)
    assert isinstance(refusal("git:HEAD", schema), UnresolvableRef)


@pytest.mark.parametrize(
    "revision, words",
    [
        ("HEAD~7", "no revision 'HEAD~7'"),
        ("nowhere", "no revision 'nowhere'"),
        ("--output=x", "wants a revision"),
        ("", "wants a revision"),
        ("HEAD:a.json", "no revision"),
    ],
)
def test_a_revision_that_is_not_there_is_one_clear_error(tmp_path: Path, revision: str, words: str) -> None:
    schema = write(tmp_path / "a.json", INTEGER)
    commit(tmp_path)
    error = refusal(f"git:{revision}", schema)
    assert isinstance(error, UsageError)
    assert words in error.diagnostics[0].message
    assert error.diagnostics[0].hint
    assert not (tmp_path / "x").exists()


def test_a_file_that_the_revision_does_not_have_is_one_clear_error(tmp_path: Path) -> None:
    write(tmp_path / "other.json", INTEGER)
    commit(tmp_path)
    error = refusal("git:HEAD", write(tmp_path / "a.json", INTEGER))
    assert "has no file" in error.diagnostics[0].message


def test_a_folder_without_a_repository_is_one_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    error = refusal("git:HEAD", write(tmp_path / "a.json", INTEGER))
    assert "no git repository" in error.diagnostics[0].message


def test_without_git_a_file_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    schema = write(tmp_path / "a.json", INTEGER)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "git is not installed" in refusal("git:HEAD", schema).diagnostics[0].message
    assert kind(str(schema), schema) == "integer"
