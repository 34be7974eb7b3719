"""Names are given here, once, for every target.

A name is a tuple of ASCII words.  Targets join words in their own way (``PascalCase``, ``snake_case``);
what they share is that two names that differ only in case, width (NFKC) or punctuation are refused
here, because some language would make one of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from codegen.errors import NameCollision, Origin

__all__ = ["MAX_NAME", "Names", "check_distinct", "fold", "pascal", "snake", "words_of"]

MAX_NAME = 200  # characters of a definition or property name that is used to make identifiers
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[A-Z]|[0-9]+")


@lru_cache(4096)
def words_of(text: str) -> tuple[str, ...]:
    """The ASCII words of a name: split at punctuation and at camelCase humps.

    >>> words_of("linear_ramp_to_cosine"), words_of("RMSpropConfig")
    (('linear', 'ramp', 'to', 'cosine'), ('RM', 'Sprop', 'Config'))
    """
    plain = unicodedata.normalize("NFKC", text[:MAX_NAME])
    pieces = _WORD.findall(re.sub(r"[^A-Za-z0-9]+", " ", plain))
    return tuple(pieces)


def pascal(words: Iterable[str]) -> str:
    """``("linear", "ramp")`` to ``LinearRamp``; capitals inside a word stay."""
    return _pascal(tuple(words))


@lru_cache(4096)
def _pascal(words: tuple[str, ...]) -> str:
    return "".join([w[:1].upper() + w[1:] for w in words])


def snake(words: Iterable[str]) -> str:
    """``("Linear", "Ramp")`` to ``linear_ramp``."""
    return "_".join(w.lower() for w in words)


def fold(text: str) -> str:
    """What two names have in common when a language cannot tell them apart."""
    return "".join(words_of(unicodedata.normalize("NFKC", text).casefold())).casefold()


def check_distinct(keys: Iterable[tuple[str, Origin]]) -> None:
    """Refuse two keys of one object that Unicode or a careless reader takes for one.

    Keys that differ only in punctuation stay apart: a target makes its own identifiers for them.

    :raises NameCollision: they are equal after NFKC and case folding.
    """
    seen: dict[str, str] = {}
    for key, at in keys:
        first = seen.setdefault(unicodedata.normalize("NFKC", key).casefold(), key)
        if first != key:
            raise NameCollision(
                f"the properties {first!r} and {key!r} differ only in case or width, which many languages "
                "and file systems cannot tell apart",
                "rename one of the two",
                at,
            )


class Names:
    """Hands out type names.  Given names must not collide; made-up names step aside."""

    def __init__(self) -> None:
        self._owners: dict[str, Origin] = {}

    def give(self, text: str, at: Origin) -> tuple[str, ...]:
        """The words of a name the schema gives.  :raises NameCollision: it is taken already."""
        words = _typelike(words_of(text))
        first = self._owners.setdefault(pascal(words).casefold(), at)
        if first != at:
            raise NameCollision(
                f"the name {text!r} becomes {pascal(words)}, and so does the one at #{first.pointer}",
                "rename one of the two so that they differ in more than case or punctuation",
                at,
            )
        return words

    def make(self, words: tuple[str, ...], at: Origin) -> tuple[str, ...]:
        """A name made from context; a number is put behind it when it is taken."""
        base = _typelike(words)
        candidate, number = base, 2
        while self._owners.setdefault(pascal(candidate).casefold(), at) != at:
            candidate, number = (*base, str(number)), number + 1
        return candidate


def _typelike(words: tuple[str, ...]) -> tuple[str, ...]:
    """Words that may begin a type name in any language: no digit first, never empty."""
    if not words:
        return ("Schema",)
    return words if words[0][0].isalpha() else ("Type", *words)
