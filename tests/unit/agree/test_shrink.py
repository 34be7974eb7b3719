"""A document in dispute is shown as small as it can be."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from codegen.agree.shrink import shrink


def by(holds: Callable[[Any], bool]) -> Callable[[list[str]], list[bool]]:
    return lambda texts: [holds(json.loads(text)) for text in texts]


def holds_true(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(holds_true, value.values()))
    return any(map(holds_true, value)) if isinstance(value, list) else value is True


def holds_49(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(holds_49, value.values()))
    return isinstance(value, list) and 49 in value


LARGE = json.dumps({"a": [1, 2, {"b": {"c": [None, True, "x" * 50]}}], "d": {"e": list(range(50))}})


@pytest.mark.parametrize(
    ("holds", "small"),
    [
        (holds_true, "true"),
        (lambda v: isinstance(v, dict) and holds_true(v.get("a")), '{"a": true}'),
        (lambda v: isinstance(v, dict) and len(v) == 2, '{"": 0, "d": 0}'),
        (lambda v: isinstance(v, dict) and len(json.dumps(v)) > 100 and "d" in v, None),
        (lambda v: isinstance(v, dict) and holds_49(v.get("d")), '{"d": [49]}'),
    ],
)
def test_what_does_not_matter_goes(holds: Callable[[Any], bool], small: str | None) -> None:
    found = shrink(LARGE, by(holds))
    assert holds(json.loads(found))
    assert found == small if small else len(found) < len(LARGE)


def test_long_strings_and_keys_are_cut_to_what_matters() -> None:
    text = json.dumps({"prefix_needle_suffix": "y" * 300})
    assert (
        shrink(text, by(lambda v: isinstance(v, dict) and any("needle" in k for k in v))) == '{"needle": 0}'
    )


def test_numbers_become_plain_numbers() -> None:
    assert (
        shrink(
            "[12345.678]",
            by(lambda v: isinstance(v, list) and any(n > 1 for n in v if isinstance(n, (int, float)))),
        )
        == "[2]"
    )


def test_a_number_keeps_the_text_it_is_disputed_for() -> None:
    assert shrink('{"a": [2e0, 7]}', lambda texts: ["2e0" in text for text in texts]) == "2e0"


def test_a_dispute_about_spelling_alone_keeps_its_text() -> None:
    odd = '{"\\u0061" : 1}'
    assert shrink(odd, lambda texts: ["\\u0061" in text for text in texts]) == odd


def test_text_that_cannot_be_read_is_left_alone() -> None:
    deep = "[" * 100_000 + "]" * 100_000
    for text in ("[1e999]", deep, "no json"):
        assert shrink(text, lambda texts: [True] * len(texts)) == text


def test_it_ends_when_everything_is_in_dispute() -> None:
    assert shrink(LARGE, lambda texts: [True] * len(texts)) == "0"
