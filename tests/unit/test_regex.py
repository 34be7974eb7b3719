"""Patterns: one reading, printed for every language, or refused with a place and a hint."""

from __future__ import annotations

import random
import re
import runpy
import time
import unicodedata
import warnings
from pathlib import Path

import pytest

from codegen.regex import (
    MalformedPattern,
    PatternError,
    UnportablePattern,
    check,
    to_ecma,
    to_python,
)
from tests.conformance.regex_cases import pattern, texts

ROOT = Path(__file__).parents[2]


def matches(source: str, text: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return re.search(to_python(source), text) is not None


@pytest.mark.parametrize(
    ("source", "yes", "no"),
    [
        ("a", ["a", "xax"], ["", "A"]),  # unanchored, case matters
        ("^a$", ["a"], ["a\n", "\na", "ba"]),
        ("^.$", ["a", "\x85", "\x0b", "\U0001f600"], ["\n", "\r", "\u2028", "\u2029"]),
        (r"^\d$", ["0"], ["\u0660", "\uff11"]),
        (r"^\w$", ["a", "_", "9"], ["\u00e9", "\u212a", "\u017f"]),
        (r"^\s$", ["\ufeff", "\u00a0", "\u2003", "\u2028", "\x0b"], ["\x85", "\u180e", "\u200b", "\x1c"]),
        (r"^\S$", ["\x85", "\x1c"], ["\ufeff"]),
        (r"\ba\b", ["a", "\u00e9a\u00e9"], ["ba", "_a"]),
        (r"^\B$", [""], ["a"]),
        ("^[^]$", ["\n", "a"], ["", "aa"]),
        ("[]", [], ["", "a"]),
        ("^[^a-c]$", ["d", "\n"], ["b"]),
        (r"^[\w-]+$", ["a-b"], ["a.b"]),
        (r"^[\b]$", ["\b"], ["b"]),
        (r"^\cJ\0$", ["\n\0"], ["J0"]),
        (r"^\x41\u0042\u{43}$", ["ABC"], []),
        (r"^\uD83D\uDE00$", ["\U0001f600"], ["\ud83d"]),
        (r"^\u{D83D}$", ["\ud83d"], ["\U0001f600"]),
        ("^[\U0001f600-\U0001f602]$", ["\U0001f601"], ["\U0001f603"]),
        (r"^a{2,3}?$", ["aa", "aaa"], ["a", "aaaa"]),
        (r"^(?=.*\d)(?!.*x)", ["a1"], ["a", "1x"]),
        (r"(?<=a|bc)\$", ["a$", "bc$"], ["c$", "$"]),
        (r"(?<!a|bc)\$", ["c$", "$"], ["a$", "bc$"]),
        (r"^(?<quote>['~])\w*\k<quote>$", ["'a'", "~~"], ["'a~"]),
        (r"^(a)\1{2}0$", ["aaa0"], ["aa0"]),
        (r"^\p{Lu}\p{Letter}*$", ["\u00c9a\u6f22"], ["\u00e9", "A1"]),
        (r"^\p{digit}\P{Nd}$", ["\u0660a"], ["a1"]),
        (r"^[\p{gc=Sc}\p{General_Category=Decimal_Number}]+$", ["\u20ac5"], ["a"]),
        (r"^\p{ASCII}\p{Any}$", ["a\U0010ffff"], ["\u00e9a"]),
        (r"^\p{White_Space}$", ["\x85"], ["\ufeff"]),
    ],
)
def test_a_pattern_means_in_python_what_it_means_in_ecmascript(
    source: str, yes: list[str], no: list[str]
) -> None:
    assert [text for text in yes if not matches(source, text)] == []
    assert [text for text in no if matches(source, text)] == []


@pytest.mark.parametrize(
    ("source", "python", "ecma"),
    [
        (r"^\d{3}$", r"^[0-9]{3}\Z", r"^\d{3}$"),
        (r"[0-9]\/", "[0-9]/", r"\d\/"),
        ("(a)(?:b)(?<n>c)", "abc", "abc"),  # captures nobody asks for are no captures
        (r"(x)(a|b)\2", r"x(a|b)\1", r"x(a|b)\1"),
        (r"(a)\1\x30", r"(a)(?:\1)0", r"(a)(?:\1)0"),
        ("\u00e9\U0001f600\n", r"\xE9\U0001F600\n", r"\xE9\u{1F600}\n"),
        ("(?:a|b)c|", "(?:a|b)c|", "(?:a|b)c|"),
        (r"[\[\]&~|^-]", r"[\&\-\[\]\^\|\~]", r"[&\-[\]\^|~]"),
    ],
)
def test_patterns_are_printed_plainly(source: str, python: str, ecma: str) -> None:
    assert (to_python(source), to_ecma(source)) == (python, ecma)


@pytest.mark.parametrize(
    ("source", "offset", "hint"),
    [
        ("(a", 0, r"write ) at its end, or \("),
        ("a)", 1, r"write \)"),
        ("*a", 0, r"write \* for the character itself"),
        ("a|+", 2, r"write \+ for the character itself"),
        ("^*", 1, r"write \* for the character itself"),
        ("(?=a)*", 5, "put the assertion into a group, as in (?:(?=...))*"),
        ("a++", 2, r"ECMA-262 has no possessive repeats; write (?=(...))\1"),
        ("a{,3}", 1, "write {0,3}"),
        ("a{x}", 1, r"write {n}, {n,} or {n,m}; a brace itself is \{"),
        ("{", 0, r"write \{ for the character itself"),
        ("a}", 1, r"write \}"),
        ("]", 0, r"write \]"),
        ("[a", 0, r"write ] at its end, or \["),
        ("x{2,1}", 1, "write {1,2}"),
        ("[z-a]", 2, r"write a-z, or \- for a hyphen"),
        (r"[\w-z]", 3, r"write \- for a hyphen"),
        (r"a\-b", 1, "write - without backslash"),
        (r"\_", 0, "write _ without backslash"),
        (r"\'", 0, "write ' without backslash"),
        (r"[\@]", 1, "write @ without backslash"),
        ("\\\u00e9", 0, "leave out the backslash"),
        ("\\", 0, r"write \\"),
        (r"\Aa\Z", 0, "write ^ for the start of the text"),
        (r"a\z", 1, "write $ for the end of the text"),
        (r"\1", 0, r"the pattern has 0 groups; a character is written \xHH or \uHHHH"),
        (r"(a)\2", 3, r"the pattern has 1 group; a character is written \xHH or \uHHHH"),
        (r"[\1]", 1, r"write 1 without backslash, or \x and two hexadecimal digits"),
        (r"\01", 0, r"write \x and two hexadecimal digits"),
        (r"\k<n>", 0, "write (?<n>...) where the group is"),
        (r"\u12", 0, r"write \u and four hexadecimal digits, or \u{...}, or \x and two"),
        (r"\u{110000}", 0, ""),
        ("(?P<n>a)", 0, "write (?<name>...)"),
        ("(?>a)", 0, r"write (?=(...))\1 for an atomic group"),
        ("(?#a)", 0, "leave the comment out"),
        (r"\p{letter}", 0, r"write \p{Letter}: names are case-sensitive"),
        (r"\pL", 0, r"write \p{L} for letters, as an example"),
    ],
)
def test_a_malformed_pattern_is_refused_with_its_place_and_what_to_write(
    source: str, offset: int, hint: str
) -> None:
    with pytest.raises(MalformedPattern) as caught:
        check(source)
    assert (caught.value.offset, caught.value.hint) == (offset, hint)
    assert str(caught.value).endswith(f"(at character {offset + 1})")


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("(?<=a+)b", "lookbehind of variable width (1 or more characters)"),
        ("(?<!a{1,3})b", "lookbehind of variable width (1 to 3 characters)"),
        (r"(a)|\1", "may have taken no part"),
        (r"\1(a)", "may have taken no part"),
        (r"(a\1)", "may have taken no part"),
        (r"(?:(a)|b)\1", "may have taken no part"),
        (r"(?!(a))\1", "may have taken no part"),
        (r"(a)?\1", "repeated group"),
        (r"(?:(a)\1)+", "repeated group"),
        (r"(?<=(a))\1", "lookbehind"),
        (r"(a)(?<=\1)", "lookbehind"),
        ("(?i)a", "cannot change flags"),
        ("(?i:a)", "cannot change flags"),
        ("(?<n>a)(?<n>b)", "two groups named n"),
        ("(?<\u00e9>a)", "a group name"),
        (r"\p{Script=Greek}", "Unicode property"),
        (r"\p{Alphabetic}", "Unicode property"),
    ],
)
def test_what_languages_disagree_about_is_refused(source: str, reason: str) -> None:
    with pytest.raises(UnportablePattern, match=re.escape(reason)):
        check(source)


@pytest.mark.parametrize(
    ("fits", "passes"),
    [
        ("a" * 10_000, "a" * 10_001),
        ("(?:a" * 200 + ")*" * 200, "(?:a" * 201 + ")*" * 201),
        ("a{65535}", "a{65536}"),
        ("a{0,00065535}", "a{0," + "9" * 5_000 + "}"),
        ("(?:a{700}){700}", "(?:a{1000}){1000}"),
        (r"\p{L}" * 30, r"\p{L}" * 40),
    ],
    ids=["length", "nesting", "repeat", "bound of many digits", "repeats of repeats", "properties"],
)
def test_limits_hold_and_are_named(fits: str, passes: str) -> None:
    re.compile(to_python(fits))
    with pytest.raises(UnportablePattern, match=r"\d"):
        check(passes)


HOSTILE = {
    "open groups": "(" * 10_000,
    "one open group in another": "(?:" * 200 + "a" * 9_000,
    "open names": r"\k<" * 3_333,
    "open classes": "[a" * 5_000,
    "references": "(a)" + r"\1" * 4_998,
    "alternatives": "a|" * 5_000,
    "open properties": r"\p{" * 3_000,
    "lookbehinds in lookbehinds": "(?<=a|bb" * 200 + ")" * 200,
    "open bounds": "a{" * 5_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE)
def test_hostile_patterns_take_no_time(source: str) -> None:
    start = time.process_time()
    try:
        check(source)
    except PatternError as error:
        assert (str(error) + error.hint).isprintable()
    assert time.process_time() - start < 3


def test_printing_is_ascii_and_reading_it_again_changes_nothing() -> None:
    rng = random.Random(7)
    seen = 0
    for _ in range(400):
        source = pattern(rng)
        try:
            ecma, python = to_ecma(source), to_python(source)
        except PatternError:
            continue
        seen += 1
        assert (ecma + python).isascii()
        assert (ecma + python).isprintable()
        assert (to_ecma(ecma), to_python(ecma)) == (ecma, python)
    assert seen > 100


def test_ranges_of_a_category_do_not_depend_on_the_running_python() -> None:
    rng = random.Random(3)
    for name in ("L", "Lu", "Nd", "P", "Zs"):
        expression = re.compile(to_python(rf"^\p{{{name}}}$"))
        stable = [c for c in (chr(rng.randrange(0x250)) for _ in range(300)) if c not in "\xaa\xba"]
        wrong = [c for c in stable if bool(expression.search(c)) != unicodedata.category(c).startswith(name)]
        assert wrong == []
    assert not matches(r"\p{L}", "\U00031350")  # a letter since Unicode 15; the table is Unicode 14


@pytest.mark.skipif(unicodedata.unidata_version != "14.0.0", reason="needs Unicode 14.0 (Python 3.11)")
def test_the_committed_table_is_what_its_tool_prints() -> None:
    tool = runpy.run_path(str(ROOT / "tools" / "general_categories.py"))
    committed = (ROOT / "codegen" / "regex" / "unicode14.py").read_text(encoding="utf-8")
    assert tool["module"]() == committed


def test_made_up_texts_both_match_and_miss() -> None:
    """The generator behind the comparison with node is worth its name."""
    rng = random.Random(1)
    found = {matches("^a+b?$", text) for text in texts("^a+b?$", rng, 50)}
    assert found == {True, False}
