"""Functions that nodes share: two fields that say the same are judged by one function.

``_check_number_from_0_below_1`` says more than ``_check_beta_1`` and ``_check_beta_2`` would, and is shorter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import attrgetter

from codegen import messages
from codegen.checker.book import Book
from codegen.checker.search import Search, write_shape
from codegen.ir import Const, Enum, Node, Ref, Scalar, Union

__all__ = ["share_key", "share_summary", "share_words", "shared"]

_FACTS = (
    ("minimum", "from"),
    ("exclusive_minimum", "above"),
    ("maximum", "to"),
    ("exclusive_maximum", "below"),
    ("multiple_of", "by"),
    ("min_length", "from"),
    ("max_length", "to"),
    ("pattern", "like"),
)
_said = attrgetter(*(fact for fact, _ in _FACTS))
_Key = tuple[object, ...]


def shared(book: Book, node: Node) -> str | None:
    """The function for a scalar, fixed values or a choice of named types and scalars; else None."""
    key = share_key(node)
    if key is None or key in book.shared:
        return book.shared.get(key)

    def write(name: str) -> list[str]:
        search = Search(book, "")
        write_shape(search, node)
        return search.function(name, share_summary(book, node))

    words = share_words(node, lambda target: book.searches[target].removeprefix("_check_").strip("_"))
    return book.share(key, "check", [words], write)


def share_key(node: Node) -> _Key | None:
    """What a node says, if a function of it can be shared: equal keys say the same."""
    if node.residuals:
        return None
    if isinstance(node, Scalar):
        return _scalar_key(node)
    if isinstance(node, (Const, Enum)):
        values = (node.value,) if isinstance(node, Const) else node.values
        return (type(node).__name__, *(v.text for v in values))
    if isinstance(node, Union) and node.members and all(map(_plain, node.members)):
        return (node.kind, *(_member_key(m) for m in node.members))
    return None


def share_words(node: Node, called: Callable[[str], str]) -> str:
    """Words for the name of the function; ``called`` gives those for a definition."""
    match node:
        case Const(value=value):
            return f"exactly {value.text[:20]}"
        case Enum(values=values):
            return " or ".join(v.text[:20] for v in values[:6])
        case Union(members=members):
            return " or ".join(
                called(m.target) if isinstance(m, Ref) else " ".join(_scalar_words(m)) for m in members
            )
    return " ".join(_scalar_words(node))


def _plain(node: Node) -> bool:
    return isinstance(node, (Ref, Scalar)) and not node.residuals


def _member_key(node: Node) -> _Key:
    return ("ref", node.target) if isinstance(node, Ref) else _scalar_key(node)


def _scalar_key(node: Node) -> _Key:
    assert isinstance(node, Scalar)
    return (node.kind, *_said(node))


def _scalar_words(node: Node) -> Iterator[str]:
    """Words for the name of the function: ``number from 0 below 1``."""
    assert isinstance(node, Scalar)
    yield node.kind
    for fact, word in _FACTS:
        limit = getattr(node, fact)
        if fact == "pattern" and limit is not None:
            yield "like a pattern"
        elif limit is not None:
            yield f"{word} {getattr(limit, 'text', limit)}".replace("-", "minus ")


def share_summary(book: Book, node: Node) -> str:
    """One line about the function, of letters and signs of our own only."""
    if isinstance(node, (Const, Enum)):
        return "One value." if isinstance(node, Const) else "One of some values."
    members = node.members if isinstance(node, Union) else (node,)
    names = [_name(book, m) for m in members]
    return messages.either(names)[:80] + "."


def _name(book: Book, node: Node) -> str:
    """Letters and signs of our own only: the name of a type, or a scalar with its bounds."""
    if isinstance(node, Ref):
        return book.type_name(book.model.definition(node.target))
    words = " ".join(_scalar_words(node)).replace("minus ", "-").replace("like a pattern", "with a pattern")
    return f"{'An' if words[0] == 'i' else 'A'} {words}" if words != "null" else "null"
