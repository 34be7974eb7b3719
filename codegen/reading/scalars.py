"""Plain scalars of YAML: the core schema of YAML 1.2.2, chapter 10.3, and nothing else.

``yes``, ``on``, ``2001-01-01``, ``12:30:45`` and ``1_000`` are strings; ``017`` is seventeen.
"""

from __future__ import annotations

import re

from codegen.reading.limits import MAX_DIGITS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

__all__ = ["NotFinite", "checked", "resolve"]

_MAX_BITS = 14_284  # every integer of so many bits has at most MAX_DIGITS digits

_WORDS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMBER = re.compile(
    r"(?:([-+]?[0-9]+)|([-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)"
    r"|0o([0-7]+)|0x([0-9a-fA-F]+)|([-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)))\Z"
)
#: What a number or an infinity can begin with.
_FIRST = frozenset("0123456789+-.")


class NotFinite(ValueError):
    """``.inf`` or ``.nan``."""


def resolve(text: str, number: Callable[[str], float] = float) -> Any:
    """The value of a plain scalar.

    :raises NotFinite: it is ``.inf`` or ``.nan``.  :raises OverflowError: it is out of range.
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _FIRST:
        return text
    found = _NUMBER.match(text)
    if found is None:
        return text
    kind = found.lastindex
    if kind == 5:
        raise NotFinite(text)
    if kind == 2:
        return _float(text, number)
    if kind != 1:
        return checked(int(found.group(3), 8) if kind == 3 else int(found.group(4), 16))
    if len(text.lstrip("+-")) > MAX_DIGITS:
        raise OverflowError(text)
    return int(text)


def checked(value: int) -> int:
    """An integer that can be printed.

    :raises OverflowError: it has more than :data:`MAX_DIGITS` digits.
    """
    if value.bit_length() > _MAX_BITS:
        raise OverflowError
    return value


def _float(text: str, number: Callable[[str], float]) -> float:
    value = number(text)
    if value - value != 0:  # infinite
        raise OverflowError(text)
    return value
