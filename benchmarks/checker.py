"""The printed checker beside jsonschema-rs and fastjsonschema on parsed objects, and what importing it costs.

Towers come in three kinds: as in a real multi-task configuration (a ramp, the other forms of its time null),
a mix of the reference's four forms, and a mix of all forms of the schema.  In an invalid document the tower
that each validator reads last sets two forms.  The cross-field rules of the schema are ours alone: no other
validator judges them.
"""

from __future__ import annotations

import importlib.util
import json
import py_compile
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from types import ModuleType
from typing import Any

from benchmarks.clock import of_call, of_process, ratio
from benchmarks.towers import ALL, FOUR, REAL, document

ROOT = Path(__file__).parents[1]
SCHEMA = ROOT / "schema" / "optimizer.schema.json"
Judge = Callable[[Any], bool]


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


def compare(ours: Judge, theirs: Judge, value: Any, rounds: int, times: tuple[int, int]) -> float:
    """Our time over theirs."""
    return ratio(of_call(ours, value, times[0]), of_call(theirs, value, times[1]), rounds)


def main() -> None:
    """Print one line a claim: the ratio measured and the bar."""
    with tempfile.TemporaryDirectory() as name:
        module = printed(Path(name))
        rust, fast = peers()
        for label, forms in (("real", REAL), ("mixed", FOUR), ("all-form", ALL)):
            for towers in (100, 10_000):
                for valid in (True, False):
                    value = document(towers, forms, valid)
                    assert {j(value) for j in (module.accepts, rust, fast)} == {valid}
                    what = f"{towers} {label} towers, {'valid' if valid else 'invalid'}"
                    times = max(1, 20_000 // towers)
                    found = compare(module.accepts, rust, value, 31, (times, times))
                    report(f"accepts / jsonschema-rs is_valid, {what}", found, "at most 1", found <= 1)
                    found = 1 / compare(module.accepts, fast, value, 11, (times, max(1, times // 20)))
                    report(f"fastjsonschema / accepts, {what}", found, "at least 20", found >= 20)
        value = document(10_000, ALL, False)
        found = compare(lambda v: not module.check(v), module.accepts, value, 5, (1, 1))
        report("check / accepts, 10000 towers, one issue", found, "none", True)
        worst = document(10_000, [{"constant": -1, "lineer": 0}], True)
        print(f"check with 20,000 issues: {1000 * of_call(lambda v: not module.check(v), worst)():.0f} ms")
        cost = imported(Path(name))
        report("import checker beyond python -c pass, ms", cost, "below 5", cost < 5)


def imported(folder: Path) -> float:
    """Milliseconds that importing the compiled module adds to an interpreter: median of interleaved runs."""
    py_compile.compile(str(folder / "checker.py"))
    ours, bare = of_process("import checker", folder), of_process("pass", folder)
    return 1000 * median(ours() - bare() for _ in range(41))


def report(claim: str, measured: float, bar: str, met: bool) -> None:
    print(f"{claim:<64} {measured:7.2f}   (bar: {bar}{'' if met else '; MISSED'})", flush=True)


if __name__ == "__main__":
    main()
