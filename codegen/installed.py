"""What is installed: versions of distributions, and targets by their entry points.

``importlib.metadata`` knows the same, but importing it takes four times as long as the interpreter takes
to start, and the run that finds nothing to do needs both answers.  So this reads the folders it would
read (the "Recording installed projects" and "Entry points" specifications of packaging.python.org), and
every part of codegen asks here: there is one answer to which targets there are.

No ``typing`` or ``pathlib`` for the same reason.
"""

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["GROUP", "entry_points", "versions"]

#: The entry-point group that targets are found under.
GROUP = "codegen.targets"

_ENDINGS = (".dist-info", ".egg-info")


def versions(names: "tuple[str, ...]") -> "dict[str, str]":
    """The versions of the distributions of these names (``lower_case``); absent ones are left out."""
    return {name: version for name, version, _ in _distributions() if name in names}


def entry_points(group: str) -> "dict[str, tuple[str, str]]":
    """The entry points of a group: by name, the object (``module:attribute``) and who brings it."""
    found: dict[str, tuple[str, str]] = {}
    for name, version, folder in _distributions():
        for point, value in _points(os.path.join(folder, "entry_points.txt"), group):
            found.setdefault(point, (value, f"{name} {version}"))
    return found


def _distributions() -> "Iterator[tuple[str, str, str]]":
    """Name, version and folder of each distribution; the first on ``sys.path`` counts, as for imports."""
    seen = set()
    for place in sys.path:
        try:
            entries = sorted(os.listdir(place or "."))
        except OSError:  # a zip file, or nothing
            continue
        for entry in entries:
            if entry.endswith(_ENDINGS):
                name, _, version = entry.rpartition(".")[0].partition("-")
                name = name.lower().replace(".", "_")
                if name not in seen:
                    seen.add(name)
                    yield name, version, os.path.join(place, entry)


def _points(path: str, group: str) -> "Iterator[tuple[str, str]]":
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError:  # most distributions have none
        return
    if group.encode() not in data:
        return
    section = ""
    for line in map(str.strip, data.decode("utf-8", "replace").splitlines()):
        if line.startswith("[") and line.endswith("]"):
            section = line[1:-1].strip()
        elif section == group and "=" in line and not line.startswith(("#", ";")):
            name, _, value = line.partition("=")
            yield name.strip(), value.partition("[")[0].strip()
