"""Documents at the edges of a schema: its own values and bounds, steps past them, equals in disguise."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from fractions import Fraction
from random import Random
from typing import Any

from codegen.agree.dice import Dice
from codegen.agree.mutate import mutants
from codegen.agree.spelling import odd_text
from codegen.ir import Model
from codegen.load import Number, json_text, plain
from tests.fuzz.schemas import KEYS, NUMBERS, STRINGS

__all__ = ["texts"]

#: Texts whose spelling is the point.
SPELLED = (
    *("1E0", "-0", "-0.0", "0e5", "10e-1", "1.0000000000000001", "123456789012345678901234567890", "1e400"),
    *('"\\ud800"', '"\\ud83d\\ude00"', '{"\\ud800": 1}', "[1, 1.0]", "[1, true]", "[0, -0.0]", "[0, false]"),
    *('[{"a": 1}, {"a": 1.0}]', "[[], {}]", "[9007199254740993, 9007199254740992.0]", "[1e400]", "9e999"),
    *('[{"a": 1, "b": 2}, {"b": 2, "a": 1}]', '{"1": 1, "0": 2, "a": 3}', '["1", 1]'),
    '["e\\u0301", "\\u00e9"]',
)  # fmt: skip
COUNTS = ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minContains")
#: A schema that refers to itself twice takes twice as long for each level, with every validator.
DEEPEST = 9
BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")


Texts = list[tuple[str, str]]


def texts(schema: Any, model: Model, names: dict[str, str], count: int, random: Random) -> Texts:
    """So many JSON texts, each with the name of the definition that is to judge it."""
    root = names[model.root]
    drawn = mutants(model, names, count // 2, random.randrange(10**9))
    near = [(d.definition, d.text) for d in drawn if _depth(json.loads(d.text)) <= DEEPEST]
    edges = Edges(schema, random)
    far = [(root, edges.text()) for _ in range(count - len(near))]
    return near + far


class Edges:
    """Draws values out of what a schema says somewhere, wherever that is."""

    def __init__(self, schema: Any, random: Random) -> None:
        self.random = random
        self.dice = Dice(random.randrange(10**9))
        self.keys: list[str] = []
        self.values: list[Any] = []
        self.sizes: list[int] = []
        self.below: dict[str, list[Any]] = {}
        self.inner: dict[int, Edges] = {}
        for keyword, said in _said(schema):
            self._note(keyword, said)
        self.keys = list(dict.fromkeys(self.keys)) or list(KEYS[:4])

    def _note(self, keyword: str, said: Any) -> None:
        if keyword in ("properties", "dependentSchemas") and isinstance(said, dict):
            self.keys += said
            for key, schema in said.items():
                self.below.setdefault(key, []).append(schema)
        elif keyword == "required" and isinstance(said, list):
            self.keys += [key for key in said if isinstance(key, str)]
        elif keyword in ("const", "default"):
            self.values.append(said)
        elif keyword == "enum" and isinstance(said, list):
            self.values += said
        elif keyword in COUNTS and isinstance(said, (int, float)):
            self.sizes += [int(said), int(said) + 1, max(0, int(said) - 1)]
        elif keyword in BOUNDS and isinstance(said, (int, float)):
            self.values += _around(said)
        elif keyword == "multipleOf" and isinstance(said, (int, float)):
            self.values += _multiples(said)

    def text(self) -> str:
        if self.random.random() < 0.1:
            return self.random.choice(SPELLED)
        value = self.value() if self.random.random() < 0.5 else self.object(0)
        return odd_text(plain(value), self.dice) if self.random.random() < 0.2 else json_text(value)

    def value(self, depth: int = 0) -> Any:
        r = self.random
        kind = r.random()
        if kind < 0.4 and self.values:
            return self._disguised(r.choice(self.values))
        if kind < 0.6 and depth < 4:
            return self.object(depth) if r.random() < 0.5 else self.array(depth)
        if kind < 0.7:
            return r.choice(NUMBERS)
        if kind < 0.85:
            return self.string()
        return r.choice((None, True, False, 0, 1, Number("1.0"), "", [], {}))

    def string(self) -> str:
        r = self.random
        if self.sizes and r.random() < 0.4:
            return "".join(r.choice("ab\U0001f600é_") for _ in range(r.choice(self.sizes)))
        return r.choice(STRINGS)

    def object(self, depth: int) -> dict[str, Any]:
        r = self.random
        keys = [key for key in self.keys if r.random() < 0.5]
        if r.random() < 0.3:
            keys.append(r.choice(KEYS))
        r.shuffle(keys)
        return {key: self.member(key, depth + 1) for key in keys[:6]}

    def member(self, key: str, depth: int) -> Any:
        """A value for a key, mostly out of what is said of that key."""
        if key not in self.below or self.random.random() < 0.3:
            return self.value(depth)
        schema = self.random.choice(self.below[key])
        if id(schema) not in self.inner:
            self.inner[id(schema)] = Edges(schema, self.random)
        return self.inner[id(schema)].value(depth)

    def array(self, depth: int) -> list[Any]:
        r = self.random
        count = r.choice(self.sizes) if self.sizes and r.random() < 0.4 else r.randrange(4)
        items = [r.choice((True, 0, 1, self.value(depth + 1))) for _ in range(min(count, 5))]
        if items and r.random() < 0.5:
            items.append(self._disguised(r.choice(items)))
        return items

    def _disguised(self, value: Any) -> Any:
        """The same value written otherwise, or one that only a careless program takes for it."""
        r = self.random
        if isinstance(value, dict):
            changed = [(k, self._disguised(v)) for k, v in value.items()]
            return dict(reversed(changed)) if r.random() < 0.5 else dict(changed)
        if isinstance(value, list):
            return [self._disguised(v) for v in value]
        if isinstance(value, bool):
            return r.choice((value, int(value)))
        if isinstance(value, (int, float)) and value in (0, 1) and r.random() < 0.3:
            return bool(value)
        if isinstance(value, (int, float)) and r.random() < 0.5:
            return r.choice(_around(value))
        if isinstance(value, str) and r.random() < 0.2:
            return value + r.choice(("\n", " ", "\U0001f600"))
        return value


def _depth(value: Any) -> int:
    below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(_depth, below), default=0)


def _said(value: Any) -> Iterator[tuple[str, Any]]:
    """Every key with its value, at any depth; what is data looks like keywords then, which does no harm."""
    for key, item in value.items() if isinstance(value, dict) else ():
        yield key, item
        yield from _said(item)
    for item in value if isinstance(value, list) else ():
        yield from _said(item)


def _around(number: int | float) -> list[Any]:
    """A number as it is, in the other form, and its neighbours."""
    found: list[Any] = [number, -number, int(number)]
    if isinstance(number, int):
        found += [number + 1, number - 1, bool(number)]
    near = _float(number)
    if near is not None:
        found += [near, math.nextafter(near, math.inf), math.nextafter(near, -math.inf)]
    return [v for v in found if not isinstance(v, float) or math.isfinite(v)]


def _float(number: int | float) -> float | None:
    try:
        return float(number)
    except OverflowError:
        return None


def _multiples(number: int | float) -> list[Any]:
    """Numbers that are multiples as decimals, and some that only look like it."""
    found: list[Any] = []
    unit = Fraction(number.text) if isinstance(number, Number) else Fraction(number)
    for count in (1, 2, 3, 7, 10**6, 10**17 + 1):
        exact = unit * count
        if exact.denominator == 1:
            found.append(int(exact))
        try:
            found += [float(exact), math.nextafter(float(exact), math.inf)]
        except OverflowError:
            continue
    return [v for v in found if (not isinstance(v, float) or math.isfinite(v)) and json.dumps(v)]
