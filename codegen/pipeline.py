"""Schema to files: load -> resolve -> lower -> render -> write.  One direction, no way back.

``compile_schema`` does the first three and needs no target; ``render_all`` asks each target for its
files, all in memory; :mod:`codegen.generating` then writes them, all or none.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from codegen.defaults import check_defaults
from codegen.examples import check_examples
from codegen.ir import Model
from codegen.load import Document, from_value, load, located
from codegen.lower import lower
from codegen.reading.memory import uncollected
from codegen.resolve import Graph, resolve
from codegen.settings import check_package, package_of
from codegen.target import Target
from codegen.targets import find_targets
from codegen.trials import check_schedules

__all__ = ["Compiled", "compile_schema", "render", "render_all"]

_UNKNOWN = sys.maxsize  # how much a schema becomes is known when it is there


@dataclass(frozen=True, slots=True)
class Compiled:
    """A schema, lowered, with the documents it was read from (for positions in errors)."""

    model: Model
    documents: tuple[Document, ...]


def compile_schema(source: Path | str | Mapping[str, Any] | bool) -> Compiled:
    """Read, check, resolve and lower a schema: a path, or a parsed JSON value.

    :raises SchemaError: with file, position and pointer of what is wrong.
    """
    with uncollected(_UNKNOWN):
        document = load(source) if isinstance(source, (str, Path)) else from_value(source)
        with located((document,)):
            graph = resolve(document)
        with located(graph.documents):
            model = lower(graph, _digest(graph), document.uri)
            check_examples(model)
            check_defaults(model)
            check_schedules(model)
        return Compiled(model, graph.documents)


def render_all(compiled: Compiled, targets: Iterable[Target], package: str) -> dict[str, Mapping[str, str]]:
    """The files of several targets, by target and by path in the output folder.

    :raises SchemaError: a target cannot express the schema; it names keyword and pointer.
    """
    with located(compiled.documents), uncollected(_UNKNOWN):
        return {t.name: t.render(compiled.model, package) for t in targets}


def render(
    schema: Path | str | Mapping[str, Any] | bool,
    targets: Iterable[str] = ("pydantic",),
    package: str = "",
) -> dict[str, str]:
    """Generate in memory: what ``codegen generate`` would write, as ``{path: text}``.  Writes nothing.

    :param schema: a path to a JSON Schema 2020-12, or the parsed schema itself.
    :param targets: names of targets; see ``codegen explain --support``.
    :param package: name of the Python package; made from the schema's file name when empty.
    :raises codegen.errors.SchemaError: the schema is wrong, or a target cannot express it.
    """
    compiled = compile_schema(schema)
    name = package or package_of(compiled.model.file_name)
    check_package(name)
    rendered = render_all(compiled, find_targets(targets), name)
    return {path: text for files in rendered.values() for path, text in files.items()}


def _digest(graph: Graph) -> str:
    """SHA-256 of the inputs: of the one document, or of the digests of all, sorted by name."""
    first, *others = graph.documents
    if not others:
        return first.digest
    lines = sorted(f"{d.uri} {d.digest}\n" for d in graph.documents)
    return sha256("".join(lines).encode("utf-8")).hexdigest()
