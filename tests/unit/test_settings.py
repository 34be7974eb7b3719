"""Where a project says what to generate."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen.errors import UsageError
from codegen.settings import find_settings, package_of


def test_settings_are_found_from_a_folder_below(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.codegen]\nschema = "s/a.json"\npackage = "conf"\n')
    below = tmp_path / "x" / "y"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    found = find_settings()
    assert found is not None
    assert Path(found.schema).resolve() == (tmp_path / "s/a.json").resolve()
    assert Path(found.out).resolve() == (tmp_path / "generated").resolve()
    assert found.package == "conf"


def test_a_pyproject_without_our_table_is_passed_by(tmp_path: Path) -> None:
    (tmp_path / "codegen.toml").write_text('schema = "a.json"\n')
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "pyproject.toml").write_text("[project]\nname = 'codegen-user'\n")
    found = find_settings(str(tmp_path / "sub"))
    assert found is not None
    assert found.source.endswith("codegen.toml")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('schema = "a"\nshcema = "b"\n', "shcema"),
        ("schema = 1\n", "schema must be a string"),
        ('out = "x"\n', "schema is missing"),
        ('schema = "a"\ntargets = [1]\n', "targets must be a list of strings"),
        ('schema = "a\n', "a string has no end"),
    ],
)
def test_wrong_settings_name_the_file_and_the_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, words: str
) -> None:
    (tmp_path / "codegen.toml").write_text(text)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match=words):
        find_settings()


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("codegen.toml", 'schema = "a"\n"a/b" = 1\n', (2, 1)),
        ("codegen.toml", 'schema = "a"\nout = 3\n', (2, 1)),
        ("codegen.toml", "schema = a.json\n", (1, 10)),
        ("pyproject.toml", '[tool.codegen]\nschema = "a"\n  agree = "3"\n', (3, 3)),
        ("pyproject.toml", "[tool.codegen]\nschema = 'a\n", (2, 10)),
        ("pyproject.toml", "[tool.x]\nsince = 2020-01-01\n[tool.codegen]\nschema = 1\n", None),
    ],
)
def test_wrong_settings_are_told_at_their_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str, place: tuple[int, int] | None
) -> None:
    (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError) as caught:
        find_settings()
    (diagnostic,) = caught.value.diagnostics
    assert (diagnostic.file, bool(diagnostic.hint)) == (name, True)
    assert place == (diagnostic.position and (diagnostic.position.line, diagnostic.position.column))


@pytest.mark.parametrize(
    ("file", "package"),
    [
        ("optimizer.schema.json", "optimizer"),
        ("dir/My-App.json", "my_app"),
        ("class.json", "class_config"),
        ("9lives.json", "config_9lives"),
        ("---.json", "schema"),
    ],
)
def test_a_package_is_named_after_the_file(file: str, package: str) -> None:
    assert package_of(file) == package
