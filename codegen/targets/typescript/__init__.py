"""Target ``typescript``: an npm package of types and a validator, without dependencies."""

from __future__ import annotations

import os.path
from collections.abc import Iterable, Mapping

from codegen.errors import Origin
from codegen.ir import Model, Record
from codegen.javascript.source import quote
from codegen.keywords import ARRAY, COMBINING, NUMBER, OBJECT, STRING
from codegen.node import node_command
from codegen.target import Executor, Support, Target
from codegen.targets.typescript.names import type_name
from codegen.targets.typescript.printing import package_files

__all__ = ["TARGET"]


def render(model: Model, package: str) -> Mapping[str, str]:
    """The files of the package, below ``typescript/``."""
    files = package_files(model, package)
    return {f"typescript/{package}/{name}": text for name, text in sorted(files.items())}


def names(model: Model, package: str) -> Mapping[Origin, str]:
    """``optimizer_config.LearningRate["constant"]`` for every type and field."""
    return dict(_names(model, package))


def _names(model: Model, package: str) -> Iterable[tuple[Origin, str]]:
    for definition in model.definitions:
        if definition.internal:
            continue
        name = f"{package}.{type_name(model, definition)}"
        yield definition.source, name
        if isinstance(definition.node, Record):
            for field in definition.node.fields:
                yield field.node.origin, f"{name}[{quote(field.key)}]"


def executors(out: str, model: Model, package: str) -> tuple[Executor, ...]:
    """The package under Node."""
    runner = os.path.join(os.path.dirname(__file__), "runner.mjs")
    command = (node_command(), runner, os.path.abspath(f"{out}/typescript/{package}"))
    return (Executor("typescript", command),)


_KEYWORDS = ("type", *OBJECT, *ARRAY, *STRING, *NUMBER, *COMBINING)
_SUPPORT: Mapping[str, Support] = dict.fromkeys(_KEYWORDS, "checker")

TARGET = Target(
    name="typescript",
    summary="an npm package of TypeScript types, with a validator of its own",
    render=render,
    support=_SUPPORT,
    names=names,
    executors=executors,
)
