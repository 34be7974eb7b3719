"""What is wrong with the ``x-torch`` annotations of a schema, found all at once."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from codegen.errors import Diagnostic, Origin, SchemaError

__all__ = ["Problems", "TorchMismatch", "near"]

MAX_SHOWN = 20


class TorchMismatch(SchemaError):
    """``x-torch`` says what torch or the schema itself contradicts."""

    code = "torch-mismatch"


class Problems:
    """Collects what is wrong, so that one run of the command tells all of it."""

    def __init__(self) -> None:
        self._found: list[Diagnostic] = []

    def add(self, at: Origin, message: str, hint: str = "") -> None:
        """One thing that is wrong."""
        self._found.append(Diagnostic(TorchMismatch.code, message, hint, at))

    def __len__(self) -> int:
        return len(self._found)

    def raise_any(self) -> None:
        """:raises TorchMismatch: something was added."""
        if self._found:
            error = TorchMismatch(self._found[0].message)
            error.diagnostics = tuple(dict.fromkeys(self._found))[:MAX_SHOWN]
            raise error


def near(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """``did you mean "betas"?``, or else what there is."""
    names = list(known)
    found = get_close_matches(word[:100], names, 1, 0.5)
    if found:
        return f'did you mean "{found[0]}"?'
    return otherwise or (f"there are {', '.join(names[:30])}" if names else "")
