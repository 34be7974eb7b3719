"""A unified diff for people to read: bounded in size and in time, safe on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from codegen.header import moved
from codegen.terminal import visible

__all__ = ["unified"]

_MATCHED = 4_000  # lines that differ in a file, past which no line is matched with another
_WIDTH = 400  # characters shown of a line


def unified(files: Iterable[tuple[str, bytes | None, bytes | None]], limit: int) -> str:
    """The diff of ``(path, before, after)``; ``None`` stands for no file.  At most ``limit`` lines.

    The digest of the schema, which nearly every file names, is no difference: it would hide the others.
    Applies with ``patch -p1`` unless a line says that something was left out, or holds a control
    character, which is shown as an escape.
    """
    pairs, digests = [], 0
    for path, before, after in files:
        same = before if before is None or after is None else moved(before, after)
        digests += same != before
        pairs.append((path, same, after))
    lines = (line for path, before, after in pairs for line in _file(path, before, after))
    shown = list(islice(lines, limit))
    more = sum(1 for _ in lines)
    if more:
        shown.append(f"... {more} more lines of diff left out")
    if digests:
        shown.append(f"... the new digest of the schema in {digests} file{'s' * (digests > 1)} left out")
    return "".join(line + "\n" for line in shown)


def _file(path: str, before: bytes | None, after: bytes | None) -> Iterator[str]:
    old, new = _lines(before), _lines(after)
    names = ("/dev/null" if before is None else f"a/{path}", "/dev/null" if after is None else f"b/{path}")
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    differing = len(old) + len(new) - 2 * (start + end)
    if differing > _MATCHED and before is not None and after is not None:
        # Matching lines takes time quadratic in their number.
        yield from (f"--- {names[0]}", f"+++ {names[1]}")
        yield f"... {differing} lines differ, from line {start + 1} on; left out"
        return
    from difflib import unified_diff

    for number, line in enumerate(unified_diff(old, new, *names, lineterm="")):
        yield line if number < 2 else _shown(line[:1], line[1:])


def _shown(mark: str, text: str) -> str:
    body, newline, _ = text.partition("\n")
    cut = body if len(body) <= _WIDTH else body[:_WIDTH] + f" ... ({len(body) - _WIDTH} more characters)"
    line = mark + "\t".join(map(visible, cut.split("\t")))
    return line if newline or mark == "@" else f"{line}\n\\ No newline at end of file"


def _lines(data: bytes | None) -> list[str]:
    if not data:
        return []
    *lines, last = data.decode("utf-8", "surrogateescape").split("\n")
    return [line + "\n" for line in lines] + ([last] if last else [])


def _common(old: list[str], new: list[str]) -> int:
    count = 0
    for a, b in zip(old, new, strict=False):
        if a != b:
            break
        count += 1
    return count
