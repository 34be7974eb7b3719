"""Many changes to a folder as one: all of them happen, or none.

1. New contents go to files in a staging folder, as they will stand in folders that are new; what they replace
   gets a second name there.
2. A journal names every change.  It is brought to the disk and renamed into place: that rename is the
   moment the write happens.  Before it the tree is the old one; after it, the new one, though perhaps
   not all of it stands in its place yet.
3. New folders are renamed into place, then files, the manifest last; then the journal goes, then the staging
   folder.

A process that dies between 2 and 3 leaves the journal behind.  :func:`recover` goes on from there.  An
*error* in 3 (a full disk, a folder made read-only) takes back what was done: the journal is renamed so
that it says "undo", and the second names are renamed back.  Each of the two directions may be cut off
and begun again at any point.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal, TypeAlias

from codegen.disk import Disk
from codegen.manifest import NAME as MANIFEST
from codegen.outpaths import JOURNAL, STAGE, UNDO, problem

__all__ = ["Damaged", "apply", "pending", "recover"]

ChangeKind: TypeAlias = Literal["add", "replace", "delete", "folder"]

_FIRST = "codegen-journal 1"
_KINDS: Mapping[str, ChangeKind] = {
    "add": "add",
    "replace": "replace",
    "delete": "delete",
    "folder": "folder",
}


class Damaged(ValueError):
    """The journal cannot be read as one."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change to the tree.  ``digest`` is the SHA-256 of the content an ``add`` puts there.

    A ``folder`` is a new one: what is added below it comes with it.
    """

    kind: ChangeKind
    path: str
    digest: str

    def new(self, number: int) -> str:
        """The staged content."""
        return f"{STAGE}/new-{number}"

    def old(self, number: int) -> str:
        """The second name of what is replaced or deleted."""
        return f"{STAGE}/old-{number}"


def apply(disk: Disk, files: Mapping[str, bytes], deletes: Iterable[str]) -> None:
    """Put files in place and delete others.  The caller holds the lock and has dealt with a journal.

    :raises OSError: it could not be done, and the tree is the old one (or :func:`pending`, if taking
        it back failed as well).
    """
    changes = [Change("delete", path, "") for path in sorted(deletes)]
    # The manifest sorts last, so that it never names a file that is not in its place.
    kinds = list(disk.look(sorted(files, key=lambda name: (name == MANIFEST, name))))
    missing = {folder: _missing(disk, folder) for folder in {_parent(path) for path in files}}
    changes += [Change("folder", path, "") for path in sorted(set(missing.values()) - {""})]
    for path, _, kind in kinds:
        change: ChangeKind = "add" if kind != "file" else "replace"
        changes.append(Change(change, path, sha256(files[path]).hexdigest()))
    try:
        _stage(disk, changes, files)
        disk.move(f"{STAGE}/journal", JOURNAL)
    except BaseException:
        if not pending(disk):
            with suppress(OSError):
                disk.clear(STAGE)
        raise
    try:
        disk.sync("")
        _forward(disk, changes)
        disk.remove(JOURNAL)
    except BaseException:
        with suppress(OSError):  # the journal stays then, and the next command tries again
            _take_back(disk, changes)
        raise
    _tidy(disk)


def pending(disk: Disk) -> str | None:
    """The name of the journal that an unfinished write left, or None."""
    return next((name for name in (JOURNAL, UNDO) if disk.kind(name) != "none"), None)


def recover(disk: Disk) -> tuple[str, ...]:
    """Finish what an earlier process began; gives the paths it was about.  The caller holds the lock.

    :raises Damaged: the journal is none.  :raises OSError: it still cannot be done; nothing is lost.
    """
    name = pending(disk)
    if name is None:
        if disk.kind(STAGE) != "none":
            disk.clear(STAGE)
        return ()
    changes = _read(disk, name)
    if name == JOURNAL:
        _forward(disk, changes)
    else:
        _back(disk, changes)
    disk.remove(name)
    _tidy(disk)
    return tuple(c.path for c in changes if c.path != MANIFEST and c.kind != "folder")


def _missing(disk: Disk, folder: str) -> str:
    """The uppermost folder that is not there, of one and those above it; empty if it is none of them."""
    for above in reversed(_above(f"{folder}/")):
        kind = disk.kind(above)
        if kind != "folder":
            return above if kind == "none" else ""
    return ""


def _stage(disk: Disk, changes: list[Change], files: Mapping[str, bytes]) -> None:
    disk.clear(STAGE)
    disk.make_folder(STAGE)
    for number, change in enumerate(changes):
        if change.kind in ("replace", "delete"):
            disk.keep(change.path, change.old(number))
    new = {s: files[c.path] for s, c in zip(_staged(changes), changes, strict=True) if c.path in files}
    folders = {_parent(name) for name in new} - {STAGE}
    for folder in sorted(folders):
        disk.make_folder(folder)
    disk.write_all({**new, f"{STAGE}/journal": _print(changes).encode("ascii")})
    for folder in sorted({f for name in folders for f in (name, *_above(name)) if f.startswith(f"{STAGE}/")}):
        disk.sync(folder)
    disk.sync(STAGE)
    disk.sync("")


def _staged(changes: list[Change]) -> list[str]:
    """Where the new content of each change is staged: in its folder, if that is a new one."""
    folders = {c.path: c.new(number) for number, c in enumerate(changes) if c.kind == "folder"}
    found = []
    for number, change in enumerate(changes):
        above = next((f for f in _above(change.path) if f in folders), None) if folders else None
        found.append(change.new(number) if above is None else folders[above] + change.path[len(above) :])
    return found


def _forward(disk: Disk, changes: list[Change]) -> None:
    """From anywhere between the old tree and the new one to the new one."""
    deleted = [c.path for c in changes if c.kind == "delete"]
    for path in deleted:
        disk.remove(path)
        _forget_bytecode(disk, path)
    touched = _prune(disk, deleted)
    staged = _staged(changes)
    for change, name in zip(changes, staged, strict=True):
        # A folder that somebody has made meanwhile gets its files one by one.
        if change.kind == "folder" and disk.kind(name) == "folder" and disk.kind(change.path) == "none":
            touched |= _place(disk, name, change.path, set())
    # A staged file that is gone was put in its place before the process died.
    there = {f"{folder}/{name}" for folder in set(map(_parent, staged)) for name in disk.files(folder)}
    ready: set[str] = set()
    for change, name in zip(changes, staged, strict=True):
        if name in there and change.kind in ("add", "replace"):
            touched |= _place(disk, name, change.path, ready)
    _sync(disk, touched | {_parent(c.path) for c in changes})


def _back(disk: Disk, changes: list[Change]) -> None:
    """From anywhere between the old tree and the new one to the old one."""
    added = [c for c in changes if c.kind == "add"]
    for change in added:
        if disk.digest(change.path) == change.digest:
            disk.remove(change.path)
    touched = _prune(disk, [c.path for c in added if disk.kind(c.path) == "none"])
    ready: set[str] = set()
    for number, change in enumerate(changes):
        if change.kind in ("replace", "delete") and disk.kind(change.old(number)) == "file":
            touched |= _place(disk, change.old(number), change.path, ready)
    _sync(disk, touched)


def _take_back(disk: Disk, changes: list[Change]) -> None:
    if disk.kind(JOURNAL) == "file":
        disk.move(JOURNAL, UNDO)  # a rename takes no room, even on a full disk
        disk.sync("")
        _back(disk, changes)
        disk.remove(UNDO)
    _tidy(disk)


def _tidy(disk: Disk) -> None:
    """What is left once the journal has gone changes nothing any more, so that no error counts here."""
    with suppress(OSError):
        disk.sync("")
        disk.clear(STAGE)


def _place(disk: Disk, name: str, to: str, ready: set[str]) -> set[str]:
    """Rename a file into place; gives the folders whose names changed, but those that are ``ready``."""
    folder = _parent(to)
    if folder in ready:
        disk.move(name, to)
        return set()
    if disk.obstacle(to) is not None or disk.kind(folder) == "none":
        disk.make_folder(folder)
    disk.move(name, to)
    ready.add(folder)
    return set(_above(to))


def _prune(disk: Disk, paths: Iterable[str]) -> set[str]:
    """Remove folders that the files at ``paths`` left empty; gives the folders whose names changed."""
    touched = set()
    for path in paths:
        for folder in _above(path):
            touched.add(folder)
            if not folder or disk.obstacle(folder) is not None or not disk.remove_folder(folder):
                break
    return touched


def _forget_bytecode(disk: Disk, path: str) -> None:
    """Python's cache of a module that was deleted goes with it (PEP 3147), or its folder would stay."""
    folder, _, name = path.rpartition("/")
    cache = f"{folder}/__pycache__" if folder else "__pycache__"
    if name.endswith(".py"):
        for cached in disk.names(cache):
            if cached.startswith(name[:-2]) and cached.endswith(".pyc"):
                disk.remove(f"{cache}/{cached}")
        disk.remove_folder(cache)


def _sync(disk: Disk, folders: set[str]) -> None:
    for folder in sorted(folders, reverse=True):
        if disk.obstacle(folder) is None:
            disk.sync(folder)


def _parent(path: str) -> str:
    return path.rpartition("/")[0]


def _above(path: str) -> list[str]:
    """The folders a path lies in, the nearest first, the root (``""``) last."""
    folders = []
    while path:
        path = _parent(path)
        folders.append(path)
    return folders


def _print(changes: list[Change]) -> str:
    body = "".join(f"{c.kind} {c.digest or '-'} {c.path}\n" for c in changes)
    text = f"{_FIRST}\n{body}"
    return f"{text}end {sha256(text.encode('ascii')).hexdigest()}\n"


def _read(disk: Disk, name: str) -> list[Change]:
    try:
        text = disk.read(name).decode("ascii")
    except UnicodeDecodeError:
        raise Damaged(name) from None
    body, _, end = text.rpartition("end ")
    first, *lines = body.split("\n")
    if first != _FIRST or end != sha256(body.encode("ascii")).hexdigest() + "\n":
        raise Damaged(name)
    return [_change(line, name) for line in lines[:-1]]


def _change(line: str, name: str) -> Change:
    kind, _, rest = line.partition(" ")
    digest, _, path = rest.partition(" ")
    if path != MANIFEST and problem(path) is not None:  # the one path that begins with a dot
        raise Damaged(name)
    if kind not in _KINDS:
        raise Damaged(name)
    return Change(_KINDS[kind], path, digest.strip("-"))
