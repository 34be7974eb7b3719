"""``codegen init``: a project that generates in its first minute."""

from __future__ import annotations

import argparse
import os
import shlex

from codegen.errors import UsageError
from codegen.settings import table_in

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
    try:
        for path, (mode, text) in files.items():
            os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
            with open(path, mode, encoding="utf-8", newline="\n") as file:
                file.write(text)
            say(f"{'added to' if mode == 'a' else 'wrote'} {path}")
    except OSError as error:
        raise UsageError(
            f"cannot write {path!r}: {error.strerror}", "choose a folder you may write to"
        ) from None
    step = "" if args.folder == "." else f"cd {shlex.quote(args.folder)} && "
    say(f"next: {step}codegen generate")
    return 0


def _files(folder: str) -> dict[str, tuple[str, str]]:
    """Path to mode and text.  Settings go into pyproject.toml where there is one."""
    schema, own, project = (
        os.path.join(folder, name)
        for name in (os.path.join("schema", "config.schema.json"), "codegen.toml", "pyproject.toml")
    )
    for path in (schema, own):
        if os.path.lexists(path):
            raise UsageError(f"{path!r} is there already", "run init in another folder")
    if not os.path.isfile(project):
        return {schema: ("x", SCHEMA), own: ("x", SETTINGS)}
    if table_in(project) is not None:
        raise UsageError(f"{project!r} has settings for codegen already", "run codegen generate")
    return {schema: ("x", SCHEMA), project: ("a", "\n[tool.codegen]\n" + SETTINGS)}
