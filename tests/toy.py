"""A target from another distribution, installed into a folder of its own, and a project that uses it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

#: What somebody else's package would hold.
MODULE = """
from codegen.naming import pascal
from codegen.target import Target


def render(model, package):
    if model.file_name == "bug.json":
        raise RuntimeError("a bug with \\x1b[31mcolours")
    names = [pascal(d.words) for d in model.definitions]
    return {
        f"toy/{package}/index.txt": "".join(f"{name}\\n" for name in names),
        **{f"toy/{package}/types/{name}.txt": f"{model.digest} {name}\\n" for name in names},
    }


def names(model, package):
    return {d.source: f"{package}.{pascal(d.words)}" for d in model.definitions}


TARGET = Target("toy", "names, a line each", render, {"type": "native", "if": "refused"}, names)
"""
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Café",
    "type": "object",
    "properties": {"size": {"$ref": "#/$defs/Size"}, "name": {"type": "string"}},
    "additionalProperties": False,
    "$defs": {"Size": {"type": "object", "properties": {"width": {"type": "integer", "minimum": 1}}}},
}


def install(site: Path, name: str = "toy", version: str = "1.0") -> Path:
    """Put the target into a folder that can go onto ``sys.path``."""
    package, info = site / f"{name}_target", site / f"{name}_target-{version}.dist-info"
    package.mkdir(parents=True)
    info.mkdir()
    (package / "__init__.py").write_text(MODULE.replace('"toy"', f'"{name}"').replace("toy/", f"{name}/"))
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}-target\nVersion: {version}\n")
    (info / "entry_points.txt").write_text(f"[codegen.targets]\n{name} = {name}_target:TARGET\n")
    return site


class Project:
    """A folder with a schema and settings, and the real command run in it."""

    def __init__(self, folder: Path, site: Path, targets: tuple[str, ...] = ("toy",)) -> None:
        self.folder, self.site = folder, site
        self.schema, self.out = folder / "app.json", folder / "generated"
        folder.mkdir(exist_ok=True)
        self.say(SCHEMA)
        chosen = f"targets = {json.dumps(list(targets))}\n" if targets else ""
        (folder / "codegen.toml").write_text(f'schema = "app.json"\n{chosen}')

    def say(self, schema: object) -> None:
        """Write the schema anew."""
        self.schema.write_text(json.dumps(schema, indent=2) + "\n", encoding="utf-8")

    def environment(self, **more: str) -> dict[str, str]:
        """No colours and nothing else from whoever runs the tests."""
        kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "CODEGEN_TRACEBACK", "COLUMNS")}
        return {**kept, "PYTHONPATH": str(self.site), **more}

    def run(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        """``codegen WORDS`` in the folder; never a traceback."""
        done = subprocess.run(
            [sys.executable, "-m", "codegen", *words],
            cwd=self.folder,
            env=self.environment(**more),
            capture_output=True,
            encoding="utf-8",
            timeout=120,
        )
        if "CODEGEN_TRACEBACK" not in more:
            assert "Traceback" not in done.stderr + done.stdout, done.stderr
        return done
