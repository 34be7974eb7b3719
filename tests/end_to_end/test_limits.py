"""Passing a documented limit is one located error, soon."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from codegen.lower.builder import MAX_DEFINITIONS

SECONDS, BYTES = 20, 4 * 1024**3


def generate(schema: Any, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """The real command, held to the time and the memory that the guarantee gives it."""
    source = folder / "schema.json"
    source.write_text(schema if isinstance(schema, str) else json.dumps(schema), encoding="utf-8")
    limit = [BYTES, BYTES]
    return subprocess.run(
        [sys.executable, "-m", "codegen", "generate", "--schema", "schema.json", "--out", "out", *options],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS * 3,  # the bound holds for a quiet machine
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit[0], limit[1])),
    )


def refused(done: subprocess.CompletedProcess[str], folder: Path) -> str:
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert not (folder / "out").exists()
    assert done.stderr.startswith("schema.json:"), done.stderr
    return done.stderr


@pytest.mark.slow
def test_too_many_types(tmp_path: Path) -> None:
    names = range(MAX_DEFINITIONS + 1)
    schema = {"$defs": {f"D{n}": {"type": "object", "properties": {"a": {"type": "integer"}}} for n in names}}
    assert f"more than {MAX_DEFINITIONS} types" in refused(generate(schema, tmp_path), tmp_path)


def test_nesting(tmp_path: Path) -> None:
    deep = '{"items":' * 500 + "{}" + "}" * 500
    assert "nested" in refused(generate(deep, tmp_path), tmp_path)


def test_nesting_that_only_lowering_cannot_follow(tmp_path: Path) -> None:
    deep = '{"not":' * 190 + "{}" + "}" * 190
    assert "nested" in refused(generate(deep, tmp_path), tmp_path)


def test_a_number_of_too_many_digits(tmp_path: Path) -> None:
    text = '{"minimum": ' + "9" * 5000 + "}"
    assert "digits" in refused(generate(text, tmp_path), tmp_path)


def test_a_pattern_that_grows_when_written_out(tmp_path: Path) -> None:
    pattern = "(" * 6 + "a{60}" + "){60}" * 6
    assert "pattern" in refused(generate({"pattern": pattern}, tmp_path), tmp_path)


def test_many_messages_are_cut(tmp_path: Path) -> None:
    schema = {"properties": {f"p{n}": {"type": "integer", "default": "x" * 1000} for n in range(2000)}}
    assert len(refused(generate(schema, tmp_path), tmp_path)) <= 200_000


def test_alternatives_inside_alternatives_stay_small(tmp_path: Path) -> None:
    """References that double at each step would print 2 ** 40 branches if they were written out.

    Without vectors: to judge a document by such a schema takes that long in every validator.
    """
    defs: dict[str, Any] = {"D40": {"type": "object", "properties": {"a": {"type": "integer"}}}}
    for n in range(40):
        below = {"$ref": f"#/$defs/D{n + 1}"}
        defs[f"D{n}"] = {"anyOf": [{"required": ["a"], **below}, {"required": ["b"], **below}]}
    targets = ("--target", "pydantic", "--target", "schema")
    done = generate({"$ref": "#/$defs/D0", "$defs": defs}, tmp_path, *targets)
    assert done.returncode == 0, done.stderr
    size = sum(path.stat().st_size for path in (tmp_path / "out" / "python").rglob("*.py"))
    assert size < 2_000_000
