"""``codegen init``: a project that generates in its first minute."""

from __future__ import annotations

import argparse
import os

from codegen.errors import UsageError

__all__ = ["run"]

SCHEMA = """{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "Config",
  "description": "Where to read from, and how often.",
  "type": "object",
  "properties": {
    "file": {
      "description": "Path of a local file.",
      "anyOf": [{"type": "string", "minLength": 1}, {"type": "null"}]
    },
    "url": {
      "description": "Address of a remote file.",
      "anyOf": [{"type": "string", "pattern": "^https://"}, {"type": "null"}]
    },
    "every_seconds": {
      "description": "Time between two readings.",
      "type": "number",
      "exclusiveMinimum": 0,
      "default": 60,
      "x-unit": "s"
    }
  },
  "additionalProperties": false,
  "allOf": [
    {
      "title": "source",
      "description": "Where the data comes from.",
      "oneOf": [
        {"required": ["file"], "properties": {"file": {"not": {"type": "null"}}}},
        {"required": ["url"], "properties": {"url": {"not": {"type": "null"}}}}
      ]
    }
  ]
}
"""
SETTINGS = """schema = "schema/config.schema.json"
out = "generated"
package = "config"
agree = 2000
"""


def run(args: argparse.Namespace) -> int:
    """Write a schema and settings; never over something that is there.

    :raises UsageError: one of the files exists, or the folder cannot be written.
    """
    from codegen.cli.show import say

    files = _files(args.folder)
    taken = [path for path in files if os.path.exists(path) and not files[path][0]]
    if taken:
        raise UsageError(f"{taken[0]!r} is there already", "run init in another folder")
    try:
        for path, (append, text) in files.items():
            os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
            with open(path, "a" if append else "x", encoding="utf-8", newline="\n") as file:
                file.write(text)
            say(f"{'added to' if append else 'wrote'} {path}")
    except OSError as error:
        raise UsageError(f"cannot write: {error.strerror}", "choose a folder you may write to") from None
    say(f"next: {'cd ' + args.folder + ' && ' if args.folder != '.' else ''}codegen generate")
    return 0


def _files(folder: str) -> dict[str, tuple[bool, str]]:
    """Path to (append, text).  Settings go into pyproject.toml where there is one."""
    project = os.path.join(folder, "pyproject.toml")
    files = {os.path.join(folder, "schema", "config.schema.json"): (False, SCHEMA)}
    if not os.path.isfile(project):
        return files | {os.path.join(folder, "codegen.toml"): (False, SETTINGS)}
    with open(project, encoding="utf-8") as file:
        if "[tool.codegen]" in file.read():
            raise UsageError(f"{project!r} has a [tool.codegen] already", "run codegen generate")
    return files | {project: (True, "\n[tool.codegen]\n" + SETTINGS)}
