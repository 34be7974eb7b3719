"""The list of files that generation owns, kept in the output folder and committed with it.

One line an entry, so that it merges, diffs and reads without a parser: reading it is most of a run
that finds nothing to do, and ``json`` alone would take as long as all the rest of that run (which is
also why this module has no ``dataclasses``, ``typing`` or ``pathlib``)::

    codegen-manifest 1
    whole
    target pydantic 8c1f...                 the key of the inputs it was made from
    source pydantic optimizer.schema.json   an input, relative to the folder of the root schema
    file pydantic 51aa... python/recap/models.py    SHA-256 of the content

``whole`` says that the targets are all that one complete run wrote.  Without it (after a run with
``--target``) nothing is known about targets that are not listed.
"""

import os

from codegen.outpaths import problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["NAME", "Malformed", "Manifest", "parse", "print_manifest", "read"]

#: The file's name in the output folder.
NAME = ".codegen-manifest"
_FIRST = "codegen-manifest 1"
_MARKERS = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")


class Malformed(ValueError):
    """The manifest is none, or one of a later version."""


class Manifest:
    """Who owns what.  Treated as a value: nothing changes one after it is made.

    ``targets`` gives the inputs key of each target, ``sources`` the input files of each, ``files`` the
    target and the SHA-256 of each file.  ``whole``: see above.  ``merged``: a version-control conflict
    was left in it; what both sides own is owned, and no key holds.
    """

    __slots__ = ("files", "merged", "sources", "targets", "whole")

    def __init__(
        self,
        targets: "dict[str, str]",
        sources: "dict[str, tuple[str, ...]]",
        files: "dict[str, tuple[str, str]]",
        whole: bool = False,
        merged: bool = False,
    ) -> None:
        self.targets, self.sources, self.files = targets, sources, files
        self.whole, self.merged = whole, merged


def read(out: str) -> "Manifest | None":
    """The manifest of an output folder; None if there is none.

    :raises Malformed: it cannot be read as one.  :raises OSError: it cannot be read at all.
    """
    try:
        with open(os.path.join(out, NAME), "rb") as file:
            data = file.read()
    except (FileNotFoundError, NotADirectoryError):
        return None
    try:
        return parse(data.decode("ascii"))
    except UnicodeDecodeError:
        raise Malformed("it holds characters other than ASCII") from None


def parse(text: str) -> Manifest:
    """:raises Malformed: the text is no manifest, or names a path no generator writes."""
    found = Manifest({}, {}, {})
    sources: dict[str, list[str]] = {}
    lines = text.replace("\r\n", "\n").split("\n")
    if lines[0] != _FIRST and not lines[0].startswith(_MARKERS):
        raise Malformed(f"its first line is not {_FIRST!r}")
    for number, line in enumerate(lines, 1):
        word, _, rest = line.partition(" ")
        if word == "file" and rest.count(" ") == 2:
            target, digest, path = rest.split(" ")
            if problem(path) is not None or not _is_digest(digest):
                raise Malformed(f"line {number} names no file that codegen writes")
            found.files[path] = (target, digest)
        elif word == "source" and " " in rest:
            target, _, escaped = rest.partition(" ")
            sources.setdefault(target, []).append(_unescaped(escaped, number))
        elif word == "target" and rest.count(" ") == 1:
            target, key = rest.split(" ")
            found.targets[target] = key
        elif line == "whole":
            found.whole = True
        elif line.startswith(_MARKERS):
            found.merged = True
        elif line not in ("", _FIRST):
            raise Malformed(f"line {number} is none of a manifest")
    found.sources.update((target, tuple(sorted(set(names)))) for target, names in sources.items())
    return found


def print_manifest(manifest: Manifest) -> str:
    """The text :func:`parse` reads: sorted, ASCII, the same for the same content."""
    return "\n".join([_FIRST, *_lines(manifest), ""])


def _lines(manifest: Manifest) -> "Iterable[str]":
    if manifest.whole:
        yield "whole"
    for target, key in sorted(manifest.targets.items()):
        yield f"target {target} {key}"
    for target, names in sorted(manifest.sources.items()):
        for name in sorted(set(names)):
            yield f"source {target} {_escaped(name)}"
    for path, (target, digest) in sorted(manifest.files.items()):
        yield f"file {target} {digest} {path}"


def _is_digest(text: str) -> bool:
    return len(text) == 64 and not text.strip("0123456789abcdef")


def _escaped(name: str) -> str:
    return name.encode("unicode_escape").decode("ascii")


def _unescaped(text: str, number: int) -> str:
    if "\\" not in text:
        return text
    try:
        return text.encode("ascii").decode("unicode_escape")
    except UnicodeDecodeError:
        raise Malformed(f"line {number} holds no file name") from None
