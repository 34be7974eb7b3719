"""One JSON value in many spellings: a reader of text must give the same verdict for all of them."""

from __future__ import annotations

import json
from typing import Any

from codegen.agree.dice import Dice

__all__ = ["odd_text", "plain_text"]

_encode = json.JSONEncoder(ensure_ascii=False).encode  # made once: `json.dumps` would make one each time
_SPACES = ("", "", "", " ", "\n", "\t", "\r\n", "  ")
_SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def plain_text(value: Any) -> str:
    """The text most programs would write."""
    return _encode(value)


def odd_text(value: Any, dice: Dice) -> str:
    """Some other text of an equal value: white space, escapes, and other ways to write a number."""
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, str):
        if dice.chance(0.6):
            return json.dumps(value, ensure_ascii=dice.chance(0.5))
        return '"' + "".join(_character(c, dice) for c in value) + '"'
    if isinstance(value, (int, float)):
        return _number(value, dice)
    if isinstance(value, dict):
        inner = [f"{_gap(dice)}{odd_text(k, dice)}{_gap(dice)}:{_padded(v, dice)}" for k, v in value.items()]
        return "{" + (",".join(inner) or _gap(dice)) + "}"
    return "[" + (",".join(_padded(item, dice) for item in value) or _gap(dice)) + "]"


def _padded(value: Any, dice: Dice) -> str:
    return f"{_gap(dice)}{odd_text(value, dice)}{_gap(dice)}"


def _gap(dice: Dice) -> str:
    return dice.pick(_SPACES)


def _character(character: str, dice: Dice) -> str:
    if character in _SHORT and dice.chance(0.7):
        return _SHORT[character]
    if character == "/" and dice.chance(0.3):
        return "\\/"
    if ord(character) < 32 or character in _SHORT or dice.chance(0.1):
        units = character.encode("utf-16-be", "surrogatepass")
        return "".join(f"\\u{units[i]:02x}{units[i + 1]:02X}" for i in range(0, len(units), 2))
    return character


def _number(value: int | float, dice: Dice) -> str:
    """``2.0`` as ``2e0`` or ``0.20E+1``: decimals are moved, so the value stays what it was."""
    if isinstance(value, int):
        return "-0" if value == 0 and dice.chance(0.2) else str(value)
    sign = "-" if str(value).startswith("-") else ""
    mantissa, _, exponent = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    power = int(exponent or 0)
    spelled = dice.below(4)
    if spelled == 0:
        return sign + f"{whole}.{fraction or '0'}000" + (f"E{power:+d}" if exponent else "")
    if spelled == 1:
        return sign + f"{(whole + fraction).lstrip('0') or '0'}e{power - len(fraction)}"
    if spelled == 2:
        return sign + f"0.{whole}{fraction}E{power + len(whole):+03d}"
    return repr(value)
