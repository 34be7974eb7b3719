"""Docstrings of generated Python.  The one gate for schema text into comments of Python code."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable

from codegen.terminal import escape_hidden

__all__ = ["docstring"]

_QUOTES = re.compile('""+|"$')  # what could end the docstring
WIDTH = 100
MAX_TEXT = 4000  # characters of one description that are taken over


def docstring(paragraphs: Iterable[str], depth: int) -> list[str]:
    """The lines of a docstring, indented ``depth`` steps of four; none when there is nothing to say."""
    indent = "    " * depth
    wrapped = [
        textwrap.wrap(p[:MAX_TEXT], WIDTH - len(indent), break_long_words=False, break_on_hyphens=False)
        for p in paragraphs
    ]
    blocks = [[_escaped(line) for line in lines] for lines in wrapped if lines]
    if not blocks:
        return []
    if len(blocks) == 1 and len(blocks[0]) == 1 and len(blocks[0][0]) <= WIDTH - len(indent) - 6:
        return [f'{indent}"""{blocks[0][0]}"""']
    lines = [line for number, block in enumerate(blocks) for line in (*([""] if number else []), *block)]
    first, *rest = lines
    return [f'{indent}"""{first}', *(indent + line if line else "" for line in rest), f'{indent}"""']


def _escaped(line: str) -> str:
    """Nothing ends the docstring, nothing is read as an escape, nothing is invisible."""
    doubled = line.replace("\\", "\\\\")
    text = _QUOTES.sub(lambda found: '\\"' * len(found.group()), doubled)
    return escape_hidden(text, lambda code: f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}")
