"""Ajv, the validator of the JavaScript world, fetched from its registry into the cache."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.fetching import alone

CACHE = Path(__file__).parents[3] / ".cache" / "ajv"
VERSION = "8.17.1"
#: All that Ajv has to say about a schema is an error.
STRICT = {
    "strict": True,
    "strictRequired": True,
    "strictTypes": True,
    "strictTuples": True,
    "allErrors": False,
}


def modules() -> Path:
    """Where Ajv is installed; skips the test where it cannot be."""
    found = CACHE / "node_modules"
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("there is no node, or no npm, to run Ajv with")
    with alone(CACHE):
        if not (found / "ajv" / "package.json").is_file() and not _install():
            pytest.skip("Ajv cannot be fetched: no npm registry within reach")
    return found


def _install() -> bool:
    (CACHE / "package.json").write_text("{}\n", encoding="utf-8")
    command = ["npm", "install", "--silent", "--no-audit", "--no-fund", f"ajv@{VERSION}"]
    return subprocess.run(command, cwd=CACHE, capture_output=True, check=False).returncode == 0


def ajv(schema: Any, cases: list[tuple[str, list[Any]]], draft: str = "2020", **options: Any) -> Any:
    """What Ajv says: ``{"verdicts": [[...] a case], "warnings": [...]}`` or ``{"error": ...}``."""
    sent = {
        "modules": str(modules()),
        "schema": schema,
        "draft": draft,
        "options": {**STRICT, **options},
        "cases": [{"ref": ref, "values": values} for ref, values in cases],
    }
    judge = Path(__file__).with_name("ajv_judge.cjs")
    done = subprocess.run(
        ["node", str(judge)], input=json.dumps(sent), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
