"""A folder of the user's for what takes long to make: printed checkers, ready to run.

An entry is code that will be executed, so none is believed that somebody else could have written: folder
and file must belong to the user, and be writable by nobody else.  Entries are written beside their place
and renamed into it, and carry the digest of their contents.  Whatever is wrong with the folder, nothing
fails: what is kept there is only made again.

Imported on every ``codegen validate``, so it imports next to nothing.
"""

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["digest", "folder", "load", "save"]

MAX_ENTRIES = 200
_FIRST = b"codegen kept 1\n"
_NO_FOLLOW: int = getattr(os, "O_NOFOLLOW", 0)
_BINARY: int = getattr(os, "O_BINARY", 0)
_user: "Callable[[], int] | None" = getattr(os, "geteuid", None)


def digest(*parts: bytes) -> str:
    """SHA-256 in hex of byte strings, each with its length, so that no two lists are the same."""
    from hashlib import sha256

    whole = sha256()
    for part in parts:
        whole.update(b"%d:" % len(part))
        whole.update(part)
    return whole.hexdigest()


def folder() -> str:
    """Where entries are kept: below ``XDG_CACHE_HOME``, or where the platform keeps such things.

    Empty if there is no such place.
    """
    base = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(base):  # the specification says to ignore a relative one
        if sys.platform == "win32":
            base = os.environ.get("LOCALAPPDATA", "")
        elif sys.platform == "darwin":
            base = os.path.expanduser("~/Library/Caches")
        else:
            base = os.path.expanduser("~/.cache")
    return os.path.join(base, "codegen") if os.path.isabs(base) else ""


def load(key: str) -> "bytes | None":
    """What was saved under a key, if it is there, whole, and the user's own."""
    place = folder()
    try:
        if not place or not _private(os.lstat(place)):
            return None
        handle = os.open(os.path.join(place, key), os.O_RDONLY | _BINARY | _NO_FOLLOW)
        with open(handle, "rb") as file:
            if not _private(os.fstat(handle)):
                return None
            data = file.read()
    except (OSError, ValueError):
        return None
    head, content = data[: len(_FIRST) + 65], data[len(_FIRST) + 65 :]
    return content if head == _head(content) else None


def save(key: str, content: bytes) -> None:
    """Keep something under a key; without a word if that cannot be done."""
    place = folder()
    if not place:
        return
    temporary = os.path.join(place, f"{key}.{os.getpid()}.tmp")
    try:
        os.makedirs(os.path.dirname(place), exist_ok=True)
        if not os.path.isdir(place):
            os.mkdir(place, 0o700)
        if not _private(os.lstat(place)):
            return
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY | _NO_FOLLOW, 0o600)
        with open(handle, "wb") as file:
            file.write(_head(content) + content)
        os.replace(temporary, os.path.join(place, key))
        _prune(place)
    except (OSError, ValueError):
        try:
            os.unlink(temporary)
        except (OSError, ValueError):
            return


def _head(content: bytes) -> bytes:
    return _FIRST + digest(content).encode("ascii") + b"\n"


def _private(status: os.stat_result) -> bool:
    """Whether a file or folder is the user's, and nobody else may write to it."""
    if _user is None:  # no such owners: what lies in the user's own profile is the user's
        return True
    return status.st_uid == _user() and not status.st_mode & 0o022


def _prune(place: str) -> None:
    """Let go of the oldest entries, so that the folder does not grow for ever."""
    with os.scandir(place) as entries:
        found = [entry for entry in entries if entry.is_file(follow_symlinks=False)]
    if len(found) > MAX_ENTRIES:
        found.sort(key=lambda entry: entry.stat(follow_symlinks=False).st_mtime)
        for entry in found[: len(found) - MAX_ENTRIES]:
            os.unlink(entry.path)
