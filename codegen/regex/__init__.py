r"""Regular expressions of JSON Schema (``pattern``, ``patternProperties``), the same in every language.

A pattern is ECMA-262 read with the ``u`` flag, unanchored (JSON Schema core 6.4).  It is parsed strictly,
refused when it is malformed or when languages would disagree about it, and printed anew:

>>> to_python(r"^\d{3}$")
'^[0-9]{3}\\Z'

Text is a row of code points; a surrogate that has no partner is one of its own.  ``\p{...}`` takes general
categories (as of Unicode 14.0, written out as ranges everywhere), ``ASCII``, ``Any``, ``Assigned``,
``ASCII_Hex_Digit`` and ``White_Space``.  Refused because languages would disagree: lookbehind of variable
width, back references to a group that is repeated or may have taken no part, flags inside a pattern,
scripts and other properties.  How long a match takes is up to the author of the pattern.
"""

from __future__ import annotations

from codegen.regex.syntax import MalformedPattern, Node, PatternError, UnportablePattern

__all__ = [
    "MalformedPattern",
    "PatternError",
    "UnportablePattern",
    "check",
    "parse",
    "to_ecma",
    "to_python",
]


def parse(pattern: str) -> Node:
    """The tree of a pattern.

    :raises MalformedPattern: ECMA-262 with ``u`` refuses it.
    :raises UnportablePattern: it would mean different things in different languages, or passes a limit.
    """
    from codegen.regex.grammar import parse as read
    from codegen.regex.portable import check_portable

    tree = read(pattern)
    check_portable(tree)
    return tree


def check(pattern: str) -> None:
    """Refuse a pattern that cannot be used.  :raises PatternError: as :func:`parse` does."""
    parse(pattern)


def to_python(pattern: str) -> str:
    """Source for ``re.compile(source).search(text)`` that accepts the same texts.

    Printable ASCII, for Python 3.7 and later, without flags.  :raises PatternError: as :func:`parse` does.
    """
    from codegen.regex.dialects import python
    from codegen.regex.printing import printed

    return printed(parse(pattern), python())


def to_ecma(pattern: str) -> str:
    """Source for ``new RegExp(source, "u").test(text)`` that accepts the same texts.

    Printable ASCII, safe between slashes, with ``\\p{...}`` written out, so that it does not depend on the
    engine's version of Unicode.  :raises PatternError: as :func:`parse` does.
    """
    from codegen.regex.dialects import ecma
    from codegen.regex.printing import printed

    return printed(parse(pattern), ecma())
