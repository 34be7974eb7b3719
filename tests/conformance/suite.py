"""The official JSON-Schema-Test-Suite, taken out of the source distribution of ``jsonschema``."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tarfile
from collections.abc import Iterator
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
    CACHE.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
    done = subprocess.run([*command, "--dest", str(CACHE), DISTRIBUTION], capture_output=True, check=False)
    archives = sorted(CACHE.glob("*.tar.gz"))
    if done.returncode != 0 or not archives:
        return False
    with tarfile.open(fileobj=io.BytesIO(archives[0].read_bytes())) as archive:
        for member in archive.getmembers():
            _unpack(archive, member)
    return True


def _unpack(archive: tarfile.TarFile, member: tarfile.TarInfo) -> None:
    """Only the suite's JSON files, only below the cache."""
    _, _, inner = member.name.partition("/json/")
    file = archive.extractfile(member) if member.isfile() and inner.endswith(".json") else None
    if file is None or ".." in inner.split("/"):
        return
    if inner.startswith(("tests/draft2020-12/", "remotes/")):
        path = CACHE / inner
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.read())
