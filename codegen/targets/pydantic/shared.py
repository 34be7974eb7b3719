"""Modules of codegen that a generated package holds a copy of, because it reads files as the command does.

One source: what is copied is the module itself, from this installation.  Only imports are rewritten, since a
package cannot import codegen, and of ``errors`` only what the other modules use is taken.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import codegen

__all__ = ["FOLDER", "shared_files"]

#: Where the copies lie in a package.
FOLDER = "_files"
#: What the package itself imports; the rest follows.
_ROOTS = ("advice", "errors", "excerpt", "opening", "reading", "reading.limits")
_ABOUT = '"""Reading files, and saying what is wrong with them.  A copy of modules of codegen."""\n'
_CODEGEN = Path(codegen.__file__).parent
_NAME = re.compile(r"`codegen\.(?:reading\.)?")


@cache
def shared_files() -> dict[str, str]:
    """The copies by the name of their file in :data:`FOLDER`.  Subpackages are laid flat."""
    sources = _sources()
    names = {module: module.rpartition(".")[2] for module in sources}
    assert len(set(names.values())) == len(names), names
    used = {name for module, text in sources.items() if module != "errors" for name in _from_errors(text)}
    sources["errors"] = _kept(sources["errors"], used)
    files = {f"{names[module]}.py": _rewritten(text) for module, text in sources.items()}
    return {"__init__.py": _ABOUT, **files}


def _sources() -> dict[str, str]:
    """The roots and every module that one of them imports, by name inside codegen."""
    found: dict[str, str] = {}
    waiting = list(_ROOTS)
    while waiting:
        module = waiting.pop()
        if module not in found:
            found[module] = _path(module).read_text("utf-8")
            waiting += [name for name, _ in _imports(found[module])]
    return dict(sorted(found.items()))


def _path(module: str) -> Path:
    folder = _CODEGEN.joinpath(*module.split("."))
    return folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")


def _imports(text: str) -> Iterator[tuple[str, ast.ImportFrom]]:
    """What a module imports from codegen, with the statement."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("codegen."):
            yield node.module.removeprefix("codegen."), node


def _from_errors(text: str) -> Iterator[str]:
    for module, node in _imports(text):
        if module == "errors":
            yield from (alias.name for alias in node.names)


def _kept(text: str, used: set[str]) -> str:
    """A module without the classes that nothing uses."""
    tree = ast.parse(text)
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    needed: set[str] = set()
    waiting = sorted({*used, "CodegenError"} & set(classes))
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            words = {node.id for node in ast.walk(classes[name]) if isinstance(node, ast.Name)}
            waiting += sorted(words & set(classes))
    lines = text.splitlines()
    for node in reversed(tree.body):
        if isinstance(node, ast.ClassDef) and node.name not in needed:
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            del lines[first - 1 : (node.end_lineno or first) + 2]
    names = "".join(f'    "{name}",\n' for name in sorted(needed))
    short = "\n".join(lines).rstrip() + "\n"
    return re.sub(r"__all__ = \[.*?\]", f"__all__ = [\n{names}]", short, count=1, flags=re.S)


def _rewritten(text: str) -> str:
    """The module with relative imports, in the order that linters want."""
    lines = text.splitlines(keepends=True)
    nodes = sorted((node for _, node in _imports(text)), key=lambda node: node.lineno)
    for block in reversed(_blocks(nodes)):
        first, last = block[0].lineno - 1, block[-1].end_lineno or block[-1].lineno
        statements = ["".join(lines[n.lineno - 1 : n.end_lineno]) for n in block]
        lines[first:last] = sorted(map(_relative, statements), key=str.lower)
    return _NAME.sub("`", "".join(lines))


def _blocks(nodes: list[ast.ImportFrom]) -> list[list[ast.ImportFrom]]:
    """Statements that follow one another without a line between them."""
    blocks: list[list[ast.ImportFrom]] = []
    for node in nodes:
        if blocks and blocks[-1][-1].end_lineno == node.lineno - 1:
            blocks[-1].append(node)
        else:
            blocks.append([node])
    return blocks


def _relative(statement: str) -> str:
    return re.sub(r"from codegen\.(?:\w+\.)*(\w+) import", r"from .\1 import", statement, count=1)
