"""From arguments and settings files to what is asked for."""

from __future__ import annotations

import argparse
import os.path
from typing import TYPE_CHECKING

from codegen.settings import DEFAULT_OUT, Settings, check_package, find_settings, package_of

if TYPE_CHECKING:
    from codegen.pipeline import Compiled

__all__ = ["compiled_for", "no_project", "settings_for"]


def settings_for(args: argparse.Namespace) -> Settings:
    """Arguments over the project's settings over defaults.

    The project's output folder and package name belong to the project's schema: with another
    ``--schema`` they have to be said again, so that one schema cannot overwrite the output of another.

    :raises UsageError: there is neither a schema argument nor a project.
    """
    project = find_settings()
    schema, out = args.schema, getattr(args, "out", None)
    if project is None or (schema is not None and not _same(schema, project.schema)):
        if schema is None:
            raise no_project()
        if project is not None and out is None and hasattr(args, "out"):
            raise _whose_output(project, schema)
        project = Settings(schema=schema)
    chosen = project._replace(
        schema=schema or project.schema,
        out=out or project.out or DEFAULT_OUT,
        package=args.package or project.package or package_of(schema or project.schema),
        targets=tuple(getattr(args, "target", ())) or project.targets,
        whole=not getattr(args, "target", ()),
    )
    check_package(chosen.package)
    return chosen


def compiled_for(settings: Settings) -> Compiled:
    """The project's schema, lowered."""
    from codegen.pipeline import compile_schema

    return compile_schema(settings.schema)


def _same(one: str, other: str) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)


def no_project() -> Exception:
    """The refusal where no schema is named and no project is around."""
    from codegen.errors import UsageError

    return UsageError(
        "no schema: there is no [tool.codegen] in a pyproject.toml here or above",
        "name one with --schema FILE, or run codegen init",
    )


def _whose_output(project: Settings, schema: str) -> Exception:
    from codegen.errors import UsageError

    if not os.path.exists(schema):
        return UsageError(f"no file {schema!r}", "check the path")
    return UsageError(
        f"the output folder {project.out!r} belongs to {project.schema!r}, not to {schema!r}",
        "say where to write with --out DIR",
    )
