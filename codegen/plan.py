"""What a write would change: the files of a run against the output folder.  Changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from codegen.difftext import unified
from codegen.disk import Disk, Kind
from codegen.errors import LimitExceeded, NameCollision, OutputConflict, SchemaError
from codegen.manifest import NAME as MANIFEST
from codegen.manifest import Malformed, Manifest, parse, print_manifest
from codegen.outpaths import MAX_PATH, MAX_SEGMENT, clash, problem
from codegen.terminal import visible

__all__ = ["Plan", "Request", "UnsafePath", "compare", "request"]

_SHOWN = 8  # conflicts that one message names
_EMPTY = Manifest({}, {}, {})


class UnsafePath(SchemaError):
    """A file name that would not be the same file everywhere, or would leave the output folder."""

    code = "unsafe-path"


@dataclass(frozen=True, slots=True)
class Request:
    """Everything a run wants to write: contents and owner by path, and what they were made from."""

    files: Mapping[str, bytes]
    owners: Mapping[str, str]
    targets: tuple[str, ...]
    inputs: str
    sources: tuple[str, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What a write would do to the folder ``out``; paths are relative to it, sorted.

    ``edited`` names the files among ``changed`` and ``deleted`` that no longer hold what generation
    wrote: somebody edited them, and writing replaces the edit.
    """

    out: str
    added: tuple[str, ...]
    changed: tuple[str, ...]
    deleted: tuple[str, ...]
    unchanged: tuple[str, ...]
    edited: tuple[str, ...]
    request: Request = field(repr=False)
    manifest: bytes = field(repr=False)
    manifest_before: bytes | None = field(repr=False)
    disowned: bool = field(repr=False)
    before: Mapping[str, bytes] = field(repr=False)

    @property
    def drift(self) -> tuple[str, ...]:
        """The stale files.  Empty when the tree is what generation would make it.

        The manifest is among them when it claims other files than it should.  Its keys do not count:
        another version of a tool may well print the same files.
        """
        files = sorted((*self.added, *self.changed, *self.deleted))
        return tuple(files or ([MANIFEST] if self.disowned else []))

    @property
    def empty(self) -> bool:
        """Whether a write would leave every byte as it is."""
        return not self.drift and self.manifest == self.manifest_before

    def diff(self, limit: int = 400) -> str:
        """A unified diff of at most ``limit`` lines, for people; see :func:`codegen.difftext.unified`."""
        paths = sorted((*self.added, *self.changed, *self.deleted))
        return unified(((p, self.before.get(p), self.request.files.get(p)) for p in paths), limit)


def request(
    files: Mapping[str, Mapping[str, str]],
    *,
    inputs: str = "",
    sources: Iterable[str] = (),
    whole: bool = True,
) -> Request:
    """Check what a run wants to write: names that are safe everywhere, text that can be written.

    :param files: for each target of this run its files, ``{target: {path: text}}``.
    :param inputs: the key of what they were made from (:func:`codegen.fresh.inputs_key`); empty: unknown,
        so that the next run does not take the tree for fresh.
    :param sources: the schema files read, relative to the folder of the root schema.
    :param whole: these targets are all there are to generate, and files of any other target are stale.
        False for a run with ``--target``: files of other targets are left alone.
    :raises SchemaError: a name or a text that cannot be; its class says which.
    """
    owners: dict[str, str] = {}
    texts: dict[str, str] = {}
    for target, own in sorted(files.items()):
        if problem(target) is not None or "/" in target:
            raise UnsafePath(f"the target {_quoted(target)} cannot own files", "name it with letters and '_'")
        for path, text in own.items():
            if path in owners:
                raise NameCollision(
                    f"the targets {owners[path]} and {target} both write {_quoted(path)}",
                    "generate one of the two into another folder with --out",
                )
            owners[path], texts[path] = target, text
    _check_paths(owners)
    encoded = {path: _encoded(path, text) for path, text in texts.items()}
    return Request(encoded, owners, tuple(sorted(files)), inputs, tuple(sorted(set(sources))), whole)


def compare(disk: Disk, wanted: Request) -> Plan:
    """The plan for a request, from what is in the folder now.

    :raises OutputConflict: something that generation does not own is in the way.
    """
    found = _manifest_bytes(disk)
    manifest = _EMPTY if found is None else _parsed(disk, found)
    after = _next(manifest, wanted)
    if after.files.keys() != wanted.files.keys():  # those of the request have been looked at
        _check_paths(after.files)
    stale = [p for p in sorted(manifest.files) if p not in after.files]
    before = {p: disk.read(p) for p in stale if _is_file(disk, p)}
    leaving, conflicts = set(before), []
    added, changed, unchanged = [], [], []
    for path, obstacle, kind in disk.look(sorted(wanted.files)):
        reason = _in_the_way(disk, path, obstacle, kind, leaving)
        if reason is None and kind != "file":
            added.append(path)
        elif reason is None and (held := disk.read(path)) == wanted.files[path]:
            unchanged.append(path)
        elif reason is None and path in manifest.files and _owner(manifest, path, wanted):
            changed.append(path)
            before[path] = held
        else:
            conflicts.append(reason or _not_ours(manifest, path))
    if conflicts:
        raise _conflict(disk, conflicts)
    return Plan(
        disk.root,
        tuple(added),
        tuple(changed),
        tuple(sorted(leaving)),
        tuple(unchanged),
        tuple(sorted(p for p, data in before.items() if _sha256(data) != manifest.files[p][1])),
        wanted,
        print_manifest(after).encode("ascii"),
        found,
        manifest.merged or manifest.files != after.files,
        before,
    )


def _manifest_bytes(disk: Disk) -> bytes | None:
    kind = disk.kind(MANIFEST)
    if kind in ("folder", "other"):
        raise _conflict(disk, [f"{MANIFEST} is no regular file"])
    return disk.read(MANIFEST) if kind == "file" else None


def _parsed(disk: Disk, data: bytes) -> Manifest:
    try:
        return parse(data.decode("ascii"))
    except (Malformed, UnicodeDecodeError) as error:
        reason = str(error) if isinstance(error, Malformed) else "it holds characters other than ASCII"
        raise OutputConflict(
            f"{visible(disk.root)}/{MANIFEST} is no manifest that codegen can read: {reason}",
            "restore it from version control, or delete it together with the generated files it listed",
        ) from None


def _next(old: Manifest, wanted: Request) -> Manifest:
    """The manifest after the write: what other targets own stays, unless the run is a whole one."""
    kept = () if wanted.whole else tuple(t for t in _owning(old) if t not in wanted.targets)
    files = {p: entry for p, entry in old.files.items() if entry[0] in kept and p not in wanted.files}
    files |= {p: (wanted.owners[p], _sha256(data)) for p, data in wanted.files.items()}
    targets = {t: key for t, key in old.targets.items() if t in kept and not old.merged}
    sources = {t: names for t, names in old.sources.items() if t in targets}
    return Manifest(
        targets | dict.fromkeys(wanted.targets, wanted.inputs or "-"),
        sources | dict.fromkeys(wanted.targets, wanted.sources),
        files,
        wanted.whole or (old.whole and not old.merged and set(wanted.targets) <= set(old.targets)),
    )


def _owning(manifest: Manifest) -> set[str]:
    return {*manifest.targets, *(target for target, _ in manifest.files.values())}


def _owner(manifest: Manifest, path: str, wanted: Request) -> bool:
    """Whether the run may replace an owned file: a run of some targets leaves the others' alone."""
    return wanted.whole or manifest.files[path][0] in wanted.targets


def _is_file(disk: Disk, path: str) -> bool:
    return disk.obstacle(path) is None and disk.kind(path) == "file"


def _in_the_way(disk: Disk, path: str, obstacle: str | None, kind: Kind, leaving: set[str]) -> str | None:
    """Why no file can be put at a path, whoever owns what is there."""
    if obstacle is not None:
        return None if obstacle in leaving else f"{obstacle} is no folder ({path} goes into it)"
    if kind == "folder":
        other = _first_other(disk, path, leaving)
        return other and f"{path} is a folder with {other} in it; a file goes there"
    return f"{path} is a symbolic link or no regular file" if kind == "other" else None


def _first_other(disk: Disk, folder: str, leaving: set[str]) -> str | None:
    """Something in a folder that would stay there; bytecode of files that leave does not count."""
    for name in disk.names(folder):
        inner = f"{folder}/{name}"
        if inner in leaving:
            continue
        if disk.kind(inner) != "folder":
            parent, _, cache = folder.rpartition("/")
            module = f"{parent}/{name.split('.')[0]}.py"
            if cache == "__pycache__" and name.endswith(".pyc") and module in leaving:
                continue
            return inner
        found = _first_other(disk, inner, leaving)
        if found is not None or not any(p.startswith(inner.removesuffix("/__pycache__")) for p in leaving):
            return found or inner
    return None


def _not_ours(manifest: Manifest, path: str) -> str:
    if path in manifest.files:
        return f"{path} belongs to the target {manifest.files[path][0]}, which this run does not generate"
    return f"{path} was not written by codegen"


def _conflict(disk: Disk, reasons: list[str]) -> OutputConflict:
    more = len(reasons) - _SHOWN
    shown = "; ".join(reasons[:_SHOWN]) + (f"; and {more} more" if more > 0 else "")
    return OutputConflict(
        f"nothing is written to {visible(disk.root)}: {visible(shown)}",
        "move what is in the way, or name another folder",
    )


def _check_paths(paths: Iterable[str]) -> None:
    for path in sorted(paths):
        reason = problem(path)
        if reason is None:
            continue
        kind = LimitExceeded if len(path) > MAX_PATH or "longer" in reason else UnsafePath
        raise kind(
            f"no file can be named {_quoted(path)}: {reason}",
            f"use ASCII names of at most {MAX_SEGMENT} characters in the schema or for the package",
        )
    both = clash(paths)
    if both is not None:
        raise NameCollision(
            f"{both[0]} and {both[1]} cannot stand side by side on every file system",
            "rename one of the two so that they differ in more than case",
        )


def _encoded(path: str, text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        raise SchemaError(
            f"the text of {path} holds half of a surrogate pair, which is no character",
            "look for \\ud8 to \\udf in the schema",
        ) from None


def _quoted(path: str) -> str:
    return f"'{visible(path[:200])}{'…' if len(path) > 200 else ''}'"


def _sha256(data: bytes) -> str:
    return sha256(data).hexdigest()
