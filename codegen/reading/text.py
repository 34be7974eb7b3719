"""Bytes to text: strict UTF-8, whatever the format."""

from __future__ import annotations

from codegen.errors import LimitExceeded, MalformedDocument, Position
from codegen.reading.limits import MAX_BYTES

__all__ = ["at", "decode"]


def decode(data: bytes, file: str, limit: int = MAX_BYTES) -> str:
    """The text of a file, without its byte order mark.

    :raises MalformedDocument: it is no UTF-8.  :raises LimitExceeded: it is too large.
    """
    if len(data) > limit:
        raise LimitExceeded(
            f"the file has {len(data)} bytes; the limit is {limit}", "split the file", file=file
        )
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in data[:4]:
        raise MalformedDocument(
            "the file is UTF-16 or UTF-32", "save it as UTF-8", position=Position(1, 1), file=file
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8").removeprefix("\ufeff")
        raise MalformedDocument(
            f"byte 0x{data[error.start]:02x} is no UTF-8",
            "save the file as UTF-8",
            position=at(before, len(before)),
            file=file,
        ) from None
    return text.removeprefix("\ufeff")


def at(text: str, offset: int) -> Position:
    """Line and column of one offset; lines end with LF, CR LF or CR."""
    offset = min(offset, len(text))
    if text[offset - 1 : offset + 1] == "\r\n" and offset:
        before = at(text, offset - 1)  # between the two: still the line they end
        return Position(before.line, before.column + 1)
    feeds, returns = text.count("\n", 0, offset), text.count("\r", 0, offset)
    pairs = text.count("\r\n", 0, offset) if feeds and returns else 0
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    return Position(feeds + returns - pairs + 1, offset - start + 1)
