"""Automata say of patterns what ``re`` says of every short string."""

from __future__ import annotations

import re
from itertools import product

import pytest

from codegen.breaking.languages import Automaton, automaton, exactly, shortest
from codegen.regex import to_python

PATTERNS = (
    "", "a", "^a", "a$", "^a$", "^$", "a|b", "^(a|b)*$", "a+b", "^a{2,3}$", "^a{0,2}b?$", "(a|^)b", "a(b|$)",
    "^(?:ab)+$", "[^a]", "^[ab]{3}", ".", "^.$", "(^a|b$)", "a*", "^(a*b*)*$", "ba{1,}", "$^", "a$b", "^a|b$",
)  # fmt: skip
STRINGS = ["".join(letters) for length in range(5) for letters in product("abc\n", repeat=length)]


def of(pattern: str) -> Automaton:
    found = automaton(pattern)
    assert found is not None
    return found


@pytest.mark.parametrize("pattern", PATTERNS)
def test_an_automaton_accepts_the_strings_that_match(pattern: str) -> None:
    wanted = re.compile(to_python(pattern))
    for text in STRINGS:
        found = shortest([of(pattern), of_text(text)], [], 0, None)
        assert found == (text if wanted.search(text) else None), text


def of_text(text: str) -> Automaton:
    found = exactly(text)
    assert found is not None
    return found


@pytest.mark.parametrize("one", PATTERNS[:14])
@pytest.mark.parametrize("other", PATTERNS[:14])
def test_a_shortest_string_tells_two_patterns_apart(one: str, other: str) -> None:
    matches, fails = re.compile(to_python(one)), re.compile(to_python(other))
    telling = [s for s in STRINGS if matches.search(s) and not fails.search(s)]
    found = shortest([of(one)], [of(other)], 0, 4)
    if found is None:
        assert telling == []
    else:
        assert matches.search(found)
        assert not fails.search(found)
        assert all(len(found) <= len(text) for text in telling)


def test_lengths_are_counted() -> None:
    assert shortest([of("^a*$")], [], 3, 5) == "aaa"
    assert shortest([of("^(ab)*$")], [], 3, 3) is None


def test_letters_beyond_ascii_are_told_apart() -> None:
    assert shortest([of("^[^\\u{0}-\\u{10fffe}]$")], [], 0, None) == "\U0010ffff"


@pytest.mark.parametrize("pattern", ["\\ba", "(?=a)b", "(a)\\1", "^a{2000}$"])
def test_what_is_not_regular_or_too_large_has_no_automaton(pattern: str) -> None:
    assert automaton(pattern) is None


def test_a_search_that_would_take_long_is_given_up() -> None:
    with pytest.raises(LookupError):
        shortest([of("^(a|b)*a(a|b){14}$")], [of("^(a|b)*b(a|b){13}$")], 0, None)
    with pytest.raises(LookupError):
        shortest([of("a")], [], 100_000, None)
