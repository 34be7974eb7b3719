"""Write what the constructors of torch.optim take, for the target ``torch``.

    python tools/torch_signatures.py [OLDER.whl ...]

The newest facts come from the installed torch; wheels of older versions say since which version a class
or an argument is there (those for macOS are small, and the Python in them is the same).  Sources are read,
not run, so that a version need not be installed, nor fit this machine.
"""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Iterator
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from zipfile import ZipFile

OUTPUT = Path(__file__).parents[1] / "codegen/targets/torch/signatures.json"
#: They choose how an update is computed on some machine, not what it is.
OF_THE_PROGRAM = ("capturable", "differentiable", "foreach", "fused")


def main(wheels: list[str]) -> None:
    """Read the installed torch and the wheels, oldest first, and write the file."""
    older = sorted(((_version_of(w), _of_wheel(w)) for w in wheels), key=lambda pair: _order(pair[0]))
    newest = version("torch").partition("+")[0]
    classes = signatures(installed_sources())
    for name, arguments in classes.items():
        arguments["since"] = _since([(v, name in found) for v, found in older], newest)
        for argument, facts in arguments["arguments"].items():
            seen = [(v, argument in found.get(name, {"arguments": {}})["arguments"]) for v, found in older]
            since = _since(seen, newest)
            if since != arguments["since"]:
                facts["since"] = since
    oldest = older[0][0] if older else newest
    OUTPUT.write_text(_printed(newest, _short(oldest), classes), encoding="utf-8")


def _printed(newest: str, oldest: str, classes: dict[str, Any]) -> str:
    """An argument a line, so that a change of version is read easily."""
    blocks = []
    for name, facts in classes.items():
        lines = (f"        {json.dumps(n)}: {json.dumps(a)}" for n, a in facts["arguments"].items())
        body = ",\n".join(lines)
        since = json.dumps(facts["since"])
        blocks.append(
            f'    "{name}": {{\n      "since": {since},\n      "arguments": {{\n{body}\n      }}\n    }}'
        )
    head = f'{{\n  "torch": "{newest}",\n  "oldest": "{oldest}",\n  "classes": {{\n'
    return head + ",\n".join(blocks) + "\n  }\n}\n"


def installed_sources() -> dict[str, str]:
    """The modules of the installed ``torch.optim``, by file name."""
    found = find_spec("torch")
    assert found is not None and found.origin is not None, "torch is not installed"
    return {p.name: p.read_text("utf-8") for p in sorted((Path(found.origin).parent / "optim").glob("*.py"))}


def _of_wheel(path: str) -> dict[str, Any]:
    with ZipFile(path) as archive:
        names = [n for n in archive.namelist() if n.startswith("torch/optim/") and n.count("/") == 2]
        return signatures({n: archive.read(n).decode("utf-8") for n in sorted(names) if n.endswith(".py")})


def _version_of(wheel: str) -> str:
    return Path(wheel).name.split("-")[1].partition("+")[0]


def _order(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))


def _short(text: str) -> str:
    return ".".join(text.split(".")[:2])


def _since(seen: list[tuple[str, bool]], newest: str) -> str:
    """The first of the versions that has it and after which none lacks it."""
    first = newest
    for number, there in reversed(seen):
        if not there:
            break
        first = number
    return _short(first)


def signatures(sources: dict[str, str]) -> dict[str, Any]:
    """Every optimizer class with the arguments that say what its update is."""
    found = {}
    for text in sources.values():
        tree = ast.parse(text)
        constants = dict(_constants(tree))
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and node.name[0] != "_" and _is_optimizer(node):
                found[node.name] = {"arguments": dict(_arguments(node, constants))}
    adamw, adam = found.get("AdamW"), found.get("Adam")
    if adamw is not None and adam is not None and not adamw["arguments"]:
        adamw["arguments"] = adam["arguments"]
    return dict(sorted(found.items(), key=lambda item: item[0].lower()))


def _is_optimizer(node: ast.ClassDef) -> bool:
    return any(isinstance(b, ast.Name) and b.id in ("Optimizer", "Adam") for b in node.bases)


def _constants(tree: ast.Module) -> Iterator[tuple[str, Any]]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            try:
                yield node.targets[0].id, ast.literal_eval(node.value)
            except ValueError:
                continue


def _arguments(node: ast.ClassDef, constants: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    init = next((n for n in node.body if isinstance(n, ast.FunctionDef) and n.name == "__init__"), None)
    if init is None:
        return
    spec = init.args
    plain = [*spec.posonlyargs, *spec.args][2:]  # without self and params
    missing = len(plain) - len(spec.defaults)
    given = [*[None] * missing, *spec.defaults[max(0, -missing) :], *spec.kw_defaults]
    pairs = zip([*plain, *spec.kwonlyargs], given, strict=True)
    for argument, default in pairs:
        if argument.arg not in OF_THE_PROGRAM:
            facts: dict[str, Any] = {"type": _type(argument.annotation)}
            if default is not None:
                facts["default"] = _value(default, constants)
            yield argument.arg, facts


def _type(annotation: ast.expr | None) -> str:
    """The annotation in today's spelling, without the tensors that stand beside numbers."""
    assert annotation is not None
    return ast.unparse(_plain(annotation))


def _plain(node: ast.expr) -> ast.expr:
    match node:
        case ast.Subscript(value=ast.Name("Optional"), slice=inner):
            return ast.BinOp(_plain(inner), ast.BitOr(), ast.Constant(None))
        case ast.Subscript(value=ast.Name("Union"), slice=ast.Tuple(elts=parts)):
            kept = [_plain(p) for p in parts if not _is_tensor(p)]
            whole = kept[0]
            for part in kept[1:]:
                whole = ast.BinOp(whole, ast.BitOr(), part)
            return whole
        case ast.Subscript(value=ast.Name("Tuple" | "tuple"), slice=ast.Tuple(elts=parts)):
            return ast.Subscript(ast.Name("tuple"), ast.Tuple([_plain(p) for p in parts]))
        case ast.BinOp(left=left, right=right) if _is_tensor(right):
            return _plain(left)
        case ast.BinOp(left=left, op=op, right=right):
            return ast.BinOp(_plain(left), op, _plain(right))
    return node


def _is_tensor(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "Tensor"


def _value(node: ast.expr, constants: dict[str, Any]) -> Any:
    if isinstance(node, ast.Name):
        return constants[node.id]
    if isinstance(node, ast.Tuple):
        return [_value(part, constants) for part in node.elts]
    return ast.literal_eval(node)


if __name__ == "__main__":
    main(sys.argv[1:])
