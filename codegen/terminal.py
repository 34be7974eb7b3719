"""The one gate to the terminal: text from a schema, a file name or a document as visible characters.

Escape sequences could repaint a terminal, bidirectional overrides could make a line read as another,
and a newline could forge a second message.  None of them leaves this module as itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable

__all__ = ["escape_hidden", "printed_width", "visible"]

# C0, DEL and C1 controls; soft hyphen; Arabic letter mark; invisible and bidirectional formatting; line
# and paragraph separators; fillers that print as nothing; surrogates; non-characters; tags.
_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
)


def visible(text: str) -> str:
    """One line that shows what the text holds: ``ESC`` becomes ``\\u{1b}``.

    >>> print(visible("a\\x1b[2Jb\\n"))
    a\\u{1b}[2Jb\\u{a}
    """
    return text if _is_plain(text) else _HIDDEN.sub(_escape, text)


def escape_hidden(text: str, escape: Callable[[int], str]) -> str:
    """The text with every character nobody would see replaced by what ``escape`` makes of its code point."""
    if _is_plain(text):
        return text
    return _HIDDEN.sub(lambda found: escape(ord(found.group())), text)


def _is_plain(text: str) -> bool:
    """Whether it holds nothing but what an ASCII keyboard types: most texts, told without a search."""
    return text.isascii() and text.isprintable()


def printed_width(text: str) -> int:
    """Terminal columns of a text that has passed :func:`visible`; wide characters take two (UAX #11)."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def _escape(found: re.Match[str]) -> str:
    return f"\\u{{{ord(found.group()):x}}}"
