"""What ``docs/ci.md`` and the pre-commit manifest tell people to run does what it says."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "ci.md").read_text("utf-8")
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
BLOCKS = [yaml.safe_load(block) for block in re.findall(r"^```yaml\n(.*?)^```", GUIDE, re.M | re.S)]
SHELL = GUIDE.split("```\n")[1]
SCHEMA = {
    "title": "Run",
    "type": "object",
    "properties": {"rate": {"$ref": "#/$defs/LearningRate"}},
    "additionalProperties": False,
    "$defs": {"LearningRate": {"type": "number"}},
}


def commands(value: Any) -> Iterator[str]:
    """Every command line of ours in a workflow."""
    if isinstance(value, str) and value.startswith("codegen "):
        yield value
    elif isinstance(value, (dict, list)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from commands(item)


COMMANDS = [command for block in BLOCKS for command in commands(block)]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with generated output and valid configurations of every kind the guide names."""
    (tmp_path / "run.schema.json").write_text(json.dumps(SCHEMA))
    settings = 'schema = "run.schema.json"\ntargets = ["schema"]\n'
    (tmp_path / "codegen.toml").write_text(settings)
    (tmp_path / "configs").mkdir()
    (tmp_path / "configs" / "a.yaml").write_text("rate: 1\n")
    (tmp_path / "train.toml").write_text("rate = 1\n")
    (tmp_path / "rate.yaml").write_text("0.5\n")
    (tmp_path / "run.yaml").write_text("training: {optimizer: {rate: 1}}\n")
    assert shell("codegen generate", tmp_path).returncode == 0
    return tmp_path


def shell(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A line of a shell, in which ``codegen`` is this one."""
    function = f'codegen() {{ {shlex.quote(sys.executable)} -m codegen "$@"; }}\n'
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "kept"), "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        ["sh", "-c", function + line],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="the lines are for sh"),
]


def test_there_are_commands_to_try() -> None:
    assert len(COMMANDS) == 4
    assert len(SHELL.splitlines()) == 5


@pytest.mark.parametrize("command", COMMANDS)
def test_a_workflow_passes_valid_configurations_and_fails_on_others(command: str, project: Path) -> None:
    done = shell(command, project)
    assert (done.returncode, done.stderr) == (0, "")
    (project / "configs" / "b.yaml").write_text("rate: fast\n")
    (project / "run.schema.json").write_text(json.dumps({**SCHEMA, "description": "changed"}))
    assert shell(command, project).returncode == 1


@pytest.mark.parametrize("line", SHELL.splitlines())
def test_the_lines_of_the_guide_run(line: str, project: Path) -> None:
    done = shell(line, project)
    assert (done.returncode, done.stderr) == (0, "")
    assert "valid (" in done.stdout


def test_the_hooks_of_the_example_are_the_hooks_there_are() -> None:
    (example,) = (block for block in BLOCKS if "repos" in block)
    used = [hook["id"] for hook in example["repos"][0]["hooks"]]
    assert used == [hook["id"] for hook in HOOKS]
    for hook in HOOKS:
        assert {"id", "name", "entry", "language"} <= set(hook)
        assert hook["language"] == "python"


def test_each_hook_runs_as_pre_commit_would_run_it(project: Path) -> None:
    for hook in HOOKS:
        files = " configs/a.yaml" if hook.get("pass_filenames", True) else ""
        line = f"{hook['entry']} --format text{files}"
        assert shell(line, project).returncode == 0, line
        assert hook["pass_filenames"] is False if not files else "types_or" in hook
