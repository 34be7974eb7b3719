"""File operations below one folder, never through a symbolic link, each announced before it happens.

The announcements are for tests, which kill the process or fail the operation at every one of them.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Literal, TypeAlias

from codegen.together import together

__all__ = ["Disk", "Kind", "Step", "no_step"]

Kind: TypeAlias = Literal["none", "file", "folder", "other"]
#: Called with the name of the operation that comes next, such as ``move python/a.py``.
Step: TypeAlias = Callable[[str], None]

_CHUNK = 1 << 20
_OPEN = 48  # files that one thread holds open; a process may have 256 on some systems
_BINARY: int = getattr(os, "O_BINARY", 0)
_NO_FOLLOW: int = getattr(os, "O_NOFOLLOW", 0)
_advise = getattr(os, "posix_fadvise", None)
_MISSING = (FileNotFoundError, NotADirectoryError)


def no_step(name: str) -> None:
    """The step of a run nobody tests."""


class Disk:
    """The folder ``root``.  Names are relative to it and use ``/``; ``""`` is the folder itself."""

    def __init__(self, root: str, step: Step = no_step) -> None:
        self.root = root
        self._prefix = os.path.join(root, "")
        self._step = step

    def path(self, name: str) -> str:
        """The name as the operating system wants it."""
        return self._prefix + name.replace("/", os.sep) if name else self.root

    def kind(self, name: str) -> Kind:
        """What stands at a name itself; a symbolic link is ``other``."""
        try:
            mode = os.lstat(self.path(name)).st_mode
        except _MISSING:
            return "none"
        return "file" if stat.S_ISREG(mode) else "folder" if stat.S_ISDIR(mode) else "other"

    def obstacle(self, name: str) -> str | None:
        """The first thing above a name that is there and is no folder, or None."""
        end = name.find("/")
        while end >= 0:
            kind = self.kind(name[:end])
            if kind != "folder":
                return None if kind == "none" else name[:end]
            end = name.find("/", end + 1)
        return None

    def look(self, names: Iterable[str]) -> Iterator[tuple[str, str | None, Kind]]:
        """:meth:`obstacle` and :meth:`kind` of many names, asking about each folder once."""
        known: dict[str, tuple[str | None, bool]] = {"": (None, True)}
        for name in names:
            folder = name.rpartition("/")[0]
            if folder not in known:
                obstacle = self.obstacle(name)
                known[folder] = obstacle, obstacle is None and self.kind(folder) == "folder"
            obstacle, there = known[folder]
            yield name, obstacle, self.kind(name) if there else "none"

    def read(self, name: str) -> bytes:
        """The content of a regular file.  :raises OSError: it is none, or cannot be read."""
        handle = os.open(self.path(name), os.O_RDONLY | _NO_FOLLOW | _BINARY)
        with open(handle, "rb") as file:
            return file.read()

    def digest(self, name: str) -> str | None:
        """SHA-256 of a regular file in hex; None where there is none."""
        if self.obstacle(name) is not None or self.kind(name) != "file":
            return None
        return sha256(self.read(name)).hexdigest()

    def names(self, folder: str) -> list[str]:
        """What a folder holds, sorted; nothing if there is no such folder."""
        if self.obstacle(folder) is not None or self.kind(folder) != "folder":
            return []
        return sorted(os.listdir(self.path(folder)))

    def files(self, folder: str) -> frozenset[str]:
        """The names of the regular files in a folder; none if there is no such folder."""
        if self.obstacle(folder) is not None or self.kind(folder) != "folder":
            return frozenset()
        with os.scandir(self.path(folder)) as entries:
            return frozenset(e.name for e in entries if e.is_file(follow_symlinks=False))

    def write(self, name: str, data: bytes) -> None:
        """Make a new file and bring it to the disk."""
        for _ in self._written([name], {name: data}):
            pass

    def write_all(self, contents: Mapping[str, bytes]) -> None:
        """Make new files and bring them to the disk: many are written before one is waited for."""

        def work(names: Sequence[str]) -> Iterator[None]:
            for first in range(0, len(names), _OPEN):
                yield from self._written(names[first : first + _OPEN], contents)

        together(work, list(contents))

    def _written(self, names: Sequence[str], contents: Mapping[str, bytes]) -> Iterator[None]:
        """Make new files, then wait for the disk to have them; a step for each that is made, and again."""
        handles: list[int] = []
        try:
            for name in names:
                handles.append(self._make(name, contents[name]))
                yield
            for name, handle in zip(names, handles, strict=True):
                self._step(f"sync {name}")
                os.fsync(handle)
                yield
        finally:
            for handle in handles:
                os.close(handle)

    def _make(self, name: str, data: bytes) -> int:
        """A new file, still open; its content is on its way to the disk."""
        self._step(f"create {name}")
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_FOLLOW | _BINARY
        handle = os.open(self.path(name), flags, 0o666)
        try:
            view = memoryview(data)
            while view:
                self._step(f"write {name}")
                view = view[os.write(handle, view[:_CHUNK]) :]
            if _advise is not None:  # the system begins to write, so that many files are written at once
                _advise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        except BaseException:
            os.close(handle)
            raise
        return handle

    def keep(self, name: str, copy: str) -> None:
        """Give a file a second name, so that it outlives being replaced."""
        self._step(f"keep {name}")
        try:
            os.link(self.path(name), self.path(copy), follow_symlinks=False)
        except (OSError, NotImplementedError):  # a file system without hard links
            self.write(copy, self.read(name))

    def move(self, name: str, to: str) -> None:
        """Rename, replacing what is there, in one step no reader sees half of."""
        self._step(f"move {to}")
        os.replace(self.path(name), self.path(to))

    def remove(self, name: str) -> None:
        """Remove a file if it is there; anything else of that name stays."""
        if self.obstacle(name) is None and self.kind(name) == "file":
            self._step(f"remove {name}")
            os.unlink(self.path(name))

    def make_folder(self, name: str) -> None:
        """Make a folder and those above it.  :raises NotADirectoryError: something is in the way."""
        if not name or self.kind(name) == "folder":
            return
        self.make_folder(name.rpartition("/")[0])
        if self.kind(name) != "none":
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), self.path(name))
        self._step(f"make {name}")
        os.mkdir(self.path(name))

    def remove_folder(self, name: str) -> bool:
        """Remove a folder if it is there and empty."""
        if self.kind(name) != "folder" or os.listdir(self.path(name)):
            return False
        self._step(f"remove {name}")
        os.rmdir(self.path(name))
        return True

    def clear(self, name: str) -> None:
        """Remove a folder that is all ours with what is in it, or whatever took its place."""
        kind = self.kind(name)
        if kind == "folder":
            for inner in os.listdir(self.path(name)):
                self.clear(f"{name}/{inner}")
            self.remove_folder(name)
        elif kind != "none":
            self._step(f"remove {name}")
            os.unlink(self.path(name))

    def sync(self, folder: str) -> None:
        """Bring the names in a folder to the disk."""
        if os.name == "nt" or self.kind(folder) != "folder":  # Windows opens no folders
            return
        self._step(f"sync {folder or '.'}")
        handle = os.open(self.path(folder), os.O_RDONLY | _NO_FOLLOW)
        try:
            os.fsync(handle)
        except OSError as error:
            if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # a file system without it
                raise
        finally:
            os.close(handle)
