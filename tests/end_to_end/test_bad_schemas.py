"""A bad schema gets one clear error: where, what, why, and what to write instead.

Each ``tests/cases/bad_schemas/NAME.json`` has a ``NAME.txt`` with the words it must give, for people
to read.  ``UPDATE_GOLDENS=1`` writes them anew.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from codegen.cli import main

#: What could repaint a terminal or make a line read as another.
HIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]")
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
    data, said = capsys.readouterr()
    assert (code, data) == (2, "")
    assert not out.exists()
    assert "Traceback" not in said
    assert len(said.encode()) <= 20_480
    assert HIDDEN.search(said) is None
    golden = CASES / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDENS"):
        golden.write_text(said, encoding="utf-8")
    assert said == golden.read_text(encoding="utf-8")


def test_every_case_has_its_words() -> None:
    assert [p.stem for p in sorted(CASES.glob("*.txt"))] == cases()


def test_a_message_is_short_however_long_the_schema_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    schema = tmp_path / "long.json"
    word = "\U0001f600x" * 100_000
    for text in (
        f'{{"$ref": "#/$defs/{word}"}}',
        f'{{"type": "{word}"}}',
        f'{{"title": "{word}" "{word}"}}',
        f'{{"properties": {{"{word}": {{"type": "{word}"}}}}}}',
    ):
        schema.write_text(text, encoding="utf-8")
        assert main(["generate", "--schema", str(schema), "--out", str(tmp_path / "out")]) == 2
        assert 50 < len(capsys.readouterr().err.encode()) <= 20_480


def test_at_most_a_screen_of_errors_is_shown_for_one_schema(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    schema = tmp_path / "many.json"
    schema.write_text(json.dumps({"properties": {f"p{n}": {"type": "objekt"} for n in range(3000)}}))
    assert main(["generate", "--schema", str(schema), "--out", str(tmp_path / "out")]) == 2
    assert 1 < capsys.readouterr().err.count("error  ") <= 50


@pytest.mark.parametrize("link", ["file", "folder"])
def test_a_symbolic_link_out_of_the_folder_is_not_followed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], link: str
) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/secret.json").write_text('{"type": "object", "title": "secret"}')
    folder = tmp_path / "schema"
    folder.mkdir()
    if link == "file":
        (folder / "link.json").symlink_to(tmp_path / "outside/secret.json")
    else:
        (folder / "link").symlink_to(tmp_path / "outside")
    ref = "link.json" if link == "file" else "link/secret.json"
    (folder / "a.json").write_text(json.dumps({"$ref": ref}))
    assert main(["generate", "--schema", str(folder / "a.json"), "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert "leads out of the folder of the schema" in said
    assert "a.json:1:10" in said
    assert not (tmp_path / "out").exists()
