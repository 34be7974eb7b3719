"""Functions that nodes share: two fields that say the same are judged by one function."""

from __future__ import annotations

from codegen.checker.search_shared import share_key, share_summary, share_words
from codegen.ir import Node
from codegen.javascript.book import Book

__all__ = ["shared"]


def shared(book: Book, node: Node) -> str | None:
    """The function for a scalar, fixed values or a choice of named types and scalars; else None."""
    from codegen.javascript.search import Search, write_shape

    key = share_key(node)
    if key is None or key in book.shared:
        return book.shared.get(key)

    def write(name: str) -> list[str]:
        search = Search(book, "")
        write_shape(search, node)
        return search.function(name, share_summary(book, node))

    words = share_words(node, lambda target: book.type_name(book.model.definition(target)))
    return book.share(key, "check", [words], write)
