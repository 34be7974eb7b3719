"""``codegen validate`` beside check-jsonschema, ajv-cli and @sourcemeta/jsonschema.

One small file from a cold start, and ten thousand.  The peers are fetched into ``.cache``; where a registry
is out of reach, their lines are left out.  Every ratio is of runs that followed one another.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import yaml

ROOT = Path(__file__).parents[1]
SCHEMA = ROOT / "schema" / "optimizer.schema.json"
CACHE = ROOT / ".cache"
CODEGEN = str(Path(sys.executable).parent / "codegen")
FILES = 10_000
PYTHON_PEER = "check-jsonschema==0.39.0"
NODE_PEERS = ("ajv-cli@5.0.0", "@sourcemeta/jsonschema@16.11.0")
FEW = 200  # files for a peer that takes milliseconds for each

Command = list[str]


class Cost(NamedTuple):
    """What a run took: seconds on the clock, and of all processors."""

    wall: float
    cpu: float


def main() -> None:
    """Print one line a claim: the ratio measured and the bar."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["XDG_CACHE_HOME"] = str(folder / "kept")
        write(folder / "yaml", ".yaml", lambda value: str(yaml.safe_dump(value, sort_keys=False)))
        write(folder / "json", ".json", json.dumps)
        peers = find_peers()
        small(folder, peers)
        many(folder / "yaml", peers)
        many(folder / "json", peers)


def small(folder: Path, peers: dict[str, Command]) -> None:
    """One small file that is valid, then one that is not, each in a process of its own."""
    good, bad = folder / "yaml" / "00000.yaml", folder / "bad.yaml"
    bad.write_text("adam: {}\nsgd: {}\nsingle_task_learning_rate: {constant: 1}\n")
    ours = [CODEGEN, "validate", "--schema", str(SCHEMA)]
    cost([*ours, str(good)])  # prints the checker
    nothing = [sys.executable, "-c", "pass"]
    say("one small file / python -c pass", ratio([*ours, str(good)], nothing, 31), "at most 4")
    say("one file with an error / python -c pass", ratio([*ours, str(bad)], nothing, 31), "no bar")
    if "check-jsonschema" in peers:
        theirs = [*peers["check-jsonschema"], str(good)]
        say("check-jsonschema / one small file", ratio(theirs, [*ours, str(good)], 9), "at least 6")


def many(folder: Path, peers: dict[str, Command]) -> None:
    """Ten thousand small files: files a second, and how many times those of each peer."""
    kind = folder.name.upper()
    ours = [CODEGEN, "validate", "--schema", str(SCHEMA), str(folder)]
    cost(ours)
    both = [cost(ours) for _ in range(7)]
    alone = [cost([*ours, "--jobs", "1"]) for _ in range(7)]
    wall, cpu = FILES / median(c.wall for c in both), FILES / median(c.cpu for c in alone)
    say(f"{FILES} {kind} files: files a second", wall, "no bar")
    say(f"{FILES} {kind} files: files a second of CPU", cpu, "see the native tool")
    bars = {
        "check-jsonschema": "40",
        "ajv-cli": "1",
        "jsonschema --fast": "1; of CPU, with JSON, 1.43",
    }
    for name, command in peers.items():
        files = FEW if name == "check-jsonschema" else FILES
        runs = [cost([*command, *arguments(name, folder, files)]) for _ in range(3)]
        say(f"  times {name}", wall * median(c.wall for c in runs) / files, f"more than {bars[name]}")
        say(f"  times {name}, of CPU", cpu * median(c.cpu for c in runs) / files, "no bar")


def arguments(name: str, folder: Path, files: int) -> Command:
    """How each peer is told which files to read."""
    if name == "check-jsonschema":
        return [str(path) for path in sorted(folder.iterdir())[:files]]
    if name == "ajv-cli":
        return ["-d", f"{folder}/*.{folder.name}"]
    return ["--extension", f".{folder.name}", str(SCHEMA), str(folder)]


def write(folder: Path, ending: str, text: Callable[[Any], str]) -> None:
    """Small training configurations, no two alike."""
    chance = random.Random(0)
    folder.mkdir()
    for number in range(FILES):
        ramp = {
            "learning_rate": round(chance.uniform(1e-4, 1e-2), 6),
            "final_learning_rate": 0,
            "num_ramp_steps": chance.randint(1, 999),
            "final_num_steps": chance.randint(1000, 99_999),
        }
        value = {
            "adam": {"beta_1": round(chance.uniform(0.8, 0.99), 4), "epsilon": 1.5e-7},
            "single_task_learning_rate": {"linear_ramp_to_cosine": ramp},
        }
        (folder / f"{number:05}{ending}").write_text(text(value), encoding="utf-8")


def find_peers() -> dict[str, Command]:
    """The peers that are installed or can be, each with the words before its files."""
    found: dict[str, Command] = {}
    python = CACHE / "check-jsonschema" / "bin" / "check-jsonschema"
    if python.is_file() or _installs_python(python):
        found["check-jsonschema"] = [str(python), "--schemafile", str(SCHEMA)]
    tools = CACHE / "validators" / "node_modules" / ".bin"
    if (tools / "jsonschema").exists() or _installs_node(tools):
        found["ajv-cli"] = [str(tools / "ajv"), "validate", "-s", str(SCHEMA), "--spec=draft2020"]
        found["ajv-cli"] += ["--strict=false"]
        found["jsonschema --fast"] = [str(tools / "jsonschema"), "validate", "--fast"]
    return found


def _installs_python(tool: Path) -> bool:
    home = tool.parents[1]
    made = _ran([sys.executable, "-m", "venv", str(home)], CACHE)
    return made and _ran([str(home / "bin" / "pip"), "install", "--quiet", PYTHON_PEER], CACHE)


def _installs_node(tools: Path) -> bool:
    home = tools.parents[1]
    home.mkdir(parents=True, exist_ok=True)
    (home / "package.json").write_text("{}\n")
    words = ["npm", "install", "--silent", "--no-audit", "--no-fund", *NODE_PEERS]
    return shutil.which("npm") is not None and _ran(words, home)


def _ran(command: Command, folder: Path) -> bool:
    folder.mkdir(parents=True, exist_ok=True)
    return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0


def cost(command: Command) -> Cost:
    """Run a command; files that are not valid are no failure of it."""
    before, begin = os.times(), time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=False)
    wall, after = time.perf_counter() - begin, os.times()
    assert done.returncode in (0, 1), done.stderr
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return Cost(wall, used)


def ratio(one: Command, other: Command, rounds: int) -> float:
    """Median over rounds in which both ran one after the other."""
    return median(cost(one).wall / cost(other).wall for _ in range(rounds))


def say(claim: str, measured: float, bar: str) -> None:
    print(f"{claim:<60} {measured:9.2f}   (bar: {bar})", flush=True)


if __name__ == "__main__":
    main()
