"""Schema text as Markdown that shows it and does nothing else: the one gate into ``.md`` files."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote

from codegen.targets.docs.text import Piece, Text

__all__ = ["md", "md_code", "md_fence", "md_pieces"]

_SPECIAL = re.compile(r"([\\`*\[\]<>#|~$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9]))")
_BEGINNING = re.compile(r"^(\s*)([-+=:]|\d+[.)])")
_TICKS = re.compile("`+")


@lru_cache(4096)
def md(text: str) -> str:
    """Plain text: no markup, no HTML, no entity."""
    escaped = _SPECIAL.sub(r"\\\1", text.replace("&", "&amp;"))
    return _BEGINNING.sub(_escaped_beginning, escaped)


def _escaped_beginning(found: re.Match[str]) -> str:
    mark = found.group(2)
    return f"{found.group(1)}{mark[:-1]}\\{mark[-1]}"


def md_code(text: str) -> str:
    """A code span; its fence is longer than any run of backticks in it."""
    fence = _fence(text, 1)
    pad = " " if text[:1] in ("`", " ") or text[-1:] in ("`", " ") else ""
    return f"{fence}{pad}{text}{pad}{fence}" if text.strip() else "(empty)"


def md_fence(text: str, language: str) -> str:
    """A block of code."""
    fence = _fence(text, 3)
    return f"{fence}{language}\n{text.rstrip()}\n{fence}\n"


@lru_cache(4096)
def md_pieces(text: Text) -> str:
    """Pieces of text with their markup."""
    return "".join(map(_piece, text))


def _piece(piece: Piece) -> str:
    if piece.kind == "code":
        return md_code(piece.text)
    if piece.kind == "link":
        return f"[{md(piece.text)}]({_href(piece.href)})"
    if piece.kind == "block":
        return md_fence(piece.text, "")
    return md(piece.text)


def _href(href: str) -> str:
    """An address inside the site, from a page of HTML to one of Markdown."""
    return quote(href.replace(".html", ".md", 1), safe="/#.:_-+")


def _fence(text: str, least: int) -> str:
    longest = max(map(len, _TICKS.findall(text)), default=0) if "`" in text else 0
    return "`" * max(least, longest + 1)
