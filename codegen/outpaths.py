"""What an output path may look like: the same file on every system, and never outside the folder.

Part of the run that finds nothing to do, so it imports nothing.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["JOURNAL", "MAX_PATH", "MAX_SEGMENT", "STAGE", "UNDO", "clash", "problem"]

#: Names in the output folder that only an unfinished write leaves behind; see :mod:`codegen.journal`.
STAGE, JOURNAL, UNDO = ".codegen-stage", ".codegen-journal", ".codegen-undo"
MAX_SEGMENT = 200  # characters; file systems end at 255 bytes, and staging adds none
MAX_PATH = 800  # characters below the output folder
_ALLOWED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-")
# Names Windows keeps for devices, with any extension ("Naming Files, Paths, and Namespaces").
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))]
)


def problem(path: str) -> str | None:
    """Why generation may not write a file of this name, or None.

    Segments hold ASCII letters, digits, ``.``, ``_`` and ``-``, and begin with neither ``.`` nor ``-``.
    """
    if len(path) > MAX_PATH:
        return f"it is longer than {MAX_PATH} characters"
    for segment in path.split("/"):
        if not segment:
            return "a segment of it is empty"
        if len(segment) > MAX_SEGMENT:
            return f"a segment of it is longer than {MAX_SEGMENT} characters"
        if not _ALLOWED.issuperset(segment):
            return "it holds a character other than ASCII letters, digits, '.', '_' and '-'"
        if segment[0] in ".-" or segment[-1] == ".":
            return "a segment of it begins with '.' or '-', or ends with '.'"
        if segment.split(".", 1)[0].lower() in _DEVICES:
            return f"{segment} is the name of a device on Windows"
    return None


def clash(paths: "Iterable[str]") -> tuple[str, str] | None:
    """Two paths that cannot stand side by side, or None.

    They differ only in case (one file on macOS and Windows), or one is a folder of the other.
    """
    folders: dict[str, str] = {}
    files: dict[str, str] = {}
    seen = {""}
    for path in sorted(paths):
        inside = path.rpartition("/")[0]
        end = -1 if inside in seen else path.find("/")
        seen.add(inside)
        while end >= 0:
            folder = path[:end]
            if folders.setdefault(folder.lower(), folder) != folder:
                return folders[folder.lower()], path
            end = path.find("/", end + 1)
        if files.setdefault(path.lower(), path) != path:
            return files[path.lower()], path
    for folded, path in files.items():
        if folded in folders:
            return path, folders[folded] + "/"
    return None
