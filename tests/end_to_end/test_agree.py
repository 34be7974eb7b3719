"""``codegen agree``: the files in the output folder against the references."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import codegen
from codegen.agree.report import disagreement_lines
from codegen.agree.run import agree, executors_of
from codegen.pipeline import compile_schema
from codegen.targets import find_targets

ROOT = Path(__file__).parents[2]
CANONICAL = ROOT / "schema" / "optimizer.schema.json"
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Reader",
    "type": "object",
    "properties": {
        "file": {"type": ["string", "null"], "minLength": 1},
        "url": {"type": ["string", "null"]},
        "every": {"type": "number", "exclusiveMinimum": 0},
    },
    "additionalProperties": False,
    "allOf": [
        {
            "title": "source",
            "oneOf": [
                {"required": ["file"], "properties": {"file": {"not": {"type": "null"}}}},
                {"required": ["url"], "properties": {"url": {"not": {"type": "null"}}}},
            ],
        }
    ],
}
SUMMARY = re.compile(
    r"agree: (\d+) vectors and (\d+) documents, (\d+) artefacts, (\d+) disagreements? \(\d+\.\d s\)"
)


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "codegen", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A generated project."""
    (tmp_path / "reader.schema.json").write_text(json.dumps(SCHEMA), encoding="utf-8")
    settings = 'schema = "reader.schema.json"\nout = "made"\npackage = "reader"\nagree = 200\n'
    (tmp_path / "codegen.toml").write_text(settings, encoding="utf-8")
    made = run(tmp_path, "generate")
    assert made.returncode == 0, made.stderr
    assert SUMMARY.search(made.stdout), made.stdout
    return tmp_path


def test_it_compares_every_artefact_and_says_so_in_a_line(project: Path) -> None:
    done = run(project, "agree", "--documents", "300", "--seed", "3")
    found = SUMMARY.fullmatch(done.stdout.strip())
    assert found, done.stdout + done.stderr
    vectors, documents, artefacts, disagreements = map(int, found.groups())
    assert (documents, artefacts, disagreements) == (300, 5, 0)
    assert vectors > 20
    assert (done.stderr, done.returncode) == ("", 0)


def test_a_stale_folder_is_named_with_the_file_and_what_to_run(project: Path) -> None:
    checker = project / "made" / "python" / "reader" / "checker.py"
    checker.write_text(checker.read_text() + "\n# edited\n")
    done = run(project, "agree")
    assert done.returncode == 2
    assert (
        "'made' is stale: python/reader/checker.py is not what 'reader.schema.json' generates" in done.stderr
    )
    assert "run codegen generate" in done.stderr
    assert done.stdout == ""


def test_a_missing_folder_is_named(project: Path) -> None:
    done = run(project, "agree", "--out", "elsewhere")
    assert done.returncode == 2
    assert "there is no folder 'elsewhere' to compare" in done.stderr


def test_a_wrong_artefact_fails_the_run_with_the_smallest_document(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command refuses edited files, so what it calls after that is called here."""
    from codegen.cli.agree_command import compare
    from codegen.settings import find_settings
    from tests.unit.agree.helpers import LENIENT

    monkeypatch.chdir(project)
    settings = find_settings()
    assert settings is not None
    checker = project / "made" / "python" / "reader" / "checker.py"
    checker.write_text(checker.read_text() + LENIENT)
    assert compare(settings, compile_schema(settings.schema), 2000, 0) == 1
    out, err = capsys.readouterr()
    assert re.search(r", [1-9]\d* disagreements? \(", out)
    blocks = err.split("they differ on:\n")[1:]
    assert any(
        'Reader  {"every": true, "url": ""}' in b or 'Reader  {"url": "", "every": true}' in b for b in blocks
    ), err
    assert "run again: codegen agree --documents 2000 --seed 0" in err


def test_a_broken_artefact_is_named_and_fails_the_run(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from codegen.agree.executors import ExecutorFailed
    from codegen.cli.agree_command import compare
    from codegen.settings import find_settings

    monkeypatch.chdir(project)
    settings = find_settings()
    assert settings is not None
    (project / "made" / "python" / "reader" / "checker.py").write_text("import no_such_module\n")
    with pytest.raises(ExecutorFailed, match="ended with exit code 1 before it introduced itself"):
        compare(settings, compile_schema(settings.schema), 10, 0)


#: Documents near the canonical schema, in parts that run side by side.
PARTS, EACH = 10, 20_000


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(PARTS))
def test_no_document_near_the_canonical_schema_is_judged_differently(seed: int, tmp_path: Path) -> None:
    """200,000 in all, to the checker, ``validate``, ``validate_json`` and the schema files."""
    assert PARTS * EACH == 200_000
    for path, text in codegen.render(CANONICAL, ("pydantic", "schema"), "optimizer_config").items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    model = compile_schema(CANONICAL).model
    executors = executors_of(find_targets(("pydantic", "schema")), str(tmp_path), model, "optimizer_config")
    assert {"checker", "validate", "validate_json"} <= {e.name for e in executors}
    report = agree(model, executors, str(tmp_path), EACH, seed)
    shown = ["\n".join(disagreement_lines(d)) for d in (*report.outcome.shown, *report.outcome.divided)]
    assert shown == [], "\n".join(shown)
    assert report.outcome.documents == EACH
    assert report.outcome.valid > EACH // 10
    assert report.abstained == ()
