"""``python -m tests.fuzz``: more than the suite tries."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter

from tests.fuzz.judges import Finding
from tests.fuzz.run import fuzz, smallest, told


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--schemas", type=int, default=1000)
    parser.add_argument("--documents", type=int, default=24, help="for each schema")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--shown", type=int, default=2, help="findings of a kind that are shrunk and shown")
    parser.add_argument("--without-node", action="store_true")
    parser.add_argument("--divided", action="store_true", help="show where only references differ")
    words = parser.parse_args()
    begin = time.perf_counter()
    found, counts = fuzz(words.seed, words.schemas, words.documents, not words.without_node)
    print(f"{counts} in {time.perf_counter() - begin:.0f} s")
    kinds = Counter(f.kind for f in found)
    print(kinds)
    shown: dict[str, list[Finding]] = {}
    for finding in sorted(found, key=lambda f: len(str(f.schema))):
        if finding.kind.startswith("divided") and not words.divided:
            continue
        kept = shown.setdefault(finding.kind, [])
        if len(kept) < words.shown:
            kept.append(finding)
            print(told(smallest(finding, not words.without_node)), flush=True)
    return 1 if shown else 0


sys.exit(main())
