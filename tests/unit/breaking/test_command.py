"""``codegen breaking``: what it prints, and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from codegen.cli import main

OPTIMIZERS = {
    "type": "object",
    "title": "Config",
    "properties": {
        "adam": {"anyOf": [{"$ref": "#/$defs/Adam"}, {"type": "null"}]},
        "sgd": {"anyOf": [{"type": "object"}, {"type": "null"}]},
    },
    "additionalProperties": False,
    "allOf": [
        {
            "title": "optimizer",
            "oneOf": [
                {"required": ["adam"], "properties": {"adam": {"not": {"type": "null"}}}},
                {"required": ["sgd"], "properties": {"sgd": {"not": {"type": "null"}}}},
            ],
        }
    ],
    "$defs": {
        "Adam": {
            "type": "object",
            "properties": {"beta_1": {"type": "number", "default": 0.9}},
            "additionalProperties": False,
        }
    },
}


def changed(**more: Any) -> dict[str, Any]:
    """The schema with other keywords on ``beta_1``."""
    fresh: dict[str, Any] = json.loads(json.dumps(OPTIMIZERS))
    fresh["$defs"]["Adam"]["properties"]["beta_1"].update(more)
    return fresh


def with_lion() -> dict[str, Any]:
    fresh = changed()
    fresh["properties"]["lion"] = {"anyOf": [{"type": "object"}, {"type": "null"}]}
    fresh["allOf"][0]["oneOf"].append(
        {"required": ["lion"], "properties": {"lion": {"not": {"type": "null"}}}}
    )
    return fresh


class Runner:
    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.capsys = capsys

    def __call__(self, old: Any, new: Any, *options: str) -> tuple[int, str, str]:
        paths = []
        for name, schema in (("old", old), ("new", new)):
            paths.append(self.folder / f"{name}.schema.json")
            paths[-1].write_text(json.dumps(schema, indent=1), encoding="utf-8")
        code = main(["breaking", "--against", str(paths[0]), "--schema", str(paths[1]), *options])
        out, err = self.capsys.readouterr()
        return code, out, err


@pytest.fixture
def breaking(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Runner:
    return Runner(tmp_path, capsys)


def test_nothing_breaks_where_nothing_changed(breaking: Runner) -> None:
    assert breaking(OPTIMIZERS, OPTIMIZERS) == (
        0,
        "every document that was valid still is (2 definitions: 2 the same)\n",
        "",
    )


def test_what_breaks_is_shown_by_a_document_and_named(breaking: Runner) -> None:
    code, out, err = breaking(OPTIMIZERS, changed(minimum=0, default=0.8))
    assert (code, err) == (1, "")
    assert out.splitlines() == [
        "breaks   Config (root)",
        '         was valid, is refused: {"adam": {"beta_1": -1}}',
        "           beta_1: must be >= 0; found -1",
        "breaks   Adam",
        "         default of /adam/beta_1 changed from 0.9 to 0.8",
        "         minimum of /adam/beta_1 added: 0",
        '         was valid, is refused: {"beta_1": -1}',
        "           beta_1: must be >= 0; found -1",
        "a document that was valid can be refused now (2 definitions: 2 break)",
    ]


def test_a_member_of_a_group_is_named(breaking: Runner) -> None:
    code, out, _ = breaking(OPTIMIZERS, with_lion())
    assert code == 0
    assert out.splitlines()[:4] == [
        "widens   Config (root)",
        "         group optimizer: member lion added",
        "         property /lion added",
        '         was refused, is valid: {"lion": {}}',
    ]


def test_the_documentation_shows_what_is_printed(breaking: Runner) -> None:
    new = with_lion()
    new["$defs"]["Adam"]["properties"]["beta_1"].update(minimum=0, default=0.8)
    text = (Path(__file__).parents[3] / "docs" / "breaking.md").read_text(encoding="utf-8")
    assert text.split("```text\n")[1].split("```")[0] == breaking(OPTIMIZERS, new)[1]


def test_a_default_is_named_and_breaks_nothing(breaking: Runner) -> None:
    code, out, _ = breaking(OPTIMIZERS, changed(default=0.8))
    assert code == 0
    assert out.splitlines() == [
        "same     Adam",
        "         default of /adam/beta_1 changed from 0.9 to 0.8",
        "every document that was valid still is (2 definitions: 2 the same)",
    ]


def test_definitions_that_come_go_or_change_their_name_are_told(breaking: Runner) -> None:
    renamed = json.loads(json.dumps(OPTIMIZERS).replace("Adam", "AdamOptions"))
    assert "same     AdamOptions, which was Adam" in breaking(OPTIMIZERS, renamed)[1]
    spare = changed()
    spare["$defs"]["Spare"] = {"type": "string"}
    assert "added    Spare" in breaking(OPTIMIZERS, spare)[1]
    assert "removed  Spare" in breaking(spare, OPTIMIZERS)[1]


def test_what_is_unknown_counts_unless_it_is_allowed(breaking: Runner) -> None:
    old, new = {"type": "string", "pattern": "x\\b"}, {"type": "string", "pattern": "x(?!\\w)"}
    code, out, err = breaking(old, new)
    assert code == 1
    assert out.splitlines()[0] == "unknown  New (root)"
    assert (
        "         not known whether a document that was valid can be refused now: whether some string" in out
    )
    assert err == "what is unknown counts; --allow-unknown lets it pass\n"
    assert breaking(old, new, "--allow-unknown")[0] == 0
    assert breaking(OPTIMIZERS, changed(minimum=0), "--allow-unknown")[0] == 1


def test_json_has_both_answers_for_every_definition(breaking: Runner) -> None:
    code, out, err = breaking(OPTIMIZERS, changed(minimum=0), "--format", "json")
    assert (code, err) == (1, "")
    told = json.loads(out)
    assert told["breaking"] == "yes"
    assert [(d["name"], d["verdict"], d["root"]) for d in told["definitions"]] == [
        ("Config", "breaks", True),
        ("Adam", "breaks", False),
    ]
    assert told["definitions"][1]["breaks"] == {
        "answer": "yes",
        "document": {"beta_1": -1},
        "errors": ["beta_1: must be >= 0; found -1"],
    }
    assert told["definitions"][1]["widens"] == {"answer": "no"}
    assert told["definitions"][1]["changes"] == ["minimum of /adam/beta_1 added: 0"]


def test_github_shows_what_breaks_at_its_line(breaking: Runner) -> None:
    code, out, err = breaking(OPTIMIZERS, changed(minimum=0), "--format", "github")
    assert code == 1
    assert 'title=breaking::Adam refuses {"beta_1": -1} now: beta_1: must be >= 0; found -1' in err
    assert ",line=" in err
    assert out.startswith("a document that was valid can be refused now")


def test_github_shows_no_line_where_nothing_breaks(breaking: Runner) -> None:
    code, out, err = breaking(OPTIMIZERS, OPTIMIZERS, "--format", "github")
    assert (code, err) == (0, "")
    assert out.startswith("every document that was valid still is")


def test_text_of_a_schema_is_harmless_on_a_terminal(breaking: Runner) -> None:
    old = {"type": "object", "properties": {"\x1b[31m\u202e": {"type": "integer"}}}
    new = {"type": "object", "properties": {"\x1b[31m\u202e": {"type": "string"}}}
    for options in ((), ("--format", "json"), ("--format", "github")):
        _, out, err = breaking(old, new, *options)
        assert "\x1b" not in out + err
        assert "\u202e" not in out + err


@pytest.mark.parametrize(
    "words, message",
    [
        (["breaking"], "required: --against"),
        (["breaking", "--against", "gone.json", "--schema", "new.schema.json"], "no file 'gone.json'"),
        (["breaking", "--against", "git:", "--schema", "new.schema.json"], "wants a revision"),
        (["breaking", "--against", "x.json", "--schema", "gone.json"], "no file 'gone.json'"),
    ],
)
def test_bad_usage_is_one_clear_error(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "new.schema.json").write_text("{}", encoding="utf-8")
    assert main(words) == 2
    err = capsys.readouterr().err
    assert message in err
    assert err.count("error") == 1


def test_the_canonical_schema_is_the_same_as_itself(capsys: pytest.CaptureFixture[str]) -> None:
    schema = str(Path(__file__).parents[3] / "schema" / "optimizer.schema.json")
    assert main(["breaking", "--against", schema, "--schema", schema]) == 0
    assert "every document that was valid still is" in capsys.readouterr().out
