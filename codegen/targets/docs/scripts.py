"""Scripts that are put together: what the playground knows of its types, its checker, and what reads texts.

A page that is opened from a file loads no modules, so that the printed modules become classic scripts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from codegen.checker.kinds import is_null
from codegen.ir import Array, Map, Model, Node, Record, Ref, Union
from codegen.javascript import module, print_checker, print_schedules
from codegen.load import plain
from codegen.naming import pascal
from codegen.overriding import overriding_keys
from codegen.targets.docs.pages import Site

__all__ = [
    "PARTS",
    "checker_script",
    "classic",
    "reading_script",
    "script_json",
    "script_safe",
    "types_script",
]

_READING = Path(__file__).parent / "files" / "reading"
#: What reads and writes texts in the playground; each part uses only those before it.
PARTS = tuple(
    _READING / f"{name}.js"
    for name in (
        "readers",
        "json-reader",
        "yaml-strings",
        "yaml-scanner",
        "yaml-parser",
        "yaml-words",
        "yaml-reader",
        "read",
        "write",
    )
)

_encode = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode
# Each begins with the end of the line before it: text that is written out is found sooner than ``^``.
_IMPORT = re.compile(r'\nimport \{([^}]*)\} from "\./[\w.]+\.js";(?=\n)')
_EXPORT = re.compile(r"\nexport (?=(?:async )?(?:const|function|class|let) ([A-Za-z_$][\w$]*))")
_WORD = re.compile(r"[A-Za-z_$][\w$]*")
_RE_EXPORT = re.compile(r"\nexport \{[^}]*\}[^;]*;(?=\n)")


def checker_script(model: Model, head: str) -> str:
    """``window.codegenChecker``: the validator and the schedules of the TypeScript package."""
    modules = {name: module(name) for name in ("formulas", "runtime")}
    modules |= {"checker": print_checker(model, ""), "schedules": print_schedules(model, "")}
    return classic(modules, "window.codegenChecker = { CHECK, ACCEPTS, RATES, keysOf, remember };", head)


def reading_script(head: str) -> str:
    """``window.codegenReading``, of its parts: one script is a fifth smaller than one for each."""
    return f"// {head}\n" + "\n".join(path.read_text("utf-8") for path in PARTS)


def types_script(model: Model, site: Site) -> str:
    """``window.codegenTypes``: for each type its fields, as far as objects are below them, and defaults."""
    examples = {p.name: p.example.json for p in site.pages if p.example is not None}
    found = {
        pascal(d.words): _type(model, d.node, examples.get(pascal(d.words), ""))
        for d in model.definitions
        if not d.internal
    }
    rows = script_safe(",\n".join([f"{_encode(name)}: {_encode(row)}" for name, row in found.items()]))
    root = script_json(pascal(model.definition(model.root).words))
    return f'// {site.header}\nwindow.codegenTypes = {{ "root": {root}, "types": {{\n{rows}\n}} }};\n'


def script_json(value: Any) -> str:
    """JSON that is an expression of JavaScript in any script element."""
    return script_safe(_encode(value))


def script_safe(code: str) -> str:
    """JSON in ASCII that ends no script element."""
    return code.replace("<", "\\u003c")


def _type(model: Model, node: Node, example: str) -> dict[str, Any]:
    found: dict[str, Any] = {"example": example} if example else {}
    if not isinstance(node, Record):
        return found | {"node": _node(model, node)}
    given = {f.key: f.node.default for f in node.fields if not f.required}
    found["order"] = [f.key for f in node.fields]
    found["fields"] = {f.key: _node(model, f.node) for f in node.fields}
    found["defaults"] = {k: plain(d.value) for k, d in given.items() if d is not None and d.value is not None}
    if keys := overriding_keys(node):
        found["asWritten"] = list(keys)
    return found | ({"schedule": True} if node.schedule is not None else {})


def _node(model: Model, node: Node) -> list[Any] | None:
    """Where objects of known types are in a value; null where there are none."""
    match node:
        case Ref(target=target):
            definition = model.definition(target)
            return None if definition.internal else ["type", pascal(definition.words)]
        case Array(items=items):
            return _box("list", _node(model, items))
        case Map(values=values):
            return _box("map", _node(model, values))
        case Union(members=members):
            below = [_node(model, m) for m in members if not is_null(m)]
            return _box("any of", [b for b in below if b is not None] or None)
    return None


def _box(kind: str, below: Any) -> list[Any] | None:
    return None if below is None else [kind, below]


def classic(modules: Mapping[str, str], shown: str, head: str) -> str:
    """ECMAScript modules as one classic script, which ends with the statement ``shown``.

    :param modules: by name without its ending; one comes behind those that it imports from.  Each has a scope
        of its own, and leaves what later ones import of its exports to them.
    """
    pieces: list[str] = []
    wanted = set(_WORD.findall(shown))
    for text in [f"\n{text}" for text in reversed(list(modules.values()))]:
        exported = ", ".join(n for n in _EXPORT.findall(text) if n in wanted)
        body = _RE_EXPORT.sub("", _EXPORT.sub("\n", _IMPORT.sub("", text))).strip()
        pieces.insert(0, f"const {{ {exported} }} = (() => {{\n{body}\nreturn {{ {exported} }};\n}})();")
        wanted.update(_WORD.findall(" ".join(_IMPORT.findall(text))))
    inside = "\n\n".join(pieces)
    return f'// {head}\n"use strict";\n(() => {{\n{inside}\n\n{shown}\n}})();\n'
