"""Imports point one way: load -> resolve -> lower -> render -> write, and never back."""

from __future__ import annotations

import ast
from pathlib import Path

import codegen

PACKAGE = Path(codegen.__file__).parent

#: Modules may import from their own layer's package and from layers above them in this list.
LAYERS = (
    ("errors",),
    ("expressions",),
    ("ir",),
    (
        "keywords",
        "naming",
        "beside",
        "keep",
        "python_docs",
        "python_names",
        "target",
        "terminal",
        "positions",
        "reading",
        "regex",
        "settings",
        "installed",
        "node",
        "outpaths",
        "sources",
        "templates",
        "excerpt",
        "advice",
        "opening",
        "header",
    ),
    ("load", "messages", "jsontext"),
    ("metaschema",),
    ("registry",),
    ("resolve",),
    ("presence", "bundle", "formula"),
    ("choices",),
    ("lower",),
    ("checker",),
    ("facts", "overriding"),
    ("javascript",),
    ("examples", "defaults", "sampling", "curves"),
    ("trials",),
    ("plotting",),
    ("targets",),
    ("pipeline",),
    ("interchange",),
    ("report", "manifest", "together", "lock", "difftext"),
    ("disk",),
    ("fresh", "journal", "plan"),
    ("write",),
    ("agree",),
    ("generating",),
    ("validating",),
    ("breaking",),
    ("linting",),
    ("docsite",),
    ("cli",),
    ("__main__",),
)
#: Free of heavy imports, so anyone may name them.
ALWAYS = {"", "__init__"}


def layer_of(module: str) -> int:
    top = module.split(".")[0]
    for number, names in enumerate(LAYERS):
        if top in names:
            return number
    raise AssertionError(f"codegen.{module} is in no layer: put it into LAYERS")


def modules() -> dict[str, Path]:
    found = {}
    for path in PACKAGE.rglob("*.py"):
        steps = path.relative_to(PACKAGE).with_suffix("").parts
        name = ".".join(steps).removesuffix(".__init__")
        if name not in ALWAYS:
            found[name] = path
    return found


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            if node.module.startswith("codegen."):
                found.add(node.module.removeprefix("codegen."))
            elif node.module == "codegen":
                found |= {
                    a.name
                    for a in node.names
                    if (PACKAGE / a.name).is_dir() or (PACKAGE / f"{a.name}.py").exists()
                }
        elif isinstance(node, ast.Import):
            found |= {a.name.removeprefix("codegen.") for a in node.names if a.name.startswith("codegen.")}
    return found


def test_every_module_has_its_layer() -> None:
    assert len(modules()) > 20
    for name in modules():
        layer_of(name)


def test_no_module_imports_from_a_later_layer() -> None:
    wrong = [
        f"codegen.{name} imports codegen.{other}"
        for name, path in modules().items()
        for other in imports(path)
        if other.split(".")[0] != name.split(".")[0]
        and layer_of(other) >= layer_of(name)
        # pure values at the bottom may be shared inside one layer
        and not (layer_of(other) == layer_of(name) and layer_of(name) <= 4)
    ]
    assert wrong == []


def test_targets_do_not_know_each_other() -> None:
    for name, path in modules().items():
        steps = name.split(".")
        if steps[0] == "targets" and len(steps) > 1:
            others = [o for o in imports(path) if o.startswith("targets.") and o.split(".")[1] != steps[1]]
            assert others == [], name


def test_datamodel_code_generator_is_imported_in_one_module() -> None:
    users = [n for n, p in modules().items() if "datamodel_code_generator" in imported_packages(p)]
    assert len(users) == 1
    assert users[0].startswith("targets.pydantic")


def imported_packages(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {a.name.split(".")[0] for a in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


def test_no_module_is_longer_than_400_lines() -> None:
    tables = {"regex.unicode14"}  # data
    long = {n: len(p.read_text(encoding="utf-8").splitlines()) for n, p in modules().items()}
    assert {n: k for n, k in long.items() if k > 400 and n not in tables} == {}
