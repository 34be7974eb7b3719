"""Generation from settings to written files: what the command and the library share."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from codegen import write as writing
from codegen.fresh import inputs_key, options_of
from codegen.pipeline import Compiled, compile_schema, render_all
from codegen.settings import DEFAULT_OUT, Settings, package_of
from codegen.targets import find_targets
from codegen.write import Plan

__all__ = ["Generation", "generate", "prepare"]


@dataclass(frozen=True, slots=True)
class Generation:
    """What a generation did, or would do: the lowered schema and the plan for the output folder."""

    compiled: Compiled
    plan: Plan

    @property
    def files(self) -> dict[str, str]:
        """Every file, as ``{path: text}``; paths are relative to the output folder."""
        return {path: data.decode("utf-8") for path, data in self.plan.request.files.items()}


def prepare(settings: Settings) -> Generation:
    """Compile and render, and compare with the output folder.  Changes nothing.

    :raises SchemaError: the schema is wrong, or a target cannot express it.
    :raises OutputConflict: something that generation does not own is in the way.
    """
    compiled = compile_schema(settings.schema)
    targets = find_targets(settings.targets)
    files = render_all(compiled, targets, settings.package)
    sources = tuple(d.uri for d in compiled.documents)
    key = inputs_key(settings.schema, sources, options_of(settings))
    plan = writing.plan(settings.out, files, inputs=key, sources=sources, whole=settings.whole)
    return Generation(compiled, plan)


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
    writing.recover(settings.out)
    prepared = prepare(settings)
    return Generation(prepared.compiled, writing.write(prepared.plan))
