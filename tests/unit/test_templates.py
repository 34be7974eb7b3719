"""Templates are compiled once, and what is kept of them is never taken for something else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, UndefinedError

from codegen import keep
from codegen.templates import environment


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two templates, and nothing kept."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    made = tmp_path / "templates"
    made.mkdir()
    (made / "a.html.jinja2").write_text("<p>{{ text }}</p>\n", encoding="utf-8")
    (made / "a.py.jinja2").write_text("x = {{ text }}\n", encoding="utf-8")
    return made


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the templates that are compiled from now on."""
    names: list[str] = []
    original = Environment._generate

    def noted(self: Environment, source: Any, name: str, *more: Any, **options: Any) -> str:
        names.append(name)
        return original(self, source, name, *more, **options)

    monkeypatch.setattr(Environment, "_generate", noted)
    return names


def shown(folder: Path, name: str, html: str = ".html.jinja2", **filters: Any) -> str:
    made = environment(folder, filters, html)
    return made.get_template(name).render(text="<b>")


def test_a_template_is_compiled_once(folder: Path, compiled: list[str]) -> None:
    for _ in range(3):
        assert shown(folder, "a.html.jinja2") == "<p>&lt;b&gt;</p>\n"
        assert shown(folder, "a.py.jinja2") == "x = <b>\n"
    assert compiled == ["a.html.jinja2", "a.py.jinja2"]


def test_another_text_is_another_template(folder: Path, compiled: list[str]) -> None:
    shown(folder, "a.html.jinja2")
    (folder / "a.html.jinja2").write_text("<i>{{ text }}</i>\n", encoding="utf-8")
    assert shown(folder, "a.html.jinja2") == "<i>&lt;b&gt;</i>\n"
    assert len(compiled) == 2


def test_what_was_compiled_without_escaping_is_not_used_with_it(folder: Path) -> None:
    assert shown(folder, "a.html.jinja2", html="") == "<p><b></p>\n"
    assert shown(folder, "a.html.jinja2") == "<p>&lt;b&gt;</p>\n"
    assert shown(folder, "a.html.jinja2", html="") == "<p><b></p>\n"


def test_another_set_of_filters_is_another_key(folder: Path, compiled: list[str]) -> None:
    shown(folder, "a.py.jinja2")
    shown(folder, "a.py.jinja2", more=str.upper)
    assert len(compiled) == 2


def test_another_jinja_is_another_key(
    folder: Path, compiled: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown(folder, "a.py.jinja2")
    monkeypatch.setattr("codegen.templates.versions", lambda names: dict.fromkeys(names, "99"))
    shown(folder, "a.py.jinja2")
    assert len(compiled) == 2


def test_what_is_kept_and_damaged_is_compiled_anew(folder: Path, compiled: list[str]) -> None:
    shown(folder, "a.py.jinja2")
    (kept,) = Path(keep.folder()).iterdir()
    kept.write_bytes(kept.read_bytes()[:-1])
    assert shown(folder, "a.py.jinja2") == "x = <b>\n"
    assert len(compiled) == 2


def test_nothing_fails_where_nothing_can_be_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null/none")
    assert shown(folder, "a.html.jinja2") == "<p>&lt;b&gt;</p>\n"


def test_what_is_not_defined_is_an_error(folder: Path) -> None:
    (folder / "b.py.jinja2").write_text("{{ missing }}", encoding="utf-8")
    with pytest.raises(UndefinedError):
        shown(folder, "b.py.jinja2")
