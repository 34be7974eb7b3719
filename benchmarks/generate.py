"""``codegen generate`` beside one ``datamodel-codegen`` run; idle, beside ``python -c pass``."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
SCHEMA = ROOT / "schema" / "optimizer.schema.json"
BIN = Path(sys.executable).parent


def seconds(command: list[str], folder: Path) -> float:
    begin = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return time.perf_counter() - begin


def ratio(ours: list[str], theirs: list[str], folder: Path, rounds: int) -> float:
    """Median over rounds in which both ran one after the other."""
    return median(seconds(ours, folder) / seconds(theirs, folder) for _ in range(rounds))


def main() -> None:
    """Print one line a claim: the ratio measured and the bar."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        peer = [str(BIN / "datamodel-codegen"), "--input", str(SCHEMA), "--input-file-type", "jsonschema"]
        peer += ["--output-model-type", "pydantic_v2.BaseModel", "--output", "peer.py"]
        fresh = [sys.executable, "-c", FRESH, str(SCHEMA)]
        report("generate, every target / datamodel-codegen", ratio(fresh, peer, folder, 7), 1.0)
        again = [str(BIN / "codegen"), "generate", "--schema", str(SCHEMA), "--out", "again"]
        seconds(again, folder)
        idle = ratio(again, [sys.executable, "-c", "pass"], folder, 31)
        report("generate with nothing to do / python -c pass", idle, 6.0)


#: The whole command in a fresh process and a fresh folder, agreement run included.
FRESH = """
import sys, tempfile
from codegen.cli import main
sys.exit(main(["generate", "--schema", sys.argv[1], "--out", tempfile.mkdtemp(dir=".") + "/out"]))
"""


def report(claim: str, measured: float, bar: float) -> None:
    print(f"{claim:<60} {measured:6.2f}   (bar: at most {bar:g})", flush=True)


if __name__ == "__main__":
    main()
