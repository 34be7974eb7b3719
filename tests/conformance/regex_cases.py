"""Seeded random patterns, and texts that have a fair chance to match them."""

# ruff: noqa: SIM905 - rows of short tokens are easier to read without quotes

from __future__ import annotations

import random
from dataclasses import dataclass, field

from codegen.regex import PatternError, parse
from codegen.regex.syntax import (
    Alternatives,
    BackReference,
    Chars,
    Group,
    Node,
    Repeat,
    Series,
)

__all__ = ["broken", "pattern", "texts"]

LITERALS = [*"aabbcA01_- ,/&~", '"', "\n", "\u00e9", "\u00a0", "\u2028", "\U0001f600"]
SETS = r". \d \D \w \W \s \S [^] [] \p{ASCII} \P{ASCII} \p{AHex}".split()
ESCAPES = [
    *r"\n \r \t \v \f \0 \cJ \cj \x61 \u0062 \u{61} \u{1F600} \uD83D\uDE00 \uD83D \uDE00".split(),
    *r"\u{D83D} \u{DE00} \. \/ \$ \^ \\ \[ \] \{ \} \( \) \* \+ \? \|".split(),
]
PLACES = r"^ $ \b \B".split()
REPEATS = "* + ? {2} {0} {1,} {0,2} {1,3} {2,} {0,0} {1}".split()
ALPHABET = (
    'aaabbbcAZ019_- ,./\\^$&~"\n\r\t\v\f\0\x7f\x85\xa0\u00e9\u0301\u0660\u1680\u180e\u2028\u2029'
    "\u212a\u017f\u3000\ufeff\ud83d\ude00\U0001f600\U0010ffff"
)
LOOKS = "(?= (?! (?<= (?<!".split()


def pattern(rng: random.Random) -> str:
    """A pattern that is mostly valid."""
    return _Maker(rng).alternatives(rng.randint(1, 3))


@dataclass(slots=True)
class _Maker:
    rng: random.Random
    groups: int = 0
    names: list[str] = field(default_factory=list)

    def alternatives(self, depth: int, repeats: int = 0) -> str:
        count = self.rng.choice((1, 1, 1, 2, 3))
        return "|".join(self.series(depth, repeats) for _ in range(count))

    def series(self, depth: int, repeats: int) -> str:
        return "".join(self.part(depth, repeats) for _ in range(self.rng.randint(0, 4)))

    def part(self, depth: int, repeats: int) -> str:
        kind = self.rng.random()
        if kind < 0.1:
            return self.rng.choice(PLACES)
        if kind < 0.17 and depth:
            return self.rng.choice(LOOKS) + self.alternatives(depth - 1, repeats) + ")"
        repeated = self.rng.random() < 0.35 and repeats < 2
        atom = self.atom(depth, repeats + repeated)
        if not repeated:
            return atom
        return atom + self.rng.choice(REPEATS) + self.rng.choice(("", "", "?"))

    def atom(self, depth: int, repeats: int) -> str:
        rng = self.rng
        kind = rng.random()
        if kind < 0.25 and depth:
            return self.group(depth, repeats)
        if kind < 0.33 and self.groups:
            return f"\\{rng.randint(1, self.groups)}"
        if kind < 0.36 and self.names:
            return f"\\k<{rng.choice(self.names)}>"
        if kind < 0.5:
            return rng.choice(SETS)
        if kind < 0.6:
            return self.chars()
        return rng.choice(ESCAPES) if kind < 0.7 else rng.choice(LITERALS)

    def group(self, depth: int, repeats: int) -> str:
        opener = self.rng.choice(("(", "(", "(?:", "(?<"))
        if opener != "(?:":
            self.groups += 1
        if opener == "(?<":
            name = f"n{self.groups}"
            self.names.append(name)
            opener += name + ">"
        return opener + self.alternatives(depth - 1, repeats) + ")"

    def chars(self) -> str:
        rng = self.rng
        inside = []
        for _ in range(rng.randint(0, 4)):
            low, high = sorted((rng.choice(ALPHABET), rng.choice(ALPHABET)))
            single = rng.choice([*LITERALS, *ESCAPES, *SETS[1:7], r"\-", r"\b", "-", "^", "."])
            ends = f"{_in_class(low)}-{_in_class(high)}"
            inside.append(ends if rng.random() < 0.4 else single if len(single) > 1 else _in_class(single))
        return f"[{rng.choice(('', '', '^'))}{''.join(inside)}]"


def _in_class(char: str) -> str:
    return "\\" + char if char in "\\]^-" else char


TOKENS: list[str] = [
    *(*LITERALS, *SETS, *ESCAPES, *PLACES, *REPEATS, *LOOKS),
    *r"( ) [ ] { } | . \ - : = ! < > , u x (?: (?<n> (?P<n> [^ (? (?< {,2} {2,1}".split(),
    *r"\1 \2 \8 \00 \k<n> \k \u \u{ \x \c \p{L} \p \- \_ \a".split(),
]


def broken(rng: random.Random) -> str:
    """A pattern with something in it that may well be wrong."""
    if rng.random() < 0.5:
        return "".join(rng.choice(TOKENS) for _ in range(rng.randint(1, 6)))
    text = pattern(rng)
    at = rng.randrange(len(text) + 1)
    return text[:at] + rng.choice(TOKENS) + text[at + rng.randint(0, 2) :]


def texts(source: str, rng: random.Random, count: int) -> list[str]:
    """Texts for a pattern: some made from it, some made from those, some from anything."""
    found = ["", "a"]
    try:
        tree = parse(source)
    except PatternError:
        tree = None
    while len(found) < count:
        text = "" if tree is None else _sample(tree, rng, {})
        if rng.random() < 0.3:
            text = _any(rng, 2) + text
        if rng.random() < 0.3:
            text += rng.choice((_any(rng, 2), "\n"))
        if text and rng.random() < 0.3:
            at = rng.randrange(len(text))
            text = text[:at] + _any(rng, 1) + text[at + 1 :]
        found.append(_paired(text[:12]) if tree else _paired(_any(rng, 6)))
    return found


def _any(rng: random.Random, longest: int) -> str:
    return "".join(rng.choice(ALPHABET) for _ in range(rng.randint(0, longest)))


def _paired(text: str) -> str:
    """As text comes out of JSON: no two surrogates that make a pair."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def _sample(node: Node, rng: random.Random, captured: dict[int, str]) -> str:
    match node:
        case Chars(ranges):
            if not ranges:
                return ""
            letters = [c for c in ALPHABET if any(low <= ord(c) <= high for low, high in ranges)]
            return rng.choice(letters) if letters else chr(rng.choice(rng.choice(ranges)))
        case Series(parts):
            return "".join(_sample(part, rng, captured) for part in parts)
        case Alternatives(branches):
            return _sample(rng.choice(branches), rng, captured)
        case Repeat(body=body, low=low, high=high):
            most = min(low + 2, low + 2 if high is None else high)
            return "".join(_sample(body, rng, captured) for _ in range(rng.randint(low, most)))
        case Group(number=number, body=body):
            captured[number] = _sample(body, rng, captured)
            return captured[number]
        case BackReference(number=number):
            return captured.get(number, "")
    return ""
