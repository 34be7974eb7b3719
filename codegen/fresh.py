"""Is there anything to do?  Answered by content, never by a time stamp.

The key of a run is a hash of everything that its output follows from: the schema files, the options, the
versions of the tools, and codegen's own source (so that whoever edits codegen never sees a stale "up to
date").  A tree is fresh when its manifest has that key and every file still holds what was written.

This is all of a run that finds nothing to do, so it imports nothing that such a run has not loaded.
"""

import os
from hashlib import sha256

from codegen import __version__
from codegen.installed import GROUP, entry_points, versions
from codegen.manifest import Malformed, Manifest, read
from codegen.outpaths import JOURNAL, STAGE, UNDO
from codegen.sources import NO_FOLLOW, digest_of_file, digest_of_package

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from codegen.settings import Settings

__all__ = ["TOOLS", "inputs_key", "is_fresh", "options_of", "source_files"]

#: The distributions whose version may show in the output: what codegen depends on.
TOOLS = (
    "datamodel_code_generator",
    "jinja2",
    "jsonschema",
    "jsonschema_rs",
    "pydantic",
    "pydantic_core",
    "pyyaml",
    "referencing",
)


def inputs_key(digests: "Mapping[str, str]", options: "Iterable[str]") -> str:
    """The key of a run, 64 hex digits.

    :param digests: for each schema file read, by its name relative to the folder of the root schema,
        the SHA-256 of the bytes that were read (of those, because it may have been edited since).
    :param options: :func:`options_of`, taken before the run read anything.
    """
    lines = [*options, *(f"{name} {digest}" for name, digest in sorted(digests.items()))]
    return sha256("\0".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


def options_of(settings: "Settings") -> "tuple[str, ...]":
    """What the output follows from besides the schema.

    Which targets are chosen is not part of it: each target prints the same files in whatever company,
    and the manifest says which of them it has.
    """
    points = sorted(entry_points(GROUP).items())
    packages = {"codegen", *(value.partition(".")[0].partition(":")[0] for _, (value, _) in points)}
    return (
        f"codegen {__version__}",
        f"package {settings.package}",
        f"schema {os.path.basename(settings.schema)}",
        *(f"tool {name} {version}" for name, version in sorted(versions(TOOLS).items())),
        *(f"target {name} {value} {owner}" for name, (value, owner) in points),
        *(f"source {name} {digest_of_package(name)}" for name in sorted(packages)),
    )


def is_fresh(settings: "Settings") -> bool:
    """Whether generating would change nothing, as far as can be told without generating.

    True is a promise; False only means that it takes a run to find out.
    """
    try:
        manifest = read(settings.out)
    except (Malformed, OSError):
        return False
    if manifest is None or manifest.merged or _is_unfinished(settings.out):
        return False
    targets = settings.targets or tuple(entry_points(GROUP))
    if not targets or not _covers(manifest, settings, targets):
        return False
    return _keys_hold(manifest, settings, targets) and _files_hold(manifest, settings.out, targets)


def source_files(settings: "Settings") -> "tuple[str, ...]":
    """The schema and every file it refers to, as far as the last run knew them."""
    folder = os.path.dirname(settings.schema)
    try:
        manifest = read(settings.out)
    except (Malformed, OSError):
        manifest = None
    names = {name for found in manifest.sources.values() for name in found} if manifest is not None else ()
    return (settings.schema, *sorted({os.path.join(folder, name) for name in names} - {settings.schema}))


def _is_unfinished(out: str) -> bool:
    return any(os.path.lexists(os.path.join(out, name)) for name in (JOURNAL, UNDO, STAGE))


def _covers(manifest: Manifest, settings: "Settings", targets: "tuple[str, ...]") -> bool:
    """Whether the last run was about the same targets (a whole run: about no other)."""
    if settings.whole:
        owners = {target for target, _ in manifest.files.values()}
        return manifest.whole and set(manifest.targets) == set(targets) and owners <= set(targets)
    return set(targets) <= set(manifest.targets)


def _keys_hold(manifest: Manifest, settings: "Settings", targets: "tuple[str, ...]") -> bool:
    options = options_of(settings)
    folder = os.path.dirname(settings.schema)
    keys: dict[tuple[str, ...], str] = {}
    for target in targets:
        names = manifest.sources.get(target, ())
        if os.path.basename(settings.schema) not in names:
            return False
        if names not in keys:
            try:
                digests = {name: digest_of_file(os.path.join(folder, name)) for name in names}
            except OSError:
                return False
            keys[names] = inputs_key(digests, options)
        if manifest.targets[target] != keys[names]:
            return False
    return True


def _files_hold(manifest: Manifest, out: str, targets: "tuple[str, ...]") -> bool:
    """Whether every file of the targets is a regular one that holds what was written."""
    try:
        return all(
            digest_of_file(os.path.join(out, path), NO_FOLLOW) == digest
            for path, (target, digest) in manifest.files.items()
            if target in targets
        )
    except OSError:
        return False
