"""Every regular expression of a schema is checked when generating, not when a document comes."""

from __future__ import annotations

import json
from typing import Any

from codegen.errors import Origin, UnsupportedPattern

__all__ = ["check_patterns"]

_SHOWN = 60  # code points of the pattern that a message shows


def check_patterns(schema: dict[str, Any], at: Origin) -> None:
    """Check ``pattern`` and the keys of ``patternProperties`` of one schema object.

    :raises UnsupportedPattern: one is no ECMA-262 expression, or would mean different things in different
        languages; the error points at the pattern and names the character.
    """
    if "pattern" in schema:
        _check(schema["pattern"], at.child("pattern"))
    for pattern in schema.get("patternProperties", ()):
        _check(pattern, at.child("patternProperties", pattern))


def _check(pattern: str, at: Origin) -> None:
    from codegen.regex import PatternError, check

    try:
        check(pattern)
    except PatternError as error:
        cut = pattern if len(pattern) <= _SHOWN else pattern[:_SHOWN] + "..."
        raise UnsupportedPattern(f"pattern {json.dumps(cut)}: {error}", error.hint, at) from None
