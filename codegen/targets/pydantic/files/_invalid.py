"""The error of a document that is not valid."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._files.errors import Diagnostic

__all__ = ["InvalidDocument"]


class InvalidDocument(ValueError):
    """A file or a text that is not valid.  Its message is what a person reads: place, words, excerpt.

    ``issues`` has everything that is wrong, in document order: each with ``code``, ``message``, ``hint``,
    ``file``, ``position`` (``line`` and ``column``, or None) and ``pointer``.
    """

    def __init__(self, message: str, issues: "tuple[Diagnostic, ...]" = ()) -> None:
        super().__init__(message)
        self.issues = issues

    def __reduce__(self) -> "tuple[object, ...]":
        return type(self), (str(self), self.issues)
