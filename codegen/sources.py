"""What is on the disk, as digests: of a file, and of codegen's own source.

Both ways to find out that there is nothing to do ask here (a tree that is fresh, a checker that is kept),
so this imports nothing that such a run has not loaded.
"""

import os
import sys
from hashlib import sha256

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["NO_FOLLOW", "digest_of_file", "digest_of_package"]

#: For :func:`digest_of_file`: a link is refused.
NO_FOLLOW: int = getattr(os, "O_NOFOLLOW", 0)
_BINARY: int = getattr(os, "O_BINARY", 0)


def digest_of_file(path: str, flags: int = 0) -> str:
    """SHA-256 of a file's bytes in hex.

    :raises OSError: it cannot be read.
    """
    handle = os.open(path, os.O_RDONLY | _BINARY | flags)
    with open(handle, "rb", buffering=0) as file:
        return sha256(file.readall()).hexdigest()


def digest_of_package(name: str) -> str:
    """One hash of every file of a package as it is on the disk; ``-`` where it is no folder of files."""
    for place in sys.path:
        folder = os.path.join(place or ".", name)
        if os.path.isfile(os.path.join(folder, "__init__.py")):
            whole = sha256()
            for path, inner in _below(folder, ""):
                whole.update(f"{inner} {digest_of_file(path)}\n".encode("utf-8", "surrogateescape"))
            return whole.hexdigest()
    return "-"


def _below(folder: str, prefix: str) -> "Iterator[tuple[str, str]]":
    """The files of a package with their names inside it, sorted; compiled Python follows from them."""
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda found: found.name):
            if entry.is_dir():
                if entry.name != "__pycache__":
                    yield from _below(entry.path, f"{prefix}{entry.name}/")
            elif entry.is_file():
                yield entry.path, prefix + entry.name
