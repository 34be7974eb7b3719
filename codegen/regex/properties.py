"""``\\p{...}``: the Unicode properties whose sets can be the same everywhere.

Languages carry different versions of Unicode, so a property is written out as ranges when a pattern is
printed.  General categories come from one committed table (Unicode 14.0, see ``unicode14.py``); the
other properties here have fixed sets.  Names are those of ECMA-262 tables 69 to 71, case included.
"""

from __future__ import annotations

import re
from functools import cache

from codegen.regex.chars import EVERY, Ranges, complement, union

__all__ = ["PropertyNotFound", "property_ranges"]

_CATEGORIES = """
LC Cased_Letter; Pe Close_Punctuation; Pc Connector_Punctuation; Cc Control cntrl; Sc Currency_Symbol;
Pd Dash_Punctuation; Nd Decimal_Number digit; Me Enclosing_Mark; Pf Final_Punctuation; Cf Format;
Pi Initial_Punctuation; L Letter; Nl Letter_Number; Zl Line_Separator; Ll Lowercase_Letter;
M Mark Combining_Mark; Sm Math_Symbol; Lm Modifier_Letter; Sk Modifier_Symbol; Mn Nonspacing_Mark;
N Number; Ps Open_Punctuation; C Other; Lo Other_Letter; No Other_Number; Po Other_Punctuation;
So Other_Symbol; Zp Paragraph_Separator; Co Private_Use; P Punctuation punct; Z Separator;
Zs Space_Separator; Mc Spacing_Mark; Cs Surrogate; S Symbol; Lt Titlecase_Letter; Cn Unassigned;
Lu Uppercase_Letter
"""
_ALIASES = {alias: names.split()[0] for names in _CATEGORIES.split(";") for alias in names.split()}
_HEX = union(((0x30, 0x39), (0x41, 0x46), (0x61, 0x66)))
_WHITE = union(
    [(0x09, 0x0D), (0x85, 0x85), (0x2000, 0x200A), (0x2028, 0x2029)]
    + [(c, c) for c in (0x20, 0xA0, 0x1680, 0x202F, 0x205F, 0x3000)]
)
_FIXED: dict[str, Ranges] = {
    "ASCII": ((0, 0x7F),),
    "Any": EVERY,
    "ASCII_Hex_Digit": _HEX,
    "AHex": _HEX,
    "White_Space": _WHITE,
    "space": _WHITE,
}
_NEAREST = {
    "Alphabetic": r"\p{L}",
    "Alpha": r"\p{L}",
    "Uppercase": r"\p{Lu}",
    "Upper": r"\p{Lu}",
    "Lowercase": r"\p{Ll}",
    "Lower": r"\p{Ll}",
    "ID_Start": r"[\p{L}\p{Nl}]",
    "ID_Continue": r"[\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]",
}
_SCRIPTS = ("Script", "sc", "Script_Extensions", "scx")


class PropertyNotFound(LookupError):
    """No set for this property.  ``valid`` tells whether ECMA-262 might still know the name."""

    def __init__(self, valid: bool, hint: str) -> None:
        super().__init__(hint)
        self.valid = valid
        self.hint = hint


def property_ranges(name: str) -> Ranges:
    """The set of ``\\p{name}``.  :raises PropertyNotFound: there is none."""
    key, equals, value = name.partition("=")
    if equals:
        if key in ("General_Category", "gc") and value in _ALIASES:
            return _of_category(_ALIASES[value])
        raise _unknown(key, name)
    if name in _FIXED:
        return _FIXED[name]
    if name == "Assigned":
        return complement(_of_category("Cn"))
    if name in _ALIASES:
        return _of_category(_ALIASES[name])
    raise _unknown(name, name)


def _unknown(key: str, name: str) -> PropertyNotFound:
    if key in _SCRIPTS:
        return PropertyNotFound(True, r"write the ranges of the script, as in [\u0370-\u03FF]")
    if name in _NEAREST:
        return PropertyNotFound(True, f"write a general category, as in {_NEAREST[name]}, or ranges")
    for alias in (*_ALIASES, *_FIXED):
        if alias.replace("_", "").lower() == re.sub("[ _-]", "", name).lower():
            return PropertyNotFound(False, rf"write \p{{{alias}}}: names are case-sensitive")
    return PropertyNotFound(True, r"write a general category, as in \p{L} or \p{Nd}, or ranges")


@cache
def _of_category(kind: str) -> Ranges:
    """A category of two letters, or all that begin with one letter; ``LC`` is Lu, Ll and Lt."""
    table = _table()
    wanted = ("Lu", "Ll", "Lt") if kind == "LC" else tuple(k for k in table if k.startswith(kind))
    return union(pair for k in wanted for pair in table[k])


@cache
def _table() -> dict[str, list[tuple[int, int]]]:
    from codegen.regex.unicode14 import RUNS

    found: dict[str, list[tuple[int, int]]] = {}
    start = 0
    for kind, length in re.findall(r"([A-Z][a-z])([0-9]*)", RUNS):
        end = start + int(length or 1)
        found.setdefault(kind, []).append((start, end - 1))
        start = end
    return found
