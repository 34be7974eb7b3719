"""Judges files under the limits of the corpus: ``python judging.py CHECKER FILE...``, one line a file.

Runs in a process of its own with 1 GB of memory; a file that takes longer than 10 s, or anything but an
error meant for people, ends it.
"""

from __future__ import annotations

import json
import resource
import runpy
import sys
import time
from pathlib import Path
from typing import Any

SECONDS = 10
BYTES = 1 << 30


def verdict(path: Path, check: Any) -> str:
    """What comes of a file, on one line."""
    from codegen.advice import diagnose
    from codegen.errors import SchemaError
    from codegen.reading import format_of, quick, read
    from codegen.terminal import visible

    data = path.read_bytes()
    fast = quick(data, format_of(path))
    try:
        reading = read(data, format_of(path), path.name)
    except SchemaError as error:
        (found,) = error.diagnostics
        assert fast is None and found.file == path.name and found.hint and len(found.message) < 20_000
        place = "" if found.position is None else f" {found.position.line}:{found.position.column}"
        return f"refused{place} {found.code}: {visible(found.message)}"
    assert fast is None or repr(fast) == repr(reading.value)
    if not path.name.startswith(("valid", "invalid")):
        shown = json.dumps(reading.value, ensure_ascii=True, allow_nan=False)
        return f"read {shown}" if len(shown) < 10_000 else f"read {len(shown)} bytes"
    found_all = diagnose(check(reading.value), reading)
    if not found_all:
        return "valid"
    first = found_all[0]
    assert first.position is not None and first.origin is not None
    return f"invalid {first.position.line}:{first.position.column} {first.code} {first.origin.pointer}"


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    check = runpy.run_path(sys.argv[1])["check"]
    for name in sys.argv[2:]:
        begin = time.process_time()
        print(f"{Path(name).name}\t{verdict(Path(name), check)}", flush=True)
        assert time.process_time() - begin < SECONDS, name


if __name__ == "__main__":
    main()
