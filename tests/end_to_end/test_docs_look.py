"""How pages of the docs site look where people meet them: at anchors, on paper, without colours."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from codegen.pipeline import render
from tests.end_to_end.browser import Visit, written

pytestmark = pytest.mark.slow
TITLE = "A title of a schema that is so long that no header has room for it beside a search box"
UNDER = """(id) => {
  location.hash = id;
  const marked = document.querySelector(":target");
  const shown = marked.querySelector("h2, h3, h4");
  return shown.getBoundingClientRect().top - document.querySelector(".top").getBoundingClientRect().bottom;
}"""
MARKED = """(id) => {
  location.hash = id;
  const marked = document.querySelector(":target");
  return [marked, marked.querySelector("h2") || marked].some((e) => {
    const style = getComputedStyle(e);
    return style.boxShadow !== "none" || style.outlineStyle === "solid";
  });
}"""


@pytest.mark.parametrize("width", [660, 768, 1440])
def test_the_header_covers_no_anchor(chromium: Any, tmp_path: Path, width: int) -> None:
    schema = tmp_path / "x.schema.json"
    keys = {f"key_{n}": {"type": "integer"} for n in range(30)}
    schema.write_text(json.dumps({"title": TITLE, "type": "object", "properties": keys}), encoding="utf-8")
    base = written(render(schema, ("docs",), "x"), tmp_path / "site") + "docs/x/"
    visit = Visit(chromium, base, viewport={"width": width, "height": 600})
    (path,) = (tmp_path / "site" / "docs" / "x" / "types").iterdir()
    page = visit.go(f"types/{path.name}")
    for anchor in ("key_3", "key_15", "section:properties"):
        assert page.evaluate(UNDER, anchor) >= 0, anchor
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    visit.close()


@pytest.mark.parametrize("colours", ["none", "active"])
def test_the_target_of_a_link_is_marked(chromium: Any, http: str, colours: str) -> None:
    visit = Visit(chromium, http, forced_colors=colours)
    page = visit.go("types/LearningRate.html")
    for anchor in ("constant", "group:lr", "section:example", "section:schema"):
        assert page.evaluate(MARKED, anchor), anchor
    visit.close()


def test_paper_is_light_and_cuts_no_formula(chromium: Any, http: str) -> None:
    visit = Visit(chromium, http, viewport={"width": 700, "height": 900}, color_scheme="dark")
    page = visit.go("types/OneCycle.html")
    page.get_by_label("Colours").select_option("dark")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator(".formula").evaluate("(e) => e.scrollWidth <= e.clientWidth")
    assert "The same as Markdown and JSON." in page.locator("footer").inner_text()
    visit.close()


def test_results_of_a_search_are_in_view_only_while_somebody_searches(chromium: Any, http: str) -> None:
    visit = Visit(chromium, http)
    page = visit.go("index.html")
    page.keyboard.press("/")
    page.keyboard.type("rate")
    page.locator(".found a").first.wait_for()
    page.locator(".rows a").first.focus()
    assert page.locator(".found li").count() == 0
    page.locator(".finder input").click()
    assert page.locator(".found a").count() > 5
    assert visit.faults == []
    visit.close()
