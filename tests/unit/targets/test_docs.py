"""Target docs: what a page says, that its links lead somewhere, and that its examples are valid."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import pytest

from codegen.errors import CodegenError
from codegen.ir import Model
from codegen.pipeline import compile_schema
from codegen.reading import read
from codegen.sampling.judges import judges_of
from codegen.targets.docs import TARGET, render
from codegen.targets.docs.examples import quoted
from codegen.targets.docs.markdown import md, md_code, md_fence
from codegen.targets.docs.scripts import PARTS
from codegen.targets.docs.text import anchor_of, first_sentence
from codegen.targets.docs.view import site
from codegen.targets.docs.yaml_text import yaml_text
from tests.conformance.suite import suite
from tests.support import model_of
from tests.thousand import thousand_types

CANONICAL = Path(__file__).parents[3] / "schema" / "optimizer.schema.json"
VOID = {"meta", "link", "br", "hr", "input", "img"}
SHAPE: dict[str, Any] = {
    "title": "Shape",
    "type": "object",
    "description": "A shape. It has `size`.",
    "properties": {
        "size": {"type": "number", "minimum": 0, "exclusiveMaximum": 1, "default": 1e-7, "x-unit": "m"},
        "name": {"type": "string", "maxLength": 5},
        "circle": {"anyOf": [{"$ref": "#/$defs/Circle"}, {"type": "null"}]},
        "square": {"type": ["number", "null"], "deprecated": True},
    },
    "required": ["name"],
    "additionalProperties": False,
    "allOf": [
        {
            "title": "form",
            "oneOf": [
                {"required": ["circle"], "properties": {"circle": {"not": {"type": "null"}}}},
                {"required": ["square"], "properties": {"square": {"not": {"type": "null"}}}},
            ],
        }
    ],
    "$defs": {"Circle": {"type": "object", "properties": {"radius": {"type": "integer", "minimum": 1}}}},
}


class Page(HTMLParser):
    """What a page is made of; an element that is not closed, or is closed twice, fails."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.elements: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            elif name in ("href", "src"):
                self.links.append(value or "")
        if tag not in VOID and tag not in ("polyline", "path", "rect", "line"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID or tag in ("polyline", "path", "rect", "line"):
            return
        assert self.open and self.open[-1] == tag, (tag, self.open)
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", "".join(self.words))


@pytest.fixture(scope="module")
def canonical() -> Model:
    return compile_schema(CANONICAL).model


@pytest.fixture(scope="module")
def files(canonical: Model) -> dict[str, str]:
    return dict(render(canonical, "x"))


def page_of(schema: Any, name: str) -> Page:
    return Page(render(model_of(schema), "x")[f"docs/x/types/{name}.html"])


def broken_links(files: dict[str, str]) -> Iterator[str]:
    pages = {path: Page(text) for path, text in files.items() if path.endswith(".html")}
    for path, page in pages.items():
        yield from (f"{path} has two of {i}" for i in {i for i in page.ids if page.ids.count(i) > 1})
        for link in page.links:
            target, _, anchor = link.partition("#")
            steps = path.split("/")[:-1]
            for step in target.split("/") if target else ():
                if step == "..":
                    steps.pop()
                else:
                    steps.append(step)
            found = "/".join(steps) if target else path
            if found not in files:
                yield f"{path}: {link} leads nowhere"
            elif anchor and not found.endswith("playground.html") and anchor not in pages[found].ids:
                yield f"{path}: {link} names no anchor"


def test_a_query_is_quoted_as_the_standard_library_does_it() -> None:
    for text in ("".join(map(chr, range(128))), '{"é": "\U0001f600 \u2028"}', ""):
        assert quoted(text) == quote_plus(text, safe=":,{}[]/")


def test_every_link_of_every_page_leads_to_a_file_and_an_anchor(files: dict[str, str]) -> None:
    assert len([path for path in files if "/types/" in path]) > 20
    assert list(broken_links(files)) == []


def test_every_property_and_group_has_an_anchor(canonical: Model, files: dict[str, str]) -> None:
    places = TARGET.names(canonical, "x")
    assert len(places) > 150
    for place in places.values():
        path, _, anchor = place.partition("#")
        assert not anchor or anchor in Page(files[path]).ids, place


def test_what_reads_texts_is_put_together_of_all_its_parts(files: dict[str, str]) -> None:
    assert sorted(PARTS) == sorted(PARTS[0].parent.iterdir())
    script = files["docs/x/assets/reading.js"]
    places = [script.index(path.read_text("utf-8")) for path in PARTS]
    assert places == sorted(places)


def test_a_type_page_takes_at_most_25_kb(files: dict[str, str]) -> None:
    sizes = {path: len(text.encode()) for path, text in files.items() if "/types/" in path}
    assert {path: size for path, size in sizes.items() if size > 25_000} == {}


def test_every_member_of_every_group_has_an_example_and_every_example_is_valid(canonical: Model) -> None:
    check = judges_of(canonical).check
    shown = 0
    for page in site(canonical, "x").pages:
        members = [m for card in page.cards for m in card.members]
        assert page.example is not None, page.name
        assert all(m.example is not None for m in members), page.name
        for example in (page.example, *(m.example for m in members)):
            assert example is not None
            value = read(example.yaml.encode(), "yaml", "example").value
            assert value == json.loads(example.json)
            assert check[page.name](value) == [], example.yaml
            shown += 1
    assert shown > 60


def test_a_member_is_set_in_its_example(canonical: Model) -> None:
    for page in site(canonical, "x").pages:
        for card in page.cards:
            for member in card.members:
                assert member.example is not None
                value = json.loads(member.example.json)
                assert all(value[p.text] is not None for p in member.keys if p.kind == "link")


def test_a_group_is_a_card_that_says_how_many_of_its_members_to_set() -> None:
    text = page_of(SHAPE, "Shape").text
    assert "form: set exactly one of 2" in text
    assert "A member that is null is not set." in text
    assert text.index("set exactly one of 2") < text.index("circle") < text.index("Properties")


def test_a_property_says_its_range_its_unit_and_what_holds_without_it() -> None:
    text = page_of(SHAPE, "Shape").text
    assert "size number optional" in text
    assert re.search("Range ?0 <= x < 1", text)
    assert "the default 1e-07 holds" in text  # as it was given, to Python
    assert "name string required" in text
    assert "at most 5 characters" in text
    assert "refused: the key is required" in text
    assert "deprecated" in text


def test_a_format_is_shown_as_what_nothing_checks() -> None:
    schema = {"title": "T", "type": "object", "properties": {"when": {"type": "string", "format": "date"}}}
    assert re.search("Format ?date ?, which is not checked", page_of(schema, "T").text)


def test_a_default_is_shown_as_it_was_written(files: dict[str, str]) -> None:
    assert "the default 1e-7 holds" in Page(files["docs/x/types/RecapAdamConfig.html"]).text


def test_a_curve_tells_its_rates_as_people_write_them(files: dict[str, str]) -> None:
    assert "0.01 at step 3,000, and 1e-7 at step 12,500" in Page(files["docs/x/types/OneCycle.html"]).text


def test_a_type_says_who_uses_it() -> None:
    page = page_of(SHAPE, "Circle")
    assert "Used by Shape.circle" in page.text
    assert "Shape.html#circle" in page.links


def test_the_policy_of_a_page_lets_nothing_in_from_elsewhere(files: dict[str, str]) -> None:
    for path, text in files.items():
        if path.endswith(".html"):
            page = Page(text)
            assert "style" not in page.elements
            assert not [a for a in page.attributes if a[1] == "style" or a[1].startswith("on")]
            assert "script-src 'self'; style-src 'self'" in next(
                v for _, n, v in page.attributes if n == "content"
            )
            assert not [link for link in page.links if "//" in link.partition("#")[0]]


HOSTILE = [
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onclick='alert(1)",
    "<!-- --> ]]> </textarea></title>",
    "{{ 7 * 7 }} {% raw %} ${x} `x`",
    "a\u202eb\u2028c\x00d\u200be",
    "javascript:alert(1)",
    "[x](javascript:alert(1)) <b>",
    "````",
    "\n\n# head\n\n- x",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_a_schema_is_shown_and_nothing_else(text: str) -> None:
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": text,
        "description": text,
        "type": "object",
        "properties": {
            text: {
                "type": "string",
                "description": text,
                "default": text,
                "x-unit": text,
                "examples": [text],
            },
            "b": {"enum": [text, 1], "title": text},
            "c": {"$ref": "#/$defs/Other"},
        },
        "allOf": [
            {"title": "g" + text, "description": text, "oneOf": [{"required": [text]}, {"required": ["c"]}]}
        ],
        "$defs": {"Other": {"type": "string", "pattern": "^[<>\"'&]x$", "description": text}},
    }
    try:
        files = dict(render(model_of(schema), "x"))
    except CodegenError:
        pytest.skip("the schema is refused")
    assert list(broken_links(files)) == []
    for path, content in files.items():
        assert not re.search("[\x00-\x08\x0b-\x1f\u200b\u2028\u202e]", content), path
        if path.endswith(".html"):
            page = Page(content)
            scripts = [value for tag, name, value in page.attributes if tag == "script" and name == "src"]
            assert page.elements.count("script") == len(scripts)
            assert all(re.fullmatch(r"(\.\./)?assets/[a-z]+\.js", script) for script in scripts)
            assert "img" not in page.elements
            assert not [a for a in page.attributes if a[1].startswith("on") or a[1] == "style"]
            assert not [link for link in page.links if link.startswith("javascript")]
        if path.endswith(".js"):
            assert "</script" not in content
        if path.endswith(".md"):
            assert not re.search(
                r"(?<!\\)<(?!!-- Gen|a id=|/a>)", re.sub(r"(`+).*?\1", "", content, flags=re.DOTALL)
            )
    json.loads(files["docs/x/docs.json"])


def test_schemas_of_the_official_suite_have_pages_whose_links_hold() -> None:
    found = suite()
    if found is None:
        pytest.skip("the suite cannot be had")
    tried = 0
    for group in found.required[::3]:
        try:
            model = model_of(group.schema)
        except CodegenError:
            continue
        assert list(broken_links(dict(render(model, "x")))) == []
        tried += 1
    assert tried > 80


def test_anchors_are_distinct_and_hold_nothing_odd() -> None:
    keys = ["a", "A", "a.b", "a b", "a..b", "a.2e.b", "é", "", ".", "x" * 500, "x" * 501, "a:b", "\ud83d"]
    anchors = [anchor_of(k) for k in keys]
    assert len(set(anchors)) == len(keys)
    assert all(re.fullmatch(r"[A-Za-z0-9_.-]+", a) for a in anchors)
    assert anchor_of("learning_rate") == "learning_rate"


def test_the_first_sentence_ends_where_a_sentence_does() -> None:
    assert first_sentence("L2, 0.5 by `default`. Then more.") == "L2, 0.5 by default."
    assert first_sentence("No end") == "No end"


VALUES: list[Any] = [
    {"a": {"b": [1, 2.5, None, True], "c": []}, "d": [{"x": 1, "y": [{"z": {}}]}, [[1], [2]]]},
    {"yes": "no", "1": "1", "null": "~", "": "", "a: b": "# c", "tab": "a\tb", "q": "it's", "é": "\u202e"},
    ["0o7", "0x1f", ".5", "1e3", "-", "- x", "? x", "&a", "*a", "!t", "%x", "@x", "`x", "{x", "a #b"],
    ["\U000e0001"],
    "text", 5, None, [], {},
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES)
def test_yaml_of_a_value_reads_as_the_same_value(value: Any) -> None:
    assert read(yaml_text(value).encode(), "yaml", "x").value == value


def test_markdown_shows_markup_as_text() -> None:
    assert md("*a* _b_ `c` [d](e) <f> # & a_b") == r"\*a\* \_b\_ \`c\` \[d\](e) \<f\> \# &amp; a_b"
    assert md("1. x") == r"1\. x" and md("- x") == r"\- x"
    assert md_code("a``b`") == "``` a``b` ```"
    assert md_fence("```\n", "yaml").startswith("````yaml")


def test_docs_json_says_what_the_pages_say(files: dict[str, str]) -> None:
    found = {t["name"]: t for t in json.loads(files["docs/x/docs.json"])["types"]}
    adam = {p["key"]: p for p in found["RecapAdamConfig"]["properties"]}
    assert adam["beta_1"]["facts"]["Range"] == "`0 <= x < 1`"
    assert adam["epsilon"]["default"] == "1e-7"
    assert found["LearningRate"]["groups"][0]["rule"].startswith("set exactly one of ")


def test_a_schedule_that_is_a_group_is_told_in_words(files: dict[str, str]) -> None:
    page = files["docs/x/types/LearningRate.html"]
    assert "<p>At each step: the rate of the member of lr that is set.</p>" in page
    assert "<math" not in page
    assert "<math" in files["docs/x/types/StepDecay.html"]


@pytest.mark.slow
def test_two_processes_print_the_same_site(
    canonical: Model, files: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    monkeypatch.setattr("codegen.targets.docs.LARGE", 0)
    monkeypatch.setattr("codegen.beside._can_fork", lambda: asked.append(True) or True)
    assert dict(render(canonical, "x")) == files
    assert len(asked) == 2


def test_a_thousand_types_make_a_site_of_less_than_15_mb() -> None:
    files = render(model_of(thousand_types()), "x")
    assert sum("/types/" in path for path in files) == 1000
    assert sum(len(text.encode()) for text in files.values()) < 15_000_000
