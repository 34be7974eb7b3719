"""Packages printed by the target ``typescript``, run under Node."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from codegen.ir import Model
from codegen.node import node_command
from codegen.targets.typescript import TARGET
from tests.support import model_of

__all__ = ["Judged", "judged", "node", "rates", "said", "written"]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
JUDGE = Path(__file__).with_name("node_judge.mjs")
#: Whether a document is valid, and of each issue pointer, message, code, group and keys.
Judged = tuple[bool, list[list[Any]]]


def node() -> str:
    """The program; skips the test where there is none."""
    import shutil

    found = node_command()
    if shutil.which(found) is None:
        pytest.skip("there is no Node to run the package with")
    return found


def written(model: Model, folder: Path, package: str = "config") -> Path:
    """The folder of a package, written there."""
    for path, text in TARGET.render(model, package).items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder / "typescript" / package


def judged(cases: Sequence[tuple[Path, str, Sequence[str]]]) -> list[list[Judged]]:
    """What packages say: for each (folder, type, JSON texts) an answer a text."""
    return [[(valid, issues) for valid, issues, _ in answers] for answers in _asked(cases, ())]


def rates(
    cases: Sequence[tuple[Path, str, Sequence[str]]], steps: Sequence[float]
) -> list[list[list[float | None]]]:
    """Learning rates of valid documents at steps; None where there is none."""
    return [[found for _, _, found in answers] for answers in _asked(cases, steps)]


def _asked(cases: Sequence[tuple[Path, str, Sequence[str]]], steps: Sequence[float]) -> list[list[Any]]:
    sent = [json.dumps([str(folder), name, list(texts), list(steps)]) for folder, name, texts in cases]
    lines = "".join(line + "\n" for line in sent)
    done = subprocess.run(
        [node(), str(JUDGE)], input=lines, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.split("\n") if line]


def said(schema: dict[str, Any], texts: Sequence[str], folder: Path, name: str = "Config") -> list[Judged]:
    """What the package of one schema says of JSON texts."""
    model = model_of({"$schema": DIALECT, "title": "Config", **schema})
    return judged([(written(model, folder), name, texts)])[0]
