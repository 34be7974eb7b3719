"""Text of a page in pieces: plain words, code, and links inside the site.

Every string of the schema comes in through :func:`prose`, :func:`code` or :func:`said`, which show hidden
characters; what the pieces become in HTML or Markdown is up to the templates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple, TypeAlias

from codegen.terminal import visible

__all__ = [
    "Piece",
    "Text",
    "anchor_of",
    "code",
    "cut",
    "first_sentence",
    "joined",
    "link",
    "paragraphs",
    "said",
]

MAX_ABOUT = 4000  # characters of a description that a page shows
MAX_CODE = 200
MAX_ANCHOR = 120
_SPAN = re.compile(r"`([^`\n]{1,200})`")
#: Between paragraphs; an item of a list is one of its own.
_BREAK = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*]|\d{1,2}[.)])\s)")
_BULLET = re.compile(r"\A[-*] ")
_FENCED = re.compile(r"^ {0,3}(`{3,})[^`\n]*\n(.*?)(?:^ {0,3}\1`*[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
_ODD = re.compile(r"[^A-Za-z0-9_-]")
_END = re.compile(r"[.!?](?=\s)")


class Piece(NamedTuple):
    """Some words.  ``href`` of a link is the anchor or page inside the site; a block is lines of code."""

    text: str
    kind: Literal["text", "code", "link", "block"] = "text"
    href: str = ""


Text: TypeAlias = tuple[Piece, ...]


def said(text: str) -> Text:
    """Our own words."""
    return (Piece(text),)


def code(text: str) -> Text:
    """A value or a name as it is written."""
    return (Piece(cut(visible(text[: MAX_CODE + 1]), MAX_CODE), "code"),)


def link(text: str, href: str) -> Text:
    """A way to another place of the site."""
    return (Piece(cut(visible(text[: MAX_CODE + 1]), MAX_CODE), "link", href),)


def joined(parts: Iterable[Text], between: str = ", ", last: str = "") -> Text:
    """Texts with words between them (others before the last one)."""
    every = list(parts)
    found: list[Piece] = []
    for number, part in enumerate(every):
        if number:
            found.append(Piece(last if last and number == len(every) - 1 else between))
        found += part
    return tuple(found)


def paragraphs(text: str) -> tuple[Text, ...]:
    """A description: one text a paragraph or item of a list; what stands between backticks is code."""
    if not text:
        return ()
    shown = cut(text[: MAX_ABOUT + 1], MAX_ABOUT)
    if "\n" not in shown:  # as most are
        return (_spans(" ".join(shown.split())),) if shown.strip() else ()
    return tuple(_blocks(shown))


def _blocks(text: str) -> Iterator[Text]:
    for number, part in enumerate(_FENCED.split(text)):  # prose, fence, code, prose ...
        if number % 3 == 0:
            for block in filter(str.strip, _BREAK.split(part)):
                yield _spans(_BULLET.sub("• ", " ".join(block.split())))
        elif number % 3 == 2 and part.strip():
            lines = (visible(line.expandtabs(4).rstrip()) for line in part.strip("\n").split("\n"))
            yield (Piece("\n".join(lines), "block"),)


def _spans(text: str) -> Text:
    if "`" not in text:
        return said(visible(text))
    found: list[Piece] = []
    end = 0
    for span in _SPAN.finditer(text):
        if span.start() > end:
            found.append(Piece(visible(text[end : span.start()])))
        found += code(span.group(1))
        end = span.end()
    if end < len(text):
        found.append(Piece(visible(text[end:])))
    return tuple(found)


def first_sentence(text: str, limit: int = 160) -> str:
    """The first sentence of a description, on one line and without its markup."""
    plain = " ".join(text[:MAX_ABOUT].replace("`", "").split())
    end = _END.search(plain)
    return cut(visible(plain[: end.end()] if end else plain), limit)


def cut(text: str, limit: int) -> str:
    """At most so many characters."""
    return text if len(text) <= limit else text[:limit].rstrip() + "…"


def anchor_of(key: str) -> str:
    """The part of an address that names a key; no two keys share one, and none holds a colon.

    ``learning_rate`` stays as it is; every other character than a letter, a digit, ``_`` and ``-`` is
    written as its code point between dots.
    """
    if key.isascii() and key.isidentifier() and len(key) <= MAX_ANCHOR:  # as most are
        return key
    anchor = _ODD.sub(lambda found: f".{ord(found.group()):x}.", key)
    if len(anchor) <= MAX_ANCHOR and anchor:
        return anchor
    from hashlib import sha256

    return f"{anchor[:MAX_ANCHOR]}.{sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}."
