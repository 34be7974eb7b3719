"""Target ``pydantic``: a Python package of frozen models, its checker, and nothing else but pydantic."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.checker import print_python
from codegen.errors import Origin
from codegen.header import header
from codegen.ir import Model, Record
from codegen.jsontext import pretty
from codegen.keywords import ARRAY, COMBINING, NUMBER, OBJECT, STRING
from codegen.naming import pascal
from codegen.python_names import class_name, record_names
from codegen.target import Executor, Support, Target, python_executor
from codegen.targets.pydantic.shared import FOLDER, shared_files
from codegen.targets.pydantic.view import PackageView, package_view

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["TARGET"]

_FILES = Path(__file__).with_name("files")
_RUNTIME = {
    "._groups": ("chosen", "chosen_kind", "set_kinds", "set_members"),
    "._model": ("Model", "OpenModel"),
    "._types": ("Array", "Integer", "Json", "Map", "Maybe", "Number", "OneOf", "String", "default"),
    "pydantic": ("Field",),
    "typing": ("Annotated", "ClassVar", "Literal", "TypeAlias"),
    "typing_extensions": ("TypeAliasType",),
}
_ORDER = ("typing", "pydantic", "typing_extensions", "._groups", "._model", "._types")


def render(model: Model, package: str) -> Mapping[str, str]:
    """The files of the package, below ``python/``."""
    folder = f"python/{package}"
    head = header(model)
    view = package_view(model)
    files = {path.name: f"# {head}\n{path.read_text('utf-8')}" for path in sorted(_FILES.glob("*.py"))}
    files |= {f"{FOLDER}/{name}": f"# {head}\n{text}" for name, text in shared_files().items()}
    files |= {
        "__init__.py": _template("__init__.py.jinja2", header=head, root=view.root, view=view),
        "models.py": _models(head, view),
        "checker.py": print_python(model, f"# {head}\n"),
        "schema.json": _schema(model),
        "py.typed": "",
    }
    return {f"{folder}/{name}": text for name, text in sorted(files.items())}


def _models(head: str, view: PackageView) -> str:
    from codegen.targets.pydantic.adapter import class_blocks

    classes = class_blocks(view.classes)
    body = "\n".join([*classes, *(line for a in (*view.early, *view.late) for line in a.lines)])
    text = _template(
        "models.py.jinja2", header=head, root=view.root, view=view, classes=classes, imports=_imports(body)
    )
    return re.sub(r"\n{4,}", "\n\n\n", text).rstrip("\n") + "\n"


def _imports(body: str) -> str:
    """Import lines for the names that the body uses."""
    words = set(re.findall(r"\w+", body))
    groups: list[list[str]] = [[], []]
    for module in _ORDER:
        names = [n for n in _RUNTIME[module] if n in words]
        if names:
            groups[module.startswith(".")].append(f"from {module} import {', '.join(names)}")
    standard = [line for line in groups[0] if line.startswith("from typing import")]
    third = [line for line in groups[0] if line not in standard]
    return "\n\n".join("\n".join(lines) for lines in (standard, third, groups[1]) if lines)


def _schema(model: Model) -> str:
    """What ``model_json_schema`` reads: the bundle, and where each definition stands in it."""
    refs = {pascal(d.words): model.refs[d.key] for d in model.definitions if d.key in model.refs}
    return pretty({"digest": model.digest, "refs": refs, "schema": model.schema})


@cache
def _environment() -> Environment:
    from codegen.targets.pydantic.adapter import TEMPLATES
    from codegen.templates import environment

    return environment(TEMPLATES)  # Python: each value has passed `quote` or `docstring`


def _template(name: str, **values: object) -> str:
    return str(_environment().get_template(name).render(**values))


def names(model: Model, package: str) -> Mapping[Origin, str]:
    """``optimizer_config.LearningRate.constant`` for every class, field and group."""
    return dict(_names(model, package))


def _names(model: Model, package: str) -> Iterable[tuple[Origin, str]]:
    types = frozenset(class_name(d) for d in model.definitions if not d.internal)
    for definition in model.definitions:
        if definition.internal:
            continue
        name = f"{package}.{class_name(definition)}"
        yield definition.source, name
        if isinstance(definition.node, Record):
            given = record_names(definition.node, types)
            for field in definition.node.fields:
                yield field.node.origin, f"{name}.{given.fields[field.key]}"
            for choice in definition.node.choices:
                yield choice.origin, f"{name}." + " and .".join(given.groups[choice.name])


def executors(out: str, model: Model, package: str) -> tuple[Executor, ...]:
    """The checker alone, and the package from values and from JSON text."""
    folder = f"{out}/python"
    return (
        python_executor("checker", "checker", f"{folder}/{package}/checker.py"),
        python_executor("validate", "validate", folder, package),
        python_executor("validate_json", "validate_json", folder, package),
    )


_KEYWORDS = ("type", *OBJECT, *ARRAY, *STRING, *NUMBER, *COMBINING, "x-rules")
_SUPPORT: Mapping[str, Support] = dict.fromkeys(_KEYWORDS, "checker")

TARGET = Target(
    name="pydantic",
    summary="a Python package of frozen pydantic models, with a checker of its own",
    render=render,
    support=_SUPPORT,
    names=names,
    executors=executors,
)
