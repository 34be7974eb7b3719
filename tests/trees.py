"""A small output folder before and after a run, for tests of writing."""

from __future__ import annotations

import os
from pathlib import Path

from codegen.outpaths import JOURNAL, STAGE, UNDO
from codegen.plan import Request, request
from codegen.write import write

INTERNAL = (JOURNAL, STAGE, UNDO)

#: Between the two every kind of change happens: a file stays, changes, goes, comes; a folder goes and
#: comes; a file becomes a folder and a folder a file.
OLD = {
    "docs/same.md": "the same\n",
    "python/changes.py": "old = 1\n",
    "python/goes.py": "gone = 1\n",
    "python/sub/goes_too.py": "gone = 2\n",
    "swap": "a file\n",
    "turn/inner.txt": "inside a folder\n",
}
NEW = {
    "docs/same.md": "the same\n",
    "python/changes.py": "new = 1\n" * 50,
    "python/new/comes.py": "here = 1\n",
    "swap/inner.txt": "a folder now\n",
    "turn": "a file now\n",
}
FOREIGN = {"notes.txt": "mine\n", "python/mine.py": "mine = 1\n"}


def asked(files: dict[str, str], inputs: str = "key") -> Request:
    """What a whole run of one target asks for."""
    return request({"toy": files}, inputs=inputs, sources=["s.json"])


def tree(folder: Path) -> dict[str, bytes | None]:
    """Every file with its content and every folder with None; what a write in progress keeps is left out."""
    found: dict[str, bytes | None] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name.split("/")[0] not in INTERNAL:
            found[name] = os.readlink(path).encode() if path.is_symlink() else _content(path)
    return found


def leftovers(folder: Path) -> list[str]:
    """What a write in progress keeps, if it is there."""
    return [name for name in INTERNAL if os.path.lexists(folder / name)]


def plant(folder: Path, files: dict[str, str] | None = None) -> dict[str, bytes | None]:
    """Write the old tree and some files that are not ours; gives the tree."""
    write(folder, asked(OLD if files is None else files))
    for name, text in FOREIGN.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tree(folder)


def _content(path: Path) -> bytes | None:
    return None if path.is_dir() else path.read_bytes()
