"""Files to bytes, and what to say of a file that gives none.  Generated packages hold a copy of this module.

Imported on every ``codegen validate``, so it imports next to nothing.
"""

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from codegen.errors import Diagnostic

__all__ = ["STDIN", "read_bytes", "too_large", "unreadable"]

#: The name that stands for standard input.
STDIN = "-"
_PIECE = 1 << 16
_BINARY: int = getattr(os, "O_BINARY", 0)


def read_bytes(name: "str | os.PathLike[str]", limit: int) -> bytes:
    """The bytes of a file, at most one more than ``limit``: a device may have no end.

    :raises OSError: it cannot be read.  :raises ValueError: its name is none.
    """
    handle = 0 if name == STDIN else os.open(name, os.O_RDONLY | _BINARY)
    try:
        pieces, size = [], 0
        while size <= limit and (piece := os.read(handle, _PIECE)):
            pieces.append(piece)
            size += len(piece)
    finally:
        if handle:
            os.close(handle)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)[: limit + 1]


def unreadable(file: str, error: Exception) -> "Diagnostic":
    """What to say of a file that cannot be read."""
    from codegen.errors import Diagnostic

    if isinstance(error, FileNotFoundError):
        return Diagnostic("no-such-file", "there is no such file", "check the name", file=file)
    if isinstance(error, IsADirectoryError):
        return Diagnostic("unreadable-file", "this is a folder", "name a file in it", file=file)
    reason = getattr(error, "strerror", None) or str(error)
    return Diagnostic("unreadable-file", f"cannot be read: {reason}", "make it readable", file=file)


def too_large(file: str, limit: int) -> "Diagnostic":
    """What to say of a file that has more bytes than are read."""
    from codegen.errors import Diagnostic

    return Diagnostic("limit-exceeded", f"the file has more than {limit} bytes", "split it", file=file)
