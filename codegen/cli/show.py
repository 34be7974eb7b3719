"""What the command says to people: diagnostics on stderr, notes on stdout."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from codegen.errors import Diagnostic

if TYPE_CHECKING:
    from codegen.report import Format

__all__ = ["colour", "complain", "say", "show"]


def show(diagnostics: Iterable[Diagnostic], format: str = "text") -> None:
    """Print diagnostics in one of the formats of ``codegen.report``; text for any other word."""
    from codegen.report import render

    found = tuple(diagnostics)
    files = {d.file for d in found if d.file and d.position and os.path.isfile(d.file)}
    known = cast("Format", format if format in ("json", "github", "sarif", "junit") else "text")
    text = render(found, known, {f: _text(f) for f in files}, color=colour())
    stream = sys.stdout if known in ("json", "sarif", "junit") else sys.stderr
    if text:
        print(text.rstrip("\n"), file=stream, flush=True)


def say(text: str) -> None:
    """One line of data on stdout, safe for a terminal."""
    from codegen.terminal import visible

    print(visible(text), flush=True)


def complain(text: str) -> None:
    """One line on stderr, safe for a terminal."""
    from codegen.terminal import visible

    print(visible(text), file=sys.stderr, flush=True)


def _text(path: str) -> str:
    try:
        with open(path, encoding="utf-8-sig", errors="replace", newline="") as file:
            return file.read(64 * 1024 * 1024)
    except OSError:
        return ""


def colour() -> bool:
    """Colour only on a terminal, and not when NO_COLOR (no-color.org) is set."""
    return sys.stderr.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
