"""Which files are meant."""

import os

from codegen.opening import STDIN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["ENDINGS", "NothingFound", "expanded", "shown"]

#: Names of files that a folder is searched for.
ENDINGS = (".yaml", ".yml", ".json", ".toml")


class NothingFound(ValueError):
    """A folder or a glob holds no file to read; the argument says which."""


def expanded(names: "Sequence[str]") -> "list[str]":
    """The files that arguments name, each once: a folder stands for the configs below it, a glob for what
    it matches.  A name that is neither is taken as it is, whether or not there is such a file.

    :raises NothingFound: a folder or a glob gives no file.
    """
    found: dict[str, None] = {}
    for name in names:
        found.update(dict.fromkeys(_files_of(name)))
    return list(found)


def _files_of(name: str) -> "list[str]":
    if name == STDIN or os.path.isfile(name):
        return [name]
    if os.path.isdir(name):
        files = list(_below(name))
    elif any(mark in name for mark in "*?[") and not os.path.lexists(name):
        from glob import glob

        matches = sorted(glob(name, recursive=True))
        files = [f for m in matches for f in (_below(m) if os.path.isdir(m) else [m])]
    else:
        return [name]
    if not files:
        raise NothingFound(name)
    return files


def _below(folder: str) -> "Iterator[str]":
    """The configs below a folder, sorted; hidden folders and links to folders are left alone."""
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except OSError:
        yield folder  # reading it will say why not
        return
    for entry in found:
        if entry.is_dir(follow_symlinks=False):
            if not entry.name.startswith("."):
                yield from _below(entry.path)
        elif entry.name.endswith(ENDINGS) and not entry.is_dir():
            yield entry.path


def shown(name: str) -> str:
    """A file as people are shown it."""
    return "<stdin>" if name == STDIN else name
