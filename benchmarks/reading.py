"""Reading files: 50 MB of YAML beside the bare events of libyaml, and small files beside other readers."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from codegen.reading import quick, read

TOWERS = 200_000
TOWER = """\
    recap.engagement.is_favorited.task_{0:06}:
      constant: null
      linear_ramp_to_constant:
        learning_rate: 0.0008
        num_ramp_steps: 5000
      linear_ramp_to_cosine: null
      piecewise_constant: null  # none of the others
"""
HEAD = "adam:\n  beta_1: 0.95\n  epsilon: 1e-7\nmulti_task_learning_rates:\n  tower_learning_rates:\n"

#: Peak memory of one process in bytes, beyond that of an empty one.
MEMORY = """
import re, sys
from codegen.reading import quick, read
from codegen.reading.yaml_text import value_of


def peak():  # ru_maxrss would begin with that of the parent
    return int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])


before = peak()
data = open(sys.argv[1], "rb").read()
value = {0}
print(1024 * (peak() - before))
"""


def towers(count: int) -> bytes:
    """A configuration of so many towers, some 250 bytes each."""
    return (HEAD + "".join(TOWER.format(n) for n in range(count))).encode()


def events(data: bytes) -> None:
    """The bare event parse: libyaml as PyYAML gives it, and nothing made of it."""
    from yaml._yaml import CParser

    following = CParser(data).get_event
    while following() is not None:
        pass


def by_events(data: bytes) -> Any:
    """The reading that a document of an unusual kind gets."""
    from codegen.reading.yaml_text import value_of

    return value_of(data, "towers.yaml", float)


def safe_load(data: bytes) -> Any:
    """PyYAML's C loader, which reads YAML 1.1."""
    import yaml

    return yaml.load(data, yaml.CSafeLoader)


def seconds(work: Callable[[bytes], Any], data: bytes, times: int = 1) -> float:
    begin = time.perf_counter()
    for _ in range(times):
        work(data)
    return (time.perf_counter() - begin) / times


def ratio(ours: Callable[[bytes], Any], theirs: Callable[[bytes], Any], data: bytes, rounds: int) -> float:
    """Median over rounds in which both ran one after the other."""
    times = max(1, 200_000 // len(data))
    return median(seconds(ours, data, times) / seconds(theirs, data, times) for _ in range(rounds))


def memory(file: Path, work: str) -> float:
    """Peak memory of a reading over the size of the file (on Linux)."""
    command = [sys.executable, "-c", MEMORY.replace("{0}", work), str(file)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return int(done.stdout) / file.stat().st_size


def located(data: bytes) -> Any:
    """A reading and the place of something near its end."""
    return read(data, "yaml", "towers.yaml").value_at("/multi_task_learning_rates/backbone_learning_rate")


def main() -> None:
    """Print one line a claim: the ratio measured and the bar."""
    with tempfile.TemporaryDirectory() as name:
        large(Path(name))
    small = towers(8)
    assert quick(small, "yaml") == by_events(small)[0]
    report("2 kB of YAML: quick / PyYAML's C loader", ratio(_quick, safe_load, small, 15), "none")
    report("2 kB of YAML: by events / PyYAML's C loader", ratio(by_events, safe_load, small, 15), "none")
    text = json.dumps(quick(small, "yaml")).encode()
    report("1 kB of JSON: quick / json.loads", ratio(_quick_json, json.loads, text, 15), "none")
    report(
        "start: quick / python -c pass", _start("from codegen.reading import quick; quick(b'a: 1', 'yaml')")
    )


def large(folder: Path) -> None:
    data = towers(TOWERS)
    file = folder / "towers.yaml"
    file.write_bytes(data)
    what = f"{len(data) / 1e6:.0f} MB of YAML, {TOWERS} towers"
    report(f"{what}: read / bare events", ratio(_read, events, data, 3), "at most 1.5", 1.5)
    report(f"{what}: by events / bare events", ratio(by_events, events, data, 3), "none")
    report(f"{what}: read and locate / bare events", ratio(located, events, data, 1), "none")
    peak = memory(file, "read(data, 'yaml', 'f')")
    report(f"{what}: memory / file, read", peak, "below 12", 12)
    peak = memory(file, "value_of(data, 'f', float)")
    report(f"{what}: memory / file, by events", peak, "below 12", 12)
    peak = memory(file, "read(data, 'yaml', 'f').value_at('/multi_task_learning_rates/x')")
    report(f"{what}: memory / file, read and locate", peak, "none")


def _read(data: bytes) -> Any:
    return read(data, "yaml", "towers.yaml")


def _quick(data: bytes) -> Any:
    return quick(data, "yaml")


def _quick_json(data: bytes) -> Any:
    return quick(data, "json")


def _start(code: str) -> float:
    def run(program: str) -> float:
        begin = time.perf_counter()
        subprocess.run([sys.executable, "-c", program], check=True)
        return time.perf_counter() - begin

    return median(run(code) / run("pass") for _ in range(21))


def report(claim: str, measured: float, bar: str = "none", limit: float = float("inf")) -> None:
    print(f"{claim:<64} {measured:7.2f}   (bar: {bar}{'' if measured <= limit else '; MISSED'})", flush=True)


if __name__ == "__main__":
    main()
