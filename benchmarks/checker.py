"""The printed checker beside jsonschema-rs and fastjsonschema on parsed objects, and what importing it costs.

Towers come in two kinds: as in a real multi-task configuration (a ramp, the other forms null), and a mix
of all four forms with nothing else.  In an invalid document the last tower sets two forms.
"""

from __future__ import annotations

import importlib.util
import json
import py_compile
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from types import ModuleType
from typing import Any

ROOT = Path(__file__).parents[1]
SCHEMA = ROOT / "schema" / "optimizer.schema.json"
Judge = Callable[[Any], bool]

RAMP = {"learning_rate": 0.0008, "num_ramp_steps": 5000}
COSINE = {
    "learning_rate": 0.001,
    "final_learning_rate": 1e-5,
    "num_ramp_steps": 1000,
    "final_num_steps": 90000,
}
STAIRS = {"learning_rate_boundaries": [1000, 5000], "learning_rate_values": [0.01, 0.001, 0.0001]}
REAL: list[dict[str, Any]] = [
    {
        "constant": None,
        "linear_ramp_to_constant": RAMP,
        "linear_ramp_to_cosine": None,
        "piecewise_constant": None,
    }
]
MIX: list[dict[str, Any]] = [
    {"constant": 0.001},
    {"linear_ramp_to_constant": RAMP},
    {"linear_ramp_to_cosine": COSINE},
    {"piecewise_constant": STAIRS},
]


def document(towers: int, forms: list[dict[str, Any]], valid: bool) -> Any:
    """A parsed configuration of so many towers."""
    rates = {f"recap.engagement.task_{i}": forms[i % len(forms)] for i in range(towers)}
    if not valid:
        rates[f"recap.engagement.task_{towers - 1}"] = {"constant": 0.1, "linear_ramp_to_constant": RAMP}
    whole = {
        "adam": {"beta_1": 0.95, "beta_2": 0.999, "epsilon": 1e-7},
        "multi_task_learning_rates": {
            "tower_learning_rates": rates,
            "backbone_learning_rate": {"constant": 0.001},
        },
    }
    return json.loads(json.dumps(whole))


def printed(folder: Path) -> ModuleType:
    """The checker of the canonical schema, written to a file and imported."""
    from codegen.checker import print_python
    from codegen.load import load
    from codegen.lower import lower
    from codegen.resolve import resolve

    source = load(SCHEMA)
    file = folder / "checker.py"
    file.write_text(print_python(lower(resolve(source), source.digest, SCHEMA.name)), encoding="utf-8")
    spec = importlib.util.spec_from_file_location("checker", file)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def peers() -> tuple[Judge, Judge]:
    """``jsonschema_rs`` and ``fastjsonschema``, compiled for the same schema."""
    import fastjsonschema
    import jsonschema_rs

    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    compiled = fastjsonschema.compile(schema)

    def fast(value: Any) -> bool:
        try:
            compiled(value)
        except fastjsonschema.JsonSchemaException:
            return False
        return True

    return jsonschema_rs.validator_for(schema).is_valid, fast


def seconds(judge: Judge, value: Any, times: int) -> float:
    begin = time.perf_counter()
    for _ in range(times):
        judge(value)
    return (time.perf_counter() - begin) / times


def compare(ours: Judge, theirs: Judge, value: Any, rounds: int, times: tuple[int, int]) -> float:
    """Our time over theirs: the median over rounds in which both ran, one after the other."""
    return median(seconds(ours, value, times[0]) / seconds(theirs, value, times[1]) for _ in range(rounds))


def main() -> None:
    """Print one line a claim: the ratio measured and the bar."""
    with tempfile.TemporaryDirectory() as name:
        module = printed(Path(name))
        rust, fast = peers()
        for label, forms in (("real", REAL), ("mixed", MIX)):
            for towers in (100, 10_000):
                for valid in (True, False):
                    value = document(towers, forms, valid)
                    assert {j(value) for j in (module.accepts, rust, fast)} == {valid}
                    what = f"{towers} {label} towers, {'valid' if valid else 'invalid'}"
                    times = max(1, 20_000 // towers)
                    ratio = compare(module.accepts, rust, value, 31, (times, times))
                    report(f"accepts / jsonschema-rs is_valid, {what}", ratio, "at most 1", ratio <= 1)
                    ratio = 1 / compare(module.accepts, fast, value, 5, (times, max(1, times // 20)))
                    report(f"fastjsonschema / accepts, {what}", ratio, "at least 20", ratio >= 20)
        value = document(10_000, MIX, False)
        ratio = compare(lambda v: not module.check(v), module.accepts, value, 5, (1, 1))
        report("check / accepts, 10000 towers, one issue", ratio, "none", True)
        worst = document(10_000, [{"constant": -1, "lineer": 0}], True)
        print(f"check with 20,000 issues: {1000 * seconds(lambda v: not module.check(v), worst, 1):.0f} ms")
        cost = imported(Path(name))
        report("import checker beyond python -c pass, ms", cost, "below 5", cost < 5)


def imported(folder: Path) -> float:
    """Milliseconds that importing the compiled module adds to an interpreter: medians of interleaved runs."""

    def run(code: str) -> float:
        begin = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], cwd=folder, check=True)
        return time.perf_counter() - begin

    py_compile.compile(str(folder / "checker.py"))
    pairs = [(run("import checker"), run("pass")) for _ in range(41)]
    return 1000 * median(ours - bare for ours, bare in pairs)


def report(claim: str, measured: float, bar: str, met: bool) -> None:
    print(f"{claim:<64} {measured:7.2f}   (bar: {bar}{'' if met else '; MISSED'})", flush=True)


if __name__ == "__main__":
    main()
