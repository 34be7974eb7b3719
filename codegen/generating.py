"""Generation from settings to written files: what the command and the library share."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from codegen import write as writing
from codegen.fresh import inputs_key, options_of
from codegen.load import Document
from codegen.pipeline import Compiled, compile_schema, render_all
from codegen.settings import DEFAULT_OUT, Settings, check_package, package_of
from codegen.targets import find_targets
from codegen.write import Plan, Request

__all__ = ["Generation", "Prepared", "generate", "prepare"]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A generation before it is written: the lowered schema and every file."""

    compiled: Compiled
    request: Request


@dataclass(frozen=True, slots=True)
class Generation:
    """What a generation did: the lowered schema and the changes to the output folder."""

    compiled: Compiled
    plan: Plan

    @property
    def files(self) -> dict[str, str]:
        """Every file, as ``{path: text}``; paths are relative to the output folder."""
        return {path: data.decode("utf-8") for path, data in self.plan.request.files.items()}


def prepare(settings: Settings) -> Prepared:
    """Compile and render.  Looks at no output folder.

    :raises SchemaError: the schema is wrong, or a target cannot express it.
    """
    options = options_of(settings)  # before anything is read, so that an edit from now on makes it stale
    compiled = compile_schema(settings.schema)
    files = render_all(compiled, find_targets(settings.targets), settings.package)
    digests = {_name(d, settings.schema): d.digest for d in compiled.documents}
    key = inputs_key(digests, options)
    return Prepared(compiled, writing.request(files, inputs=key, sources=digests, whole=settings.whole))


def _name(document: Document, schema: str) -> str:
    """The file of a document relative to the folder of the root schema."""
    name = os.path.relpath(document.path or document.uri, os.path.dirname(schema) or ".")
    return name.replace(os.sep, "/")


def generate(
    schema: Path | str,
    out: Path | str = DEFAULT_OUT,
    targets: Iterable[str] = (),
    package: str = "",
) -> Generation:
    """Generate into a folder: what ``codegen generate`` does, without the agreement run.

    :param schema: a path to a JSON Schema 2020-12.
    :param out: the output folder; only files listed in its manifest are replaced or deleted.
    :param targets: names of targets; empty for all that are installed.
    :param package: name of the Python package; made from the schema's file name when empty.
    :raises codegen.errors.CodegenError: nothing was written; the diagnostics say why.
    """
    path = os.fspath(schema)
    names = tuple(targets)
    settings = Settings(
        schema=path,
        out=os.fspath(out),
        package=package or package_of(path),
        targets=names,
        whole=not names,
    )
    check_package(settings.package)
    writing.recover(settings.out)
    prepared = prepare(settings)
    return Generation(prepared.compiled, writing.write(settings.out, prepared.request))
