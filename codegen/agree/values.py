"""Values to put where they do not belong: every JSON type, and the members of each that break programs."""

from __future__ import annotations

from typing import Any

from codegen.agree.dice import Dice
from codegen.agree.pool import Pool

__all__ = ["NAMES", "any_value", "nested", "odd_number", "odd_string", "text_of_length"]

#: Integers that a double cannot hold, at the edges of machine words; integral floats; the ends of doubles.
NUMBERS: tuple[int | float, ...] = (
    0, -0.0, 1, 1.0, -1, 2, 2.0, 0.5, 1.5, 100, 1e2, 2**31, 2**53, 2**53 + 1, float(2**53), 2**63 - 1, 2**63,
    -(2**63) - 1, 2**64, 2**64 + 1, 10**30, -(10**30), 10**400, -(10**400), 1e16, 1e21, 1e22, 1e300, -1e300,
    1e-7, 5e-324, 1.7976931348623157e308, 0.1, 0.30000000000000004,
)  # fmt: skip
#: Spellings of other types, white space, quotes, control and bidirectional characters, code points beyond
#: 16 bits, characters whose composed and decomposed forms differ, and other digits than ASCII's.
STRINGS = (
    "", " ", "a", "A", "1", "1.0", "true", "null", "NaN", "[]", "{}", "\n", "a\n", "\t", "\0", '"', "\\", "'",
    "</script>", "\u00e9", "e\u0301", "\u00df", "\u0130", "\u017f", "\u202e", "\u2028", "\ufeff",
    "\U0001f600", "\U0001f468\u200d\U0001f469", "\U0001d7d9", "\u0661", "\uffff", "x" * 100,
)  # fmt: skip
#: Keys that mean something to some language.
NAMES = (
    "", "x", "extra", "__proto__", "constructor", "toString", "hasOwnProperty", "__class__", "__dict__",
    "self", "cls", "model_config", "model_fields", "root", "value", "class", "\u00e9", "e\u0301",
    "\U0001f600", "0", "-1", "a/b", "a~b", "~1", "$ref", "null", "x" * 100,
)  # fmt: skip
_ALPHABET = "abcXYZ019 _-.\u00e9\u00df\U0001f600"


def any_value(dice: Dice, pool: Pool) -> Any:
    """Some JSON value, a fresh one."""
    kind = dice.below(12)
    if kind < 3:
        return (None, True, False)[kind]
    if kind < 6:
        return odd_number(dice, pool)
    if kind < 9:
        return odd_string(dice, pool)
    if kind == 9:
        return dice.pick((list, dict))()
    inner = any_value(dice, pool)
    return [inner] if kind == 10 else {dice.pick(pool.keys or NAMES): inner}


def odd_number(dice: Dice, pool: Pool) -> int | float:
    """A number that the schema names (or next to one), or one that is hard for some program."""
    return dice.pick(pool.numbers) if pool.numbers and dice.chance(0.4) else dice.pick(NUMBERS)


def odd_string(dice: Dice, pool: Pool) -> str:
    """A string that the schema names, one that is hard for some program, or one of a length it bounds."""
    if pool.strings and dice.chance(0.4):
        return dice.pick(pool.strings)
    if pool.sizes and dice.chance(0.2):
        return text_of_length(dice, dice.pick(pool.sizes))
    return dice.pick(STRINGS)


#: Characters or items, from which on nothing that has them is used.
TOO_MANY = 20_000


def text_of_length(dice: Dice, length: int) -> str:
    """That many code points; some of them take two UTF-16 units, two or four bytes.

    No more than make a document that is too large to be used.
    """
    return "".join(dice.pick(_ALPHABET) for _ in range(min(length, TOO_MANY)))


def nested(dice: Dice, inner: Any) -> Any:
    """A value deep inside arrays, or inside objects."""
    key = dice.pick(NAMES) if dice.chance(0.5) else None
    for _ in range(2 + dice.below(40)):
        inner = [inner] if key is None else {key: inner}
    return inner
