"""A tree is up to date when its content says so, and for no other reason."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from codegen import fresh, generating
from codegen import write as writing
from codegen.fresh import inputs_key, is_fresh, options_of, source_files
from codegen.installed import GROUP, entry_points, versions
from codegen.manifest import NAME as MANIFEST
from codegen.settings import Settings
from tests.toy import SCHEMA, Project, install

ROOT = Path(__file__).parents[2]


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A project whose tree is up to date."""
    site = install(tmp_path / "site")
    monkeypatch.syspath_prepend(site)
    project = Project(tmp_path / "project", site)
    project.say({**SCHEMA, "$ref": "parts/more.json"})
    (project.folder / "parts").mkdir()
    (project.folder / "parts/more.json").write_text('{"type": "object"}')
    made = Settings(schema=str(project.schema), out=str(project.out), package="app", targets=("toy",))
    writing.write(made.out, generating.prepare(made).request)
    assert is_fresh(made)
    return made


def test_nothing_to_do_is_seen_whatever_the_time_stamps_say(settings: Settings) -> None:
    for path in Path(settings.schema).parent.rglob("*"):
        os.utime(path, (1, 1))
    assert is_fresh(settings)


def test_the_same_time_stamp_hides_no_edit(settings: Settings) -> None:
    path = Path(settings.schema)
    before = path.stat()
    path.write_text(path.read_text().replace('"minimum": 1', '"minimum": 2'))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert not is_fresh(settings)


def test_a_file_the_schema_refers_to_counts(settings: Settings) -> None:
    (Path(settings.schema).parent / "parts/more.json").write_text('{"type":  "object"}')
    assert not is_fresh(settings)


def test_a_file_the_schema_refers_to_may_not_be_gone(settings: Settings) -> None:
    (Path(settings.schema).parent / "parts/more.json").unlink()
    assert not is_fresh(settings)


@pytest.mark.parametrize("change", ["edit", "delete", "folder", "link"])
def test_every_generated_file_must_hold_what_was_written(settings: Settings, change: str) -> None:
    path = Path(settings.out) / "toy/app/index.txt"
    text = path.read_text()
    path.unlink()
    if change == "edit":
        path.write_text(text + " ")
    elif change == "folder":
        path.mkdir()
    elif change == "link":
        other = Path(settings.schema).parent / "elsewhere"
        other.write_text(text)
        path.symlink_to(other)
    assert not is_fresh(settings)


@pytest.mark.parametrize("change", [{"package": "other"}, {"targets": ()}, {"targets": ("toy", "schema")}])
def test_other_options_are_something_to_do(settings: Settings, change: dict[str, object]) -> None:
    assert not is_fresh(settings._replace(**change))  # type: ignore[arg-type]


def test_another_schema_of_the_same_content_is_something_to_do(settings: Settings) -> None:
    other = shutil.copy(settings.schema, Path(settings.schema).with_name("other.json"))
    assert not is_fresh(settings._replace(schema=str(other)))


@pytest.mark.parametrize("name", [".codegen-journal", ".codegen-undo", ".codegen-stage"])
def test_a_write_that_was_cut_off_is_something_to_do(settings: Settings, name: str) -> None:
    (Path(settings.out) / name).write_text("")
    assert not is_fresh(settings)


@pytest.mark.parametrize("text", ["", "codegen-manifest 9\n", "\xff", "<<<<<<< a\n"])
def test_a_manifest_that_cannot_be_read_is_something_to_do(settings: Settings, text: str) -> None:
    (Path(settings.out) / MANIFEST).write_text(text, encoding="latin-1")
    assert not is_fresh(settings)


def test_a_merged_manifest_is_something_to_do(settings: Settings) -> None:
    path = Path(settings.out) / MANIFEST
    path.write_text(path.read_text() + "=======\n>>>>>>> b\n")
    assert not is_fresh(settings)


def test_no_tree_is_something_to_do(settings: Settings, tmp_path: Path) -> None:
    assert not is_fresh(settings._replace(out=str(tmp_path / "nowhere")))
    assert not is_fresh(settings._replace(out=settings.schema))


def test_a_tree_without_a_key_is_something_to_do(settings: Settings) -> None:
    """As it is left by a run whose agreement check failed."""
    from dataclasses import replace

    writing.write(settings.out, replace(generating.prepare(settings).request, inputs=""))
    assert not is_fresh(settings)


def test_a_run_of_one_target_is_no_whole_run(settings: Settings) -> None:
    some = settings._replace(whole=False)
    assert is_fresh(some)
    shutil.rmtree(settings.out)
    writing.write(some.out, generating.prepare(some).request)
    assert is_fresh(some)
    assert not is_fresh(settings)


def test_another_version_of_a_target_is_something_to_do(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = install(tmp_path / "newer", version="1.1")
    monkeypatch.syspath_prepend(newer)
    assert not is_fresh(settings)


def test_an_edited_target_is_something_to_do(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "site/toy_target/__init__.py"
    path.write_text(path.read_text() + "\n# a comment\n")
    assert not is_fresh(settings)


@pytest.mark.slow
def test_an_edit_of_codegen_itself_is_something_to_do(tmp_path: Path) -> None:
    """With a copy of codegen, so that nobody's checkout is edited."""
    project = Project(tmp_path / "project", install(tmp_path / "site"))
    shutil.copytree(ROOT / "codegen", project.site / "codegen", ignore=shutil.ignore_patterns("__pycache__"))
    assert "new" in project.run("generate").stdout
    assert project.run("generate").stdout == "generated is up to date\n"
    path = project.site / "codegen/naming.py"
    path.write_text(path.read_text() + "\n# a comment\n")
    assert "unchanged" in project.run("generate").stdout
    assert project.run("generate").stdout == "generated is up to date\n"


def test_compiled_python_is_no_source(settings: Settings, tmp_path: Path) -> None:
    cache = tmp_path / "site/toy_target/__pycache__"
    cache.mkdir(exist_ok=True)
    (cache / "more.pyc").write_bytes(b"\0")
    assert is_fresh(settings)


@pytest.mark.parametrize("tool", fresh.TOOLS)
def test_another_version_of_a_tool_is_another_key(
    settings: Settings, tool: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = versions(fresh.TOOLS)
    assert tool in real
    monkeypatch.setattr(fresh, "versions", lambda names: {**real, tool: "0.0.1"})
    assert not is_fresh(settings)


def test_every_dependency_is_a_tool() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = text.partition("\ndependencies = [")[2].partition("]\n")[0]
    declared = {re.split(r"[<>=;]", line.strip(' ",'))[0] for line in block.splitlines() if '"' in line}
    assert len(declared) > 4
    assert {name.replace("-", "_") for name in declared - {"tomli"}} <= set(fresh.TOOLS)


def test_the_key_is_of_the_bytes_that_were_read(settings: Settings) -> None:
    """An edit between reading and writing must not be taken for generated."""
    path = Path(settings.schema)
    prepared = generating.prepare(settings)
    path.write_text(path.read_text().replace("width", "depth"))
    writing.write(settings.out, prepared.request)
    assert not is_fresh(settings)


def test_the_key_keeps_names_and_digests_apart(settings: Settings) -> None:
    options = options_of(settings)
    assert inputs_key({"a": "1"}, options) != inputs_key({"a": "2"}, options)
    assert inputs_key({"a": "1"}, options) != inputs_key({"b": "1"}, options)
    assert inputs_key({"b": "2", "a": "1"}, options) == inputs_key({"a": "1", "b": "2"}, options)


def test_source_files_are_the_schema_and_what_it_refers_to(settings: Settings, tmp_path: Path) -> None:
    folder = Path(settings.schema).parent
    assert source_files(settings) == (settings.schema, str(folder / "parts/more.json"))
    assert source_files(settings._replace(out=str(tmp_path / "nowhere"))) == (settings.schema,)


def test_entry_points_are_those_that_the_standard_library_finds() -> None:
    from importlib.metadata import entry_points as reference

    for group in (GROUP, "console_scripts", "pytest11"):
        found = {name: value for name, (value, _) in entry_points(group).items()}
        assert found == {p.name: p.value.partition("[")[0].strip() for p in reference(group=group)}
        assert found


def test_versions_are_those_that_the_standard_library_finds() -> None:
    from importlib.metadata import version

    assert versions(fresh.TOOLS) == {name: version(name) for name in fresh.TOOLS}


def test_finding_nothing_to_do_imports_nothing_heavy(tmp_path: Path) -> None:
    project = Project(tmp_path / "project", install(tmp_path / "site"))
    project.run("generate")
    code = "import sys; from codegen.cli import main; main(['generate']); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=project.folder,
        env=project.environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    said, loaded = done.stdout.splitlines()
    assert said == "generated is up to date"
    heavy = {
        "dataclasses",
        "importlib.metadata",
        "inspect",
        "json",
        "jsonschema",
        "pathlib",
        "pydantic",
        "shutil",
        "codegen.errors",
        "codegen.pipeline",
        "codegen.write",
    }
    assert heavy & set(loaded.split()) == set()
