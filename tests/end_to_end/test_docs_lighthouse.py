"""Lighthouse finds nothing to mend in the docs site."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from codegen.node import node_command, wheel_node
from tests.end_to_end.browser import modules, program

pytestmark = pytest.mark.slow


def lighthouse(url: str, out: Path) -> dict[str, int]:
    """The four scores of a page."""
    program_of_node = wheel_node() or node_command()
    if shutil.which(program_of_node) is None:
        pytest.skip("there is no Node")
    version = subprocess.run(
        [program_of_node, "--version"], capture_output=True, text=True, check=True
    ).stdout
    if int(version.lstrip("v").split(".")[0]) < 22:
        pytest.skip("lighthouse needs Node 22")
    flags = "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync"
    command = [program_of_node, str(modules() / "lighthouse" / "cli" / "index.js"), url, "--quiet"]
    command += ["--output=json", f"--output-path={out}", f"--chrome-flags={flags}"]
    subprocess.run(command, check=True, timeout=240, env={**os.environ, "CHROME_PATH": program()})
    categories = json.loads(out.read_text("utf-8"))["categories"]
    return {name: round(100 * categories[name]["score"]) for name in categories if "agentic" not in name}


@pytest.mark.parametrize("path", ["types/LearningRate.html", "playground.html"])
def test_lighthouse_finds_nothing_to_mend(http: str, tmp_path: Path, path: str) -> None:
    best = 0
    for attempt in range(2):
        found = lighthouse(http + path, tmp_path / f"{attempt}.json")
        best = max(best, found.pop("performance"))
        assert found == {"accessibility": 100, "best-practices": 100, "seo": 100}
        if best == 100:
            return
    # a measure of time, and other tests run beside this one: told, and no verdict
    pytest.skip(f"performance {best} at load {os.getloadavg()[0]:.1f}; run it alone on a quiet machine")
