"""The catalogue is data; what printed programs say from it is safe and bounded."""

from __future__ import annotations

import re
import sys

import pytest

from codegen import messages
from codegen.checker import runtime
from codegen.ir import Member
from tests.unit.checker.printed import checker

HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)


def test_a_template_is_plain_text_with_named_places() -> None:
    for code, template in messages.MESSAGES.items():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code)
        assert all(place.isidentifier() for _, place in messages.fields(code) if place)
        assert template.isascii() and template == template.strip()


def test_words_fill_in_every_place() -> None:
    assert messages.words("minimum", bound="0", found="-1") == "must be >= 0; found -1"
    with pytest.raises(KeyError):
        messages.words("minimum", bound="0")


def test_the_escaper_of_the_catalogue_and_of_printed_programs_is_the_same() -> None:
    for code in (*range(0x3000), *range(0xD7F0, 0x10010), 0xE0001, sys.maxunicode):
        assert messages.escaped(chr(code)) == runtime._escape(chr(code))
    for text in ("", "a" * 60, "a" * 61, "\u202e" * 11, 'quote " and \\ slash', "x" * 59 + "\n", "é" * 500):
        assert messages.escaped(text) == runtime._escape(text)
        assert messages.quoted(text) == runtime._quoted(text)
        assert messages.name(text) == runtime._name(text)


def test_nothing_hidden_passes_the_escaper() -> None:
    every = "".join(map(chr, range(0x10000)))
    shown = "".join(messages.escaped(every[i : i + 9]) for i in range(0, len(every), 9))
    assert HIDDEN.search(shown) is None


def test_programs_use_the_phrases_of_the_catalogue() -> None:
    say = messages.PHRASES
    assert runtime._found({}, ["a"], []) == say["none"]
    assert runtime._found({"a": None}, ["a"], []) == say["one-null"].format(names="a")
    assert runtime._found({"a": None, "b": None}, ["a", "b"], []) == say["many-null"].format(names="a, b")
    assert runtime._listed(["x"] * 41).endswith(say["more"].format(count=1))
    assert runtime._hint("ratee", ["rate"], {}, runtime._Issues("")) == say["hint"].format(name="rate")
    assert runtime._shown("a") == say["string"].format(text='"a"')
    assert (runtime._shown([]), runtime._shown({})) == (say["array"], say["object"])
    assert runtime._shown(object()) == say["not-json"]
    assert (runtime._name(""), runtime._name(5)) == (say["no-name"], say["odd-key"])
    assert runtime._number(10**400) == say["too-large"]
    assert runtime._number(-(10**400)) == say["too-small"]
    assert runtime._number(float("nan")) == say["not-finite"]
    assert runtime._told("a", {}, {"a": 1}) == say["by-default"].format(name="a", value=1)
    assert runtime._brief([{}]) == say["one-item"]
    assert runtime._brief([1] * 60) == say["items"].format(count=60)
    issues = runtime._Issues("")
    issues.rule({"b": 1}, (), "b", "must be 2", ("b",))
    assert issues.found[0].message == "b: " + messages.words("rule", words="must be 2", found="b 1")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.1, "0.1"),
        (2.0, "2"),
        (-0.0, "0"),
        (1e-7, "1e-7"),
        (0.000001, "0.000001"),
        (1e21, "1e+21"),
        (123456789012345680000, "123456789012345680000"),
        (1.5e300, "1.5e+300"),
        (5e-324, "5e-324"),
        (2**53, "9007199254740992"),
        (333333333.33333329, "333333333.3333333"),
    ],
)
def test_numbers_are_shown_as_ecmascript_shows_them(value: float, shown: str) -> None:
    assert runtime._number(value) == shown


def test_lists_of_alternatives() -> None:
    assert messages.either(["a"]) == "a"
    assert messages.either(["a", "b", "c", "a"]) == "a, b or c"
    assert messages.either(str(i) for i in range(50)).endswith("39, and 10 more")
    assert [messages.quantity(1, "item"), messages.quantity(0, "property")] == ["1 item", "0 properties"]


def test_a_member_of_a_group_is_called_by_its_keys() -> None:
    assert messages.member_label(Member(keys=("adam",))) == "adam"
    assert messages.member_label(Member(keys=("host", "port"))) == "host and port"
    assert len(messages.member_label(Member(keys=("k" * 5000,) * 900))) < 100


def test_hostile_text_in_schema_and_document_is_shown_escaped_and_cut() -> None:
    evil = "\u202e{x!r} \"\"\" ''' \\ % \x1b[31m\n#" + "z" * 3000
    schema = {
        "title": evil,
        "type": "object",
        "properties": {evil: {"enum": [evil]}, "b": {"pattern": "^\u202eb+$"}, "c": {"const": evil}},
        "required": [evil + "1"],
        "propertyNames": {"maxLength": 5000},
        "additionalProperties": False,
        "allOf": [
            {
                "title": evil + "group",
                "oneOf": [{"required": [evil]}, {"required": ["b"]}],
            }
        ],
    }
    found = checker(schema)["check"]({evil: evil + "2", "b": evil, "c": 1, evil + "3": 1})
    assert len(found) == 6
    for issue in found:
        assert HIDDEN.search(issue.message) is None, issue.message
        assert len(issue.message.encode()) < 2000


@pytest.mark.slow
def test_a_message_stays_below_20_kb() -> None:
    keys = [f"{i:03}" + "\U0001f600" * 80 for i in range(100)]
    schema = {
        "type": "object",
        "properties": {k: {"enum": keys} for k in keys},
        "additionalProperties": False,
        "allOf": [{"title": "\U0001f600" * 500, "oneOf": [{"required": [k]} for k in keys]}],
    }
    found = checker(schema)["check"](dict.fromkeys(keys, "\U0001f600" * 10**5) | {"\U0001f600" * 10**5: 1})
    assert len(found) == 102
    assert max(len(issue.message.encode()) for issue in found) <= 20_000
