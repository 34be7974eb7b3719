"""The official JSON-Schema-Test-Suite, taken out of the source distribution of ``jsonschema``."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CACHE = Path(__file__).parents[2] / ".cache" / "json-schema-test-suite"
DISTRIBUTION = "jsonschema==4.26.0"
REMOTE = "http://localhost:1234/"


@dataclass(frozen=True)
class Group:
    """One schema with its tests."""

    keyword: str
    description: str
    schema: Any
    tests: tuple[tuple[str, Any, bool], ...]

    @property
    def name(self) -> str:
        return f"{self.keyword}: {self.description}"


@dataclass(frozen=True)
class Suite:
    """The required and the optional groups of draft 2020-12, and the schemas they refer to."""

    required: tuple[Group, ...]
    optional: tuple[Group, ...]
    remotes: dict[str, Any]

    def needs(self, group: Group) -> dict[str, Any]:
        """The remote schemas a group may reach."""
        return self.remotes if REMOTE in json.dumps(group.schema) else {}


def suite() -> Suite | None:
    """The suite, downloaded once; None when no package registry can be reached."""
    marker = CACHE / "tests"
    if not marker.is_dir() and not _download():
        return None
    folder = CACHE / "tests" / "draft2020-12"
    return Suite(
        tuple(g for p in sorted(folder.glob("*.json")) for g in _groups(p)),
        tuple(g for p in sorted((folder / "optional").glob("*.json")) for g in _groups(p)),
        dict(_remotes(CACHE / "remotes")),
    )


def _groups(path: Path) -> Iterator[Group]:
    for group in json.loads(path.read_text(encoding="utf-8")):
        tests = tuple((t["description"], t["data"], t["valid"]) for t in group["tests"])
        yield Group(path.stem, group["description"], group["schema"], tests)


def _remotes(folder: Path) -> Iterator[tuple[str, Any]]:
    for path in sorted(folder.rglob("*.json")):
        schema = json.loads(path.read_text(encoding="utf-8"))
        name = path.relative_to(folder).as_posix()
        foreign = name.startswith("draft") and not name.startswith("draft2020-12/")
        if not foreign:
            yield REMOTE + name, schema


def _download() -> bool:
    """Fetch the suite into a folder of its own, and rename that when it is whole: others may do the same."""
    CACHE.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
    with tempfile.TemporaryDirectory(dir=CACHE.parent) as name:
        made = Path(name)
        done = subprocess.run([*command, "--dest", name, DISTRIBUTION], capture_output=True, check=False)
        archives = sorted(made.glob("*.tar.gz"))
        if done.returncode != 0 or not archives:
            return False
        with tarfile.open(archives[0]) as archive:
            for member in archive.getmembers():
                _unpack(archive, member, made / "suite")
        if not (CACHE / "tests").is_dir():
            shutil.rmtree(CACHE, ignore_errors=True)  # what a run left that did not come to its end
        with suppress(OSError):  # another one was quicker
            (made / "suite").rename(CACHE)
    return (CACHE / "tests").is_dir()


def _unpack(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    """Only the suite's JSON files, only below the folder."""
    _, _, inner = member.name.partition("/json/")
    file = archive.extractfile(member) if member.isfile() and inner.endswith(".json") else None
    if file is None or ".." in inner.split("/"):
        return
    if inner.startswith(("tests/draft2020-12/", "remotes/")):
        path = folder / inner
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.read())
