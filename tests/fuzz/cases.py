"""A schema with its documents, and what a run counts."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from codegen.ir import Model

__all__ = ["PACKAGE", "Case", "Counts", "Text", "exact"]

PACKAGE = "fuzzed"
#: The name of a definition, and a JSON text that it is to judge.
Text = tuple[str, str]


@dataclass
class Case:
    """A schema that codegen took, and its documents."""

    schema: Any
    model: Model
    names: dict[str, str]
    refs: dict[str, str]
    files: dict[str, str]
    draft_07: bool
    texts: list[Text] = field(default_factory=list)


@dataclass
class Counts:
    """What a run did."""

    schemas: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    documents: int = 0
    comparisons: int = 0
    valid: int = 0
    divided: int = 0


def exact(text: str) -> bool:
    """Whether a text is one that every reader takes: no number beyond a double, no half of a pair."""
    value = json.loads(text)
    try:
        json.dumps(value, allow_nan=False, ensure_ascii=False).encode("utf-8")
    except ValueError:
        return False
    return True
