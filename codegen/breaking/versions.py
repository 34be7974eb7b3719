"""The other version of a schema: a file, or what git has of it.  The working tree is never touched."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import unquote, urldefrag

from codegen.errors import SchemaError, UsageError
from codegen.load import Document, parse
from codegen.pipeline import Compiled, compile_schema

__all__ = ["GIT", "compile_version"]

GIT = "git:"
MAX_FILES = 1_000


def compile_version(against: str, schema: str) -> Compiled:
    """The schema at a path, or ``git:REV``: the file ``schema`` as it was in that revision.

    :raises UsageError: there is no such file, repository or revision.
    :raises SchemaError: it is a bad schema.
    """
    if not against.startswith(GIT):
        return compile_schema(against)
    revision = against.removeprefix(GIT)
    path = Path(schema)
    with TemporaryDirectory(prefix="codegen-") as folder:
        _extract(path, revision, Path(folder))
        try:
            return compile_schema(Path(folder) / path.name)
        except SchemaError as error:
            error.diagnostics = tuple(_renamed(d, folder, against) for d in error.diagnostics)
            raise


def _renamed(diagnostic: Any, folder: str, against: str) -> Any:
    """The diagnostic about ``git:REV:name``, not about a file that is gone when it is read."""
    file = diagnostic.file
    if file is None or not file.startswith(folder):
        return diagnostic
    return replace(diagnostic, file=f"{against}:{os.path.relpath(file, folder)}")


def _extract(path: Path, revision: str, folder: Path) -> None:
    """Write the file as of a revision, and those beside or below it that it refers to, into a folder."""
    git = _Git(path.parent, _commit(path.parent, revision), revision)
    files = git.files()
    if path.name not in files:
        raise UsageError(
            f"{revision!r} has no file {str(path)!r}",
            "name a revision that has it, or compare with a file: --against PATH",
        )
    done: set[str] = set()
    waiting = [path.name]
    while waiting and len(done) < MAX_FILES:
        name = waiting.pop()
        done.add(name)
        data = git.content(name)
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        wanted = _named_files(_parsed(data, name))
        waiting += [f for f in sorted(files) if f not in done and os.path.basename(f) in wanted]


def _parsed(data: bytes, name: str) -> Document | None:
    """None for what is no JSON: compiling it will say so."""
    try:
        return parse(data, name, name)
    except SchemaError:
        return None


def _named_files(document: Document | None) -> set[str]:
    """The last step of every reference that leads out of a document."""
    refs = _refs(document.value) if document is not None else ()
    return {unquote(urldefrag(ref)[0]).rsplit("/", 1)[-1] for ref in refs} - {""}


def _refs(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for keyword in ("$ref", "$dynamicRef"):
            if isinstance(value.get(keyword), str):
                yield value[keyword]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for item in inner:
        yield from _refs(item)


def _commit(folder: Path, revision: str) -> str:
    """The name of the commit that a revision means."""
    if not revision or revision.startswith("-"):
        raise UsageError("git: wants a revision", "write --against git:REV, such as git:HEAD~1 or git:main")
    if _run(folder, "rev-parse", "--is-inside-work-tree").stdout.strip() != b"true":
        raise UsageError(
            f"{str(folder)!r} is in no git repository", "compare with a file instead: --against PATH"
        )
    found = _run(folder, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    if found.returncode != 0:
        raise UsageError(
            f"the repository has no revision {revision!r}",
            "check its name; a shallow clone has few: git fetch --unshallow",
        )
    return found.stdout.decode("ascii").strip()


class _Git:
    """Reads the folder of a schema as it was in one commit."""

    def __init__(self, folder: Path, commit: str, revision: str) -> None:
        self.folder = folder
        self.commit = commit
        self.revision = revision

    def files(self) -> set[str]:
        """Plain files in the folder and below, by their paths from there.  Symbolic links are left out."""
        listed = _run(self.folder, "ls-tree", "-r", "-z", self.commit, "./")
        found = set()
        for entry in listed.stdout.split(b"\0"):
            about, _, name = entry.partition(b"\t")
            if about.startswith(b"100"):
                found.add(os.fsdecode(name))
        return found

    def content(self, name: str) -> bytes:
        """The bytes of a file."""
        shown = _run(self.folder, "cat-file", "blob", f"{self.commit}:./{name}")
        if shown.returncode != 0:
            raise UsageError(f"git cannot read {name!r} of {self.revision!r}", "run git fsck")
        return shown.stdout


def _run(folder: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            ["git", "-C", str(folder), *words], capture_output=True, check=False, stdin=subprocess.DEVNULL
        )
    except FileNotFoundError:
        raise UsageError("git is not installed", "compare with a file instead: --against PATH") from None
