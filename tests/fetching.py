"""What tests fetch from a registry: one process fetches it, and others wait and find it there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from codegen.lock import locked

__all__ = ["alone"]

SECONDS = 900


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Nobody else is in this with the same folder, which is made; look once more for what is wanted."""
    folder.mkdir(parents=True, exist_ok=True)
    with locked(str(folder), SECONDS):
        yield
