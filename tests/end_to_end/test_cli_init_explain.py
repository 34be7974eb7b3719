"""``codegen init`` and ``codegen explain``: the real command in a folder of its own."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.toy import Project, install
from tests.trees import tree

pytestmark = pytest.mark.slow


def codegen(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "codegen", *words], cwd=folder, capture_output=True, text=True, timeout=300
    )
    assert "Traceback" not in done.stderr + done.stdout
    return done


def test_a_new_project_generates_in_its_first_minute(tmp_path: Path) -> None:
    done = codegen("init", "my project", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    step = done.stdout.splitlines()[-1].removeprefix("next: ")
    assert shlex.split(step) == ["cd", "my project", "&&", "codegen", "generate"]
    folder = tmp_path / "my project"
    first = codegen("generate", folder=folder)
    assert first.returncode == 0, first.stderr
    assert (folder / "generated/python/config/models.py").exists()
    assert codegen("generate", folder=folder).stdout == "generated is up to date\n"
    assert codegen("generate", "--check", folder=folder).returncode == 0


@pytest.mark.parametrize("end", ["\n", ""], ids=["with a last newline", "without"])
def test_settings_go_into_a_pyproject_that_is_there(tmp_path: Path, end: str) -> None:
    project = tmp_path / "pyproject.toml"
    project.write_text(f'[project]\nname = "mine"{end}')
    done = codegen("init", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert project.read_text().startswith('[project]\nname = "mine"')
    assert not (tmp_path / "codegen.toml").exists()
    done = codegen("generate", "--no-agree", "--target", "schema", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "generated/schema").is_dir()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("codegen.toml", "schema = 'a'\n"),
        ("schema/config.schema.json", "{}"),
        ("pyproject.toml", "[tool.codegen]\nschema = 'a'\n"),
        ("pyproject.toml", "tool.codegen = {schema = 'a'}\n"),
        ("pyproject.toml", "[project\n# codegen"),
    ],
)
def test_nothing_that_is_there_is_written_over(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    before = tree(tmp_path)
    done = codegen("init", folder=tmp_path)
    assert done.returncode == 2
    assert Path(name).name in done.stderr
    assert tree(tmp_path) == before


def test_a_folder_that_cannot_be_made_is_one_message(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine\n")
    done = codegen("init", "file/below", folder=tmp_path)
    assert done.returncode == 2
    assert "cannot write" in done.stderr


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path / "project", install(tmp_path / "site"))


def test_explain_gives_the_name_of_a_place_in_every_artefact(project: Project) -> None:
    done = project.run("explain", "/$defs/Size")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "#/$defs/Size"
    assert lines[1].split() == ["schema", "file", "app.json:15:13"]
    assert ["toy", "app.Size"] in [line.split() for line in lines]
    assert any(line.split()[0] == "pydantic" and "Size" in line for line in lines[1:])


def test_a_place_without_a_name_is_explained_by_the_nearest_that_has_one(project: Project) -> None:
    done = project.run("explain", "#/$defs/Size/properties/width/minimum")
    assert "toy           app.Size (the nearest named thing, #/$defs/Size)" in done.stdout


def test_explain_says_which_group_a_field_belongs_to(tmp_path: Path) -> None:
    codegen("init", folder=tmp_path)
    done = codegen("explain", "/properties/url", folder=tmp_path)
    assert "source: exactly one of file, url" in done.stdout


def test_explain_says_schedules_and_rules_in_words(tmp_path: Path) -> None:
    codegen("init", folder=tmp_path)
    (tmp_path / "codegen.toml").write_text('schema = "rate.json"\n')
    number = '{"type": "number"}'
    (tmp_path / "rate.json").write_text(
        f'{{"type": "object", "properties": {{"a": {number}, "b": {number}}}, "required": ["a", "b"], '
        '"x-schedule": "step < 5 ? a : b", "x-rules": [{"rule": "b >= a", "message": "must not be below a"}]}'
    )
    done = codegen("explain", "", folder=tmp_path)
    assert "schedule      if step is below 5: a; otherwise b" in done.stdout
    done = codegen("explain", "/properties/a", folder=tmp_path)
    assert "rule          b must not be below a: b >= a" in done.stdout


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (["/$defs/Szie"], "there is no 'Szie'", "did you mean 'Size'?"),
        (["$defs/Size"], "is no JSON Pointer", "begin with /"),
        (["/$defs/\x1b[31m"], "there is no '\\x1b[31m'", "check the pointer"),
        (["//Size"], "nothing at '//Size'", "in single quotes"),
        ([], "explain wants a JSON Pointer", "'/$defs/Name', or --support"),
    ],
)
def test_explain_refuses_what_is_no_place(
    project: Project, words: list[str], message: str, hint: str
) -> None:
    done = project.run("explain", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert hint in done.stderr


def test_the_table_of_support_has_a_column_a_target(project: Project) -> None:
    done = project.run("explain", "--support")
    assert done.returncode == 0
    head, _, *rows = done.stdout.splitlines()
    assert head.split()[0] == "keyword"
    assert head.split()[1:] == sorted(head.split()[1:])
    assert {"draft-07", "pydantic", "schema", "toy", "vectors"} <= {*head.split()}
    column = head.split().index("toy")
    rules = next(row.split() for row in rows if row.startswith("x-rules"))
    assert rules[head.split().index("schema")] == "note"
    assert rules[head.split().index("pydantic")] == "checker"
    table = {row.split()[0]: row.split()[column] for row in rows[:-2]}
    assert table["type"] == "native"
    assert table["if"] == "refused"
    assert table["oneOf"] == "-"
