"""Numbers that remember how they were written."""

from __future__ import annotations

import math

__all__ = ["Number"]


class Number(float):
    """A JSON number with a fraction or an exponent; ``text`` is how it was written."""

    __slots__ = ("text",)
    text: str

    def __new__(cls, text: str) -> Number:
        """:raises OverflowError: the number is beyond the range of a double."""
        self = super().__new__(cls, text)
        if math.isinf(self):
            raise OverflowError(text)
        self.text = text
        return self
