"""The vectors of an output folder, as documents with the answer that is recorded for them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from codegen.agree.protocol import Answer, Document
from codegen.errors import UsageError
from codegen.load import Number, json_text

__all__ = ["read_vectors"]

FOLDER = "vectors"


def read_vectors(out: str) -> list[Document]:
    """Every vector, in the order of the files; none when the target ``vectors`` is not generated.

    :raises UsageError: a file is no file of vectors.
    """
    return [document for path in sorted(Path(out, FOLDER).glob("*.jsonl")) for document in _lines(path)]


def _lines(path: Path) -> Iterator[Document]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            yield _document(json.loads(line, parse_float=Number))
        except (ValueError, KeyError, TypeError, OverflowError) as error:
            raise UsageError(
                f"{path}:{number} is no vector: {type(error).__name__}: {error}", "run codegen generate"
            ) from None


def _document(vector: dict[str, Any]) -> Document:
    errors = tuple((e["pointer"], e["message"]) for e in vector["errors"])
    stated = Answer(vector["valid"], errors)
    return Document(vector["definition"], json_text(vector["document"]), stated, vector.get("stock"))
