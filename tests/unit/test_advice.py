"""Where an issue is shown, and what is said to write instead."""

from __future__ import annotations

from typing import Any

import pytest

from codegen.advice import diagnose, inside, steps_of
from codegen.checker.runtime import Issue
from codegen.reading import read

TEXT = """\
adam: {beta: "1e-3", on: yes, size: 1.5, tags: a}
sgd:
  lr: null
  text: 12
"a/b": [1, 2, 1]
"""


def told(issue: Issue, text: str = TEXT, at: str = "") -> tuple[str, str]:
    """Line and column, and the hint."""
    (found,) = diagnose([issue], read(text.encode(), "yaml", "f.yaml"), at)
    assert (found.code, found.message, found.file) == (issue.code, issue.message, "f.yaml")
    assert found.position is not None
    return f"{found.position.line}:{found.position.column}", found.hint


@pytest.mark.parametrize(
    ("path", "message", "place", "hint"),
    [
        (("adam", "beta"), 'expected a number; found the string "1e-3"', "1:14", "write 1e-3 without quotes"),
        (("adam", "on"), 'expected a boolean; found the string "yes"', "1:26", "write true"),
        (("adam", "size"), "expected an integer; found 1.5", "1:37", "write a whole number"),
        (("adam", "tags"), 'expected an array; found the string "a"', "1:48", "put it in brackets: [...]"),
        (("sgd", "lr"), "expected a number; found null", "3:7", "give it a value, or take it out"),
        (("sgd", "text"), "expected a string; found 12", "4:9", "put it in quotes"),
        (("sgd",), "expected a number; found an object", "3:3", ""),
        (("adam", "tags"), 'expected a number; found the string "a"', "1:48", ""),
    ],
)
def test_a_value_of_the_wrong_type(path: tuple[Any, ...], message: str, place: str, hint: str) -> None:
    assert told(Issue(path, f"x: {message}", "type")) == (place, hint)


@pytest.mark.parametrize(
    ("found", "key", "hint"),
    [
        ("0.001", "constant", 'write {"constant": 0.001}'),
        ("-1e-7", "constant", 'write {"constant": -1e-7}'),
        ("true", "on", 'write {"on": true}'),
        ('the string "cosine"', "form", 'write {"form": "cosine"}'),
        ('the string "a\\\\b"', "form", ""),  # not shown as it is written
        (f'the string "{"a" * 61}"', "form", ""),  # not shown whole
        ("0.001 when form is set", "constant", ""),
        ("0.001", 'a"b', ""),
    ],
)
def test_a_bare_value_where_an_object_should_stand(found: str, key: str, hint: str) -> None:
    issue = Issue(("a",), f"a: expected an object or null; found {found}", "type", None, (key,))
    assert told(issue, "a: 1\n") == ("1:4", hint)


def test_a_number_with_underscores_is_told_without_them() -> None:
    issue = Issue(("a",), 'a: expected a number or null; found the string "1_000"', "type")
    assert told(issue, "a: 1_000\n") == ("1:4", "write 1000")
    assert told(issue, "a: 1_x\n") == ("1:4", "")


def test_an_unknown_key_is_shown_at_the_key() -> None:
    near = Issue(("adam", "beta"), "beta: unknown key in Adam. Did you mean betas?", "unknown-key")
    assert told(near) == ("1:8", "write betas")
    assert told(Issue(("a/b",), "a/b: unknown key in T", "unknown-key")) == ("5:1", "take it out")


def test_a_missing_key_is_shown_at_the_object_that_lacks_it() -> None:
    message = "lr: required in Sgd"
    assert told(Issue(("sgd",), message, "required", None, ("lr",))) == ("2:1", "add lr")
    assert told(Issue((), message, "required", None, ("lr",))) == ("1:1", "add lr")
    assert told(Issue((0,), message, "required", None, ("lr",)), "- {a: 1}\n") == ("1:3", "add lr")


def test_members_that_clash_are_shown_with_both_lines() -> None:
    both = Issue((), "o: set exactly one of adam, sgd; found adam, sgd", "g", "o", ("adam", "sgd"))
    assert told(both) == ("2:1", "remove adam (line 1) or sgd")
    three = Issue((), "o: found three", "g", "o", ("a/b", "adam", "sgd"))
    assert told(three) == ("5:1", "keep one of adam (line 1), sgd (line 2), a/b")
    line = Issue(("adam",), "o: found two", "g", "o", ("beta", "on"))
    assert told(line) == ("1:22", "remove beta or on")


def test_a_member_of_several_keys_is_found_by_its_first() -> None:
    pairs = Issue((), "o: found two", "g", "o", ("adam and x", "sgd"))
    assert told(pairs) == ("2:1", "remove adam and x (line 1) or sgd")


def test_a_group_without_a_member_is_shown_at_its_object() -> None:
    assert told(Issue(("sgd",), "o: set exactly one of a, b; found none", "g", "o")) == (
        "2:1",
        "write one of them",
    )
    null = "o: set exactly one of lr, b; found none (lr is null; null means not set)"
    assert told(Issue(("sgd",), null, "g", "o")) == ("2:1", "give one of them a value")


def test_items_that_are_equal_are_shown_at_the_second() -> None:
    issue = Issue(("a/b",), "a/b: items must differ; 0 and 2 are equal", "unique")
    assert told(issue) == ("5:15", "take it out: it equals item 0 on line 5")


def test_a_string_that_is_not_allowed_is_told_the_nearest() -> None:
    issue = Issue(("adam", "tags"), 'tags: must be "aa", "b" or null; found the string "a"', "enum")
    assert told(issue) == ("1:48", 'write "aa"')
    far = Issue(("adam", "tags"), 'tags: must be "xyz"; found the string "a"', "const")
    assert told(far) == ("1:48", "")


def test_an_issue_of_a_part_is_placed_in_the_whole() -> None:
    reading = read(TEXT.encode(), "yaml", "f.yaml")
    (found,) = diagnose([Issue((2,), "x: must be > 1; found 1", "minimum")], reading, "/a~1b")
    assert (found.pointer, found.position and found.position.column) == ("/a~1b/2", 15)


def test_the_value_at_a_pointer_or_what_is_missing() -> None:
    reading = read(TEXT.encode(), "yaml", "f.yaml")
    assert inside(reading, "/a~1b/1") == (2, None)
    assert inside(reading, "") == (reading.value, None)
    for at, step in (("/sgd/x", "x"), ("/a~1b/3", "3"), ("/sgd/text/deep", "deep"), ("/a~1b/-1", "-1")):
        value, absent = inside(reading, at)
        assert value is None and absent is not None
        assert f"there is nothing at {at}" in absent.message and absent.message.endswith(f"has no {step}")


def test_steps_are_numbers_in_lists_and_keys_in_objects() -> None:
    assert steps_of("/a/0/0", {"a": [{"0": 1}]}) == ("a", 0, "0")


def hints(issues: list[Issue], text: str) -> list[str]:
    return [found.hint for found in diagnose(issues, read(text.encode(), "yaml", "f.yaml"))]


WORDS = "optimizer: set exactly one of adam, sgd; found none"
NONE = Issue(("adam",), WORDS, "group-exactly-one-none", "optimizer")
UNKNOWN = Issue(("adam", "optimizer"), "optimizer: unknown key in Config", "unknown-key")


def test_a_key_that_is_the_name_of_a_group_says_so() -> None:
    text = "adam:\n  optimizer: {sgd: {}}\n"
    wanted = "it is the name of the group: write one of its members in its place"
    assert hints([NONE, UNKNOWN], text) == ["write one of them", wanted]
    elsewhere = Issue((), WORDS, NONE.code, "optimizer")
    assert hints([elsewhere, UNKNOWN], text) == ["write one of them", "take it out"]
    assert hints([UNKNOWN], text) == ["take it out"]


def test_a_group_without_a_member_knows_the_one_that_is_misspelt() -> None:
    text = "adam:\n  sdg: {}\n"
    near = Issue(("adam", "sdg"), "sdg: unknown key in Config. Did you mean sgd?", "unknown-key")
    assert hints([NONE, near], text) == ["write sgd in place of sdg", "write sgd"]
    other = Issue(("adam", "sdg"), "sdg: unknown key in Config. Did you mean sgn?", "unknown-key")
    assert hints([NONE, other], text) == ["write one of them", "write sgn"]
    deeper = Issue(("adam", "a", "sdg"), near.message, "unknown-key")
    assert hints([NONE, deeper], text)[0] == "write one of them"
