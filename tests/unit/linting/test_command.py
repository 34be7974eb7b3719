"""``codegen lint``: what it prints, its exit codes, and what ``--fix`` writes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from codegen.cli import main

#: Odd formatting on purpose: it has to survive.
TEXT = """{
  "type": "object",  "additionalProperties":false,
\t"properties": {
    "mode": { "description" : "How it \\"runs\\" \\u00e9 now" ,
              "enum": ["a", "b" , "a",
                       "c", 1, 1.0,1] },
    "size": {"type": "number", "description": "How large", "minimun": 2}
  }
}
"""
MENDED = """{
  "type": "object",  "additionalProperties":false,
\t"properties": {
    "mode": { "description" : "How it \\"runs\\" \\u00e9 now." ,
              "enum": ["a", "b",
                       "c", 1] },
    "size": {"type": "number", "description": "How large.", "minimun": 2}
  }
}
"""
DOCUMENTS = [{"mode": m} for m in ("a", "b", "c", "d", 1, 1.0, True, None)] + [{"size": 1}, {"size": "x"}, {}]


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    path = tmp_path / "my.schema.json"
    path.write_bytes(TEXT.encode())
    return path


def test_findings_have_place_rule_and_hint_and_the_exit_code_is_1(
    schema: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["lint", "--schema", str(schema)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert f"{schema}:7:60" in err
    assert "named 'minimun' [unknown-keyword]" in err
    assert "did you mean minimum?" in err
    assert err.endswith("6 faults; --fix mends 5 of them\n")


def test_a_clean_schema_exits_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "my.schema.json"
    path.write_text('{"type": "object", "properties": {}}', encoding="utf-8")
    assert main(["lint", "--schema", str(path)]) == 0
    assert capsys.readouterr() == ("nothing to find fault with (15 rules)\n", "")


def test_a_schema_that_cannot_be_used_exits_2(tmp_path: Path) -> None:
    path = tmp_path / "my.schema.json"
    path.write_text('{"type": "objekt"}', encoding="utf-8")
    assert main(["lint", "--schema", str(path)]) == 2


def test_tools_get_json_and_annotations(schema: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", "--schema", str(schema), "--format", "json"]) == 1
    out, err = capsys.readouterr()
    assert err == ""
    assert "unknown-keyword" in json.dumps(json.loads(out))
    assert main(["lint", "--schema", str(schema), "--format", "github"]) == 1
    assert sum(row.startswith("::error ") for row in capsys.readouterr().err.splitlines()) == 6


def test_a_rule_can_be_left_out_and_has_to_exist(schema: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ignored = [
        f"--ignore={r}" for r in ("unknown-keyword", "duplicate-in-enum", "description-without-full-stop")
    ]
    assert main(["lint", "--schema", str(schema), *ignored]) == 0
    assert main(["lint", "--schema", str(schema), "--ignore", "open-objekt"]) == 2
    assert "did you mean open-object?" in capsys.readouterr().err


def test_fix_mends_only_the_places_of_the_faults(schema: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", "--schema", str(schema), "--fix"]) == 1  # what nobody can mend stays
    assert schema.read_bytes().decode() == MENDED
    out, err = capsys.readouterr()
    assert out == f"mended {schema}\n"
    assert err.endswith("1 fault\n")


def test_fix_changes_no_verdict_and_nothing_the_second_time(schema: Path) -> None:
    def verdicts() -> list[bool]:
        validator = Draft202012Validator(json.loads(schema.read_bytes()))
        return [validator.is_valid(document) for document in DOCUMENTS]

    before = verdicts()
    main(["lint", "--schema", str(schema), "--fix"])
    assert verdicts() == before
    assert len(set(before)) == 2
    stamp = schema.stat()
    main(["lint", "--schema", str(schema), "--fix"])
    assert schema.stat().st_mtime_ns == stamp.st_mtime_ns


def test_fix_keeps_byte_order_mark_line_ends_and_mode(schema: Path) -> None:
    schema.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    schema.chmod(0o640)
    main(["lint", "--schema", str(schema), "--fix"])
    assert schema.read_bytes() == b"\xef\xbb\xbf" + MENDED.replace("\n", "\r\n").encode()
    assert schema.stat().st_mode & 0o777 == 0o640
    assert list(schema.parent.iterdir()) == [schema]


def test_fix_leaves_yaml_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "my.schema.yaml"
    text = "type: object\nproperties:\n  a: {type: number, description: How much}\n"
    path.write_text(text, encoding="utf-8")
    assert main(["lint", "--schema", str(path)]) == 1
    assert capsys.readouterr().err.endswith("1 fault\n")
    assert main(["lint", "--schema", str(path), "--fix"]) == 1
    assert path.read_text(encoding="utf-8") == text


@pytest.mark.slow
def test_fix_gives_the_canonical_schema_back_when_its_full_stops_are_taken(tmp_path: Path) -> None:
    right = (Path(__file__).parents[3] / "schema" / "optimizer.schema.json").read_text(encoding="utf-8")
    wrong, taken = re.subn(r'("description": "[^"]*)\."', r'\1"', right)
    assert taken > 100
    path = tmp_path / "my.schema.json"
    path.write_text(wrong, encoding="utf-8")
    assert main(["lint", "--schema", str(path), "--fix"]) == 0
    assert path.read_text(encoding="utf-8") == right
