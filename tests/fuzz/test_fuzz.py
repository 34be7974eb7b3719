"""A small run of the fuzzer; ``CODEGEN_FUZZ=2000`` tries that many, ``python -m tests.fuzz`` shrinks too."""

from __future__ import annotations

import os
import shutil

from codegen.node import node_command
from tests.fuzz.run import fuzz, told

SCHEMAS = int(os.environ.get("CODEGEN_FUZZ", "50"))


def test_no_random_schema_divides_the_artefacts() -> None:
    found, counts = fuzz(2026, SCHEMAS, 40, node=shutil.which(node_command()) is not None)
    ours = [finding for finding in found if not finding.kind.startswith("divided")]
    assert ours == [], "\n".join(map(told, ours[:3]))
    assert counts.schemas > SCHEMAS / 3
    assert 0.05 < counts.valid / counts.documents < 0.95
