"""Target docs: a page tells in words what the schema says, no less and nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from codegen.targets.docs import render
from codegen.targets.docs.html import pieces
from codegen.targets.docs.markdown import md_pieces
from codegen.targets.docs.text import paragraphs
from tests.support import model_of

NUMBER = {"type": "number", "minimum": 0, "exclusiveMaximum": 1}
NULLABLE = {"type": ["integer", "null"]}
FAR = {"$ref": "#/$defs/Far"}


def types_of(schema: dict[str, Any]) -> dict[str, Any]:
    """What ``docs.json`` says, by type."""
    types = json.loads(render(model_of(schema), "x")["docs/x/docs.json"])["types"]
    return {one["name"]: one for one in types}


def property_of(node: dict[str, Any], **more: Any) -> Any:
    """What is said of a property."""
    schema = {"title": "Shape", "type": "object", "properties": {"max_surge": node}, **more}
    return types_of(schema)["Shape"]["properties"][0]


@pytest.mark.parametrize(
    ("node", "words"),
    [
        ({"type": "array", "items": NULLABLE}, "list of integer or null"),
        ({"type": "object", "additionalProperties": NULLABLE}, "map of names to integer or null"),
        (
            {"type": "array", "prefixItems": [NULLABLE, NUMBER], "items": False},
            "list of integer or null, then number",
        ),
        (
            {"type": "array", "prefixItems": [NUMBER], "items": NULLABLE},
            "list of number, then any number of integer or null",
        ),
        ({"type": "array", "prefixItems": [NUMBER]}, "list of number, then anything"),
    ],
)
def test_a_list_and_a_map_say_what_they_hold(node: dict[str, Any], words: str) -> None:
    assert property_of(node)["type"] == words


def test_a_type_that_may_be_null_says_so() -> None:
    schema = {"title": "Any", "anyOf": [{"type": "null"}, {"type": "string"}, {"type": "array"}]}
    assert types_of(schema)["Any"]["kind"] == "string or list of any value, or null"


def test_a_property_with_a_default_says_whether_it_may_be_null() -> None:
    assert property_of({**NULLABLE, "default": 6})["when_unset"] == "the default `6` holds; it may be null"
    assert property_of({"type": "integer", "default": 6})["when_unset"] == "the default `6` holds"


def test_a_type_is_named_however_deep_it_stands() -> None:
    node: dict[str, Any] = FAR
    for _ in range(5):
        node = {"type": "array", "items": node}
    said = property_of(node, **{"$defs": {"Far": {"type": "object"}}})["type"]
    assert said == "list of list of list of list of list of Far"


@pytest.mark.parametrize(
    ("sizes", "words"),
    [
        ({"minItems": 2}, "exactly 2 items"),
        ({}, "at most 2 items"),
        ({"minItems": 1, "maxItems": 9}, "1 to 2 items"),
        ({"minItems": 1, "maxItems": 1}, "exactly 1 item"),
    ],
)
def test_a_tuple_that_nothing_may_follow_is_no_longer_than_its_places(
    sizes: dict[str, int], words: str
) -> None:
    places = [NUMBER, {"type": ["integer", "null"], "minimum": 1, "multipleOf": 5}]
    facts = property_of({"type": "array", "prefixItems": places, "items": False, **sizes})["facts"]
    assert facts == {
        "Item 1": "`0 <= x < 1`",
        "Item 2": "`x >= 1`",
        "Item 2 a multiple of": "`5`",
        "Size": words,
    }


def test_a_title_that_is_only_the_name_is_not_repeated() -> None:
    assert property_of({"type": "integer", "title": "Max Surge"})["about"] == []
    assert property_of({"type": "integer", "title": "Most at once"})["about"] == ["Most at once"]
    assert types_of({"title": "Max surge", "type": "integer"})["MaxSurge"]["about"] == []


def test_an_object_that_holds_nothing_says_so() -> None:
    closed = {"type": "object", "additionalProperties": False}
    assert types_of({"title": "Empty", **closed})["Empty"]["kind"] == "object without keys"
    by_pattern = {"title": "Map", **closed, "patternProperties": {"^x-": {"type": "integer"}}}
    assert types_of(by_pattern)["Map"]["kind"] == "object"


LISTED = "It does:\n- this, which\n  goes on\n* that\n\n1. one\n2) two\nand more - or less"
FENCED = "Write\n\n```yaml\nspec:\n  a: <b>\n\n  # ``x``\n```\nand `c`."


def test_the_items_of_a_list_have_lines_of_their_own() -> None:
    said = [pieces(text) for text in paragraphs(LISTED)]
    assert said == ["It does:", "• this, which goes on", "• that", "1. one", "2) two and more - or less"]


def test_a_block_of_code_keeps_its_lines() -> None:
    said = [pieces(text) for text in paragraphs(FENCED)]
    block = "spec:\n  a: &lt;b&gt;\n\n  # ``x``"
    assert said == ["Write", f'<code class="block">{block}</code>', "and <code>c</code>."]
    assert md_pieces(paragraphs(FENCED)[1]) == "```\nspec:\n  a: <b>\n\n  # ``x``\n```\n"
    assert property_of({"type": "integer", "description": FENCED})["about"][1].startswith("```\nspec:\n  a")


@pytest.mark.parametrize(
    "text", ["```", "```\n", "```\nx", "x\n```\n```\n", "````\n```\n````", "\n\n", "``` `\nx"]
)
def test_a_fence_without_an_end_breaks_nothing(text: str) -> None:
    for paragraph in paragraphs(text):
        assert pieces(paragraph) and md_pieces(paragraph)


def test_lists_of_types_say_which_are_deprecated() -> None:
    old = {"type": "object", "description": "Old <b>.", "deprecated": True}
    files = render(model_of({"title": "Root", "$ref": "#/$defs/Old", "$defs": {"Old": old}}), "x")
    tag = '<span><span class="tag old">deprecated</span>Old &lt;b&gt;.</span>'
    assert tag in files["docs/x/index.html"]
    assert "(Old.md) (deprecated): Old" in files["docs/x/markdown/index.md"]


def when(kind: str, key: str) -> dict[str, Any]:
    """A rule: with this kind, that key has to be there."""
    return {
        "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
        "then": {"required": [key]},
    }


def told(kind: str, key: str) -> str:
    return f'When kind is "{kind}": {key} is present.'


MORE = "3 more: see the schema."
X = {"properties": {"kind": {"const": "x"}}, "required": ["kind"]}
Y = {"properties": {"kind": {"const": "y"}}, "required": ["kind", "a"]}


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"allOf": [when("x", "a"), when("y", "b")]}, [told("x", "a"), told("y", "b")]),
        ({"allOf": [{"required": ["a"]}]}, ["Always: a is present."]),
        ({"allOf": [{"allOf": [when("x", "a")]}, {}]}, [told("x", "a")]),
        ({"anyOf": [X, Y]}, ['One at least of these holds: kind is "x"; or kind is "y" and a is present.']),
        ({"oneOf": [X, Y]}, ['Exactly one of these holds: kind is "x"; or kind is "y" and a is present.']),
        ({"dependentSchemas": {"a": {"required": ["b"]}}}, ["When `a` is there: b is present."]),
        ({"propertyNames": {"pattern": "^[a-z]+$"}}, ["Each key matches `^[a-z]+$`."]),
        (
            {"allOf": [when("x", f"k{n}") for n in range(23)]},
            [*(told("x", f"k{n}") for n in range(20)), MORE],
        ),
    ],
)
def test_rules_beside_a_shape_are_told_in_words(rule: dict[str, Any], words: list[str]) -> None:
    keys = {"kind": {"enum": ["x", "y"]}, "a": {"type": "integer"}, "b": {"type": "string"}}
    said = types_of({"title": "T", "type": "object", "properties": keys, **rule})["T"]["rules"]
    assert said[: len(words)] == words


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        ({}, "at least 1 is: 3"),
        ({"minContains": 2}, "at least 2 are: 3"),
        ({"minContains": 2, "maxContains": 4}, "2 to 4 are: 3"),
        ({"minContains": 0, "maxContains": 1}, "at most 1 is: 3"),
        ({"maxContains": 1}, "exactly 1 is: 3"),
    ],
)
def test_a_list_says_how_many_items_of_a_kind_it_holds(bounds: dict[str, int], words: str) -> None:
    said = property_of({"type": "array", "contains": {"const": 3}, **bounds})
    assert said["facts"]["Rule"] == f"Of its items, {words}."


def test_several_rules_of_a_property_are_all_in_the_data() -> None:
    said = property_of({"type": "array", "contains": {"const": 3}, "not": {"maxItems": 4}})["facts"]["Rule"]
    refused = "Refused when it is what the schema says at #/properties/max_surge/not."
    assert said == f"{refused} Of its items, at least 1 is: 3."
