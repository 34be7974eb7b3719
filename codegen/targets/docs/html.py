"""Schema text as HTML that shows it and does nothing else, where a template does not escape by itself."""

from __future__ import annotations

from functools import lru_cache

from markupsafe import Markup

from codegen.targets.docs.text import Piece, Text

__all__ = ["content", "markup", "pieces"]


@lru_cache(4096)  # types, and what holds when a key is left out, come again and again
def pieces(text: Text) -> Markup:
    """Pieces of text with their elements.  (A macro of Jinja would take several times as long.)"""
    return Markup("".join(map(_piece, text)))


def _piece(piece: Piece) -> str:
    shown = _escaped(piece.text)
    if piece.kind == "code":
        return f"<code>{shown}</code>"
    if piece.kind == "link":
        return f'<a href="{_escaped(piece.href)}">{shown}</a>'
    if piece.kind == "block":
        return f'<code class="block">{shown}</code>'
    return shown


def content(text: str) -> Markup:
    """Text inside an element: quotes may stay, which makes code a fifth smaller."""
    return Markup(_angles(text))


def markup(mathml: str) -> Markup:
    """MathML of :func:`codegen.formula.to_mathml`, which holds ASCII words alone."""
    return Markup(mathml)


def _escaped(text: str) -> str:
    """Text inside an element or between the quotes of an attribute."""
    return _angles(text).replace('"', "&#34;").replace("'", "&#39;")


def _angles(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
