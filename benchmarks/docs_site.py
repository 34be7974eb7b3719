"""The docs site of a thousand types: the whole command, beside ``datamodel-codegen`` on the same schema."""

from __future__ import annotations

import json
import resource
import sys
import tempfile
from itertools import count
from pathlib import Path
from statistics import median

from benchmarks.clock import of_call, of_wall, ratio
from codegen.pipeline import compile_schema
from codegen.targets.docs import render
from tests.thousand import thousand_types

NAME = "thousand.schema.json"
ROUNDS = 5
PEER = (
    *("-m", "datamodel_code_generator", "--input", NAME, "--input-file-type", "jsonschema"),
    *("--output-model-type", "pydantic_v2.BaseModel", "--output", "peer.py"),
)


def main() -> None:
    """Print the ratio, then seconds: of the command by the clock, of its parts in processor time."""
    schema = thousand_types()
    model = compile_schema(schema).model
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / NAME).write_text(json.dumps(schema), encoding="utf-8")

        places = map(str, count())  # ext4 is slow to make files for some seconds after many were deleted

        def command(*words: str) -> float:
            call = [sys.executable, "-m", "codegen", *words, next(places), "--schema", NAME]
            return of_wall(call, folder)()

        def generate() -> float:
            return command("generate", "--target", "docs", "--out")

        found = ratio(generate, of_wall([sys.executable, *PEER], folder), 3)
        print(f"{'site of 1,000 types / datamodel-codegen, by the clock':<60} {found:6.2f}")
        _line("codegen generate --target docs, seconds", [generate() for _ in range(ROUNDS)], 3)
        before = _in_system()
        _line("codegen docs --build, seconds", [command("docs", "--build") for _ in range(ROUNDS)], 3)
        # far more than half a second: the disk takes its time, with millions of files or just after many went
        _line("  of them in the system, mostly to make files", [(_in_system() - before) / ROUNDS])
    printing = of_call(lambda model: render(model, "site"), model)
    reading = of_call(compile_schema, schema)
    _line("reading it, seconds of this processor", [reading() for _ in range(ROUNDS)])
    _line("printing it, seconds of this processor", [printing() for _ in range(ROUNDS)])
    size = sum(len(text.encode("utf-8")) for text in render(model, "site").values())
    _line("megabytes", [size / 1e6], 15)


def _in_system() -> float:
    """Seconds that the processes so far have spent in the operating system."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_stime


def _line(what: str, found: list[float], bar: float | None = None) -> None:
    most = f"   (bar: at most {bar:g})" if bar is not None else ""
    spread = f"   {min(found):.2f} to {max(found):.2f}" if len(found) > 1 else ""
    print(f"  {what:<58} {median(found):6.2f}{spread}{most}", flush=True)


if __name__ == "__main__":
    main()
