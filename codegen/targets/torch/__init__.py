"""Target ``torch``: from the models of target ``pydantic`` to an optimizer and its learning-rate schedule.

``builder.py`` is printed from the ``x-torch`` and ``x-schedule`` of the schema; what it calls is the same for
every schema and copied from ``files``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.errors import Origin
from codegen.header import header
from codegen.ir import Model, Record
from codegen.keywords import ARRAY, COMBINING, NUMBER, OBJECT, STRING
from codegen.target import Support, Target
from codegen.targets.torch.algorithms import bind
from codegen.targets.torch.annotations import notes_of
from codegen.targets.torch.layout import WIDTH
from codegen.targets.torch.problems import Problems
from codegen.targets.torch.view import ModuleView, module_view

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["TARGET"]

_HERE = Path(__file__).parent
#: Where the copied modules lie in the package.
RUNTIME = "_torch"
_OWN = {
    "building": ("build",),
    "grouping": ("make_plan",),
    "problems": ("PlanError",),
    "scheduler": ("Scheduler",),
    "values": (
        "ConfigError",
        "below",
        "constant",
        "merged",
        "real",
        "reals",
        "reals_or_none",
        "require_torch",
        "scheduled",
        "shown",
        "since",
    ),
    "wanted": ("Algorithm", "GroupRule", "Plan", "Rate", "Spelling", "Wanted"),
}
#: What a user of the optimizer may need besides; the module imports it to have it in one place.
_OFFERED = {
    "building": ("BuildError",),
    "implementation": ("implementation_of",),
    "scheduler": ("ScheduleError", "scaled_step"),
    "state": ("StateError", "load_state"),
}
_PUBLIC = ("algorithm_of", "build_optimizer", "own_rate", "plan", "rate_of", "wanted")
_ABOUT_RUNTIME = '"""What ``builder`` calls; the same for every schema."""\n'


def render(model: Model, package: str) -> Mapping[str, str]:
    """The module and what it calls, below ``python/PACKAGE``; nothing for a schema without ``x-torch``.

    :raises TorchMismatch: ``x-torch`` says what torch or the schema contradicts.
    """
    view = module_view(model)
    if view is None:
        return {}
    head = header(model)
    files = {path.name: path.read_text("utf-8") for path in sorted((_HERE / "files").glob("*.py"))}
    files["__init__.py"] = _ABOUT_RUNTIME
    runtime = {f"{RUNTIME}/{name}": f"# {head}\n{text}" for name, text in sorted(files.items())}
    return {
        f"python/{package}/{name}": text
        for name, text in {"builder.py": _builder(head, view), **runtime}.items()
    }


def _builder(head: str, view: ModuleView) -> str:
    rates = "What may be a learning rate: a number, the same at every step, or a schedule."
    aliases: list[tuple[str, str, Sequence[str]]] = [
        ("AlgorithmConfig", "An algorithm.", view.algorithms),
        ("RateConfig", rates, ("int", "float", *view.rates)),
        ("Config", "What an optimizer is built from.", view.wanted.configs),
    ]
    aliases = [a for a in aliases if a[2]]
    words: dict[str, object] = {"header": head, "view": view, "aliases": [_alias(*a) for a in aliases]}
    body = _template(imports=(), own_imports=(), exported=(), **words)
    used = set(re.findall(r"\w+", body))
    offered = _OFFERED if view.builds else {}
    own = [
        line
        for module in sorted({*_OWN, *offered})
        if (found := [*offered.get(module, ()), *(n for n in _OWN.get(module, ()) if n in used)])
        for line in _import(f".{RUNTIME}.{module}", sorted(found, key=_by_case))
    ]
    exported = [n for names in _OWN.values() for n in names if n in used and n[0].isupper()]
    exported += [n for names in offered.values() for n in names]
    exported += [name for name, _, _ in aliases]
    exported += [name for name in _PUBLIC if f"\ndef {name}(" in body]
    standard = [*view.schedules.imports, f"from typing import {'Literal, ' if view.builds else ''}TypeAlias"]
    text = _template(
        imports=_merged(standard),
        own_imports=[*own, *_import(".models", view.classes)],
        exported=sorted(exported),
        **words,
    )
    source = re.sub(r"\n{4,}", "\n\n\n", text).rstrip("\n") + "\n"
    ast.parse(source, feature_version=(3, 10))  # what does not parse is never written
    return source


def _alias(name: str, about: str, parts: Sequence[str]) -> list[str]:
    whole = f"{name}: TypeAlias = {' | '.join(parts)}"
    if len(whole) <= WIDTH:
        return [f"#: {about}", whole]
    rows = (f"    {'| ' if number else ''}{part}" for number, part in enumerate(parts))
    return [f"#: {about}", f"{name}: TypeAlias = (", *rows, ")"]


def _by_case(name: str) -> tuple[bool, str]:
    """Classes before functions, as linters sort imports."""
    return not name[0].isupper(), name


def _import(module: str, names: Sequence[str]) -> list[str]:
    """An import, a name a line where it is long."""
    line = f"from {module} import {', '.join(names)}"
    return [line] if len(line) <= WIDTH else [f"from {module} import (", *(f"    {n}," for n in names), ")"]


def _merged(lines: Iterable[str]) -> list[str]:
    """Import lines, each module once, as linters want them."""
    plain = sorted({line for line in lines if line.startswith("import ")})
    found: dict[str, set[str]] = {}
    for line in lines:
        if line.startswith("from "):
            module, _, names = line.removeprefix("from ").partition(" import ")
            found.setdefault(module, set()).update(names.split(", "))
    return [*plain, *(f"from {m} import {', '.join(sorted(names))}" for m, names in sorted(found.items()))]


@cache
def _environment() -> Environment:
    from codegen.templates import environment

    return environment(_HERE / "templates")  # Python: each value has passed `quote` or `docstring`


def _template(**values: object) -> str:
    return str(_environment().get_template("builder.py.jinja2").render(**values))


def names(model: Model, package: str) -> Mapping[Origin, str]:
    """``torch.optim.Adam(betas[0])`` for a field, the function of ``builder`` for a definition."""
    return dict(_names(model, f"{package}.builder"))


def _names(model: Model, module: str) -> Iterable[tuple[Origin, str]]:
    problems = Problems()  # explaining a schema is no occasion to refuse it
    notes = notes_of(model, problems)
    if not notes:
        return
    for definition in model.definitions:
        if isinstance(definition.node, Record) and definition.node.schedule is not None:
            yield definition.source, f"{module}.rate_of"
    for builder in notes.builders.values():
        yield builder.definition.source, f"{module}.build_optimizer"
    for note in notes.algorithms.values():
        algorithm = bind(model, note, problems)
        if algorithm is not None:
            yield note.definition.source, f"torch.optim.{note.torch_class}, by {module}.algorithm_of"
            for bound in algorithm.bound:
                for place, field in enumerate(bound.fields):
                    argument = f"{bound.argument.name}[{place}]" if bound.many else bound.argument.name
                    yield field.node.origin, f"torch.optim.{note.torch_class}({argument})"


_KEYWORDS = ("type", *OBJECT, *ARRAY, *STRING, *NUMBER, *COMBINING)
#: The models that it builds from have been checked.
_SUPPORT: Mapping[str, Support] = dict.fromkeys(_KEYWORDS, "checker")

TARGET = Target(
    name="torch",
    summary="a PyTorch optimizer builder for the generated package",
    render=render,
    support=_SUPPORT,
    names=names,
)
