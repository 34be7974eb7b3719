"""The docs site in a real Chromium: nothing fails, nothing from elsewhere, everything is found."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from codegen.docsite.assemble import Assembled, assemble
from codegen.settings import Settings
from tests.end_to_end.browser import Visit, open_all, written

pytestmark = pytest.mark.slow


def test_every_page_opens_from_a_file_has_its_anchors_and_fits_320_pixels(
    chromium: Any, site: Assembled, pages: list[str], file: str
) -> None:
    visit = Visit(chromium, file, viewport={"width": 320, "height": 640})
    ids: dict[str, set[str]] = {}
    links: list[tuple[str, str]] = []
    wide = {}
    for path in pages:
        page = visit.go(path)
        open_all(page)
        assert visit.violations() == [], path
        ids[path] = set(page.evaluate("[...document.querySelectorAll('[id]')].map((e) => e.id)"))
        links += [(path, href) for href in page.evaluate("[...document.links].map((a) => a.href)")]
        if (width := page.evaluate("document.documentElement.scrollWidth")) > 320:
            wide[path] = width
    broken = []
    for path, href in links:
        target, _, anchor = href.removeprefix(file).partition("#")
        if target not in site.files or (
            anchor and target != "playground.html" and anchor not in ids.get(target, ())
        ):
            broken.append((path, href))
    assert broken == []
    assert wide == {}
    assert visit.faults == []  # requests to somebody else among them; from a server, in test_docs_access.py
    assert len(pages) > 30 and len(links) > 1000
    visit.close()


def test_the_switch_of_colours_holds_on_the_next_page(chromium: Any, http: str) -> None:
    visit = Visit(chromium, http, color_scheme="light")
    page = visit.go("index.html")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.get_by_label("Colours").select_option("dark")
    dark = page.evaluate(ground)
    assert light != dark
    assert visit.go("types/LearningRate.html").evaluate(ground) == dark
    visit.close()


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("learning rate", "LearningRate"),
        ("LearningRate.const", "LearningRate.constant"),
        ("lineer ramp to cosin", "LinearRampToCosine"),
        ("numrampsteps", "num_ramp_steps"),
        ("num_ramp_stps", "num_ramp_steps"),
        ("beta1", "beta_1"),
        ("RecapAdamConfig.epsilon", "RecapAdamConfig.epsilon"),
        ("momentm", "momentum"),
        ("piecewise", "iecewise"),
    ],
)
def test_search_finds_what_is_meant(chromium: Any, http: str, typed: str, first: str) -> None:
    visit = Visit(chromium, http)
    page = visit.go("index.html")
    page.keyboard.press("/")
    page.keyboard.type(typed)
    page.wait_for_selector(".found a")
    found = page.locator(".found b").all_text_contents()
    assert first in found[0], found
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/types/**")
    assert visit.faults == []
    visit.close()


def test_search_says_when_nothing_is_named_like_that(chromium: Any, http: str) -> None:
    visit = Visit(chromium, http)
    page = visit.go("index.html")
    page.keyboard.press("/")
    page.keyboard.type("qqxzzy")
    page.wait_for_selector(".found p")
    page.keyboard.press("Escape")
    assert page.locator(".found li").count() == 0
    visit.close()


def test_search_says_how_many_more_there_are(chromium: Any, http: str) -> None:
    visit = Visit(chromium, http)
    page = visit.go("index.html")
    page.keyboard.press("/")
    page.keyboard.type("learning")
    page.wait_for_selector(".found p")
    assert page.locator(".found a").count() == 12
    told = re.fullmatch(r"and (\d+) more: type more of the name", page.locator(".found p").inner_text())
    rows = page.evaluate(
        "codegenSearching.search(codegenSearching.prepared(codegenSearch), 'learning').length"
    )
    assert told is not None and int(told[1]) == rows - 12
    assert visit.faults == []
    visit.close()


def test_everything_is_printed_on_paper(chromium: Any, http: str) -> None:
    visit = Visit(chromium, http)
    page = visit.go("types/LearningRate.html")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert not page.locator(".top").is_visible()
    assert page.locator("details pre").first.is_visible()
    assert len(page.pdf()) > 10_000
    visit.close()


CANARY = "window.canary = 1"
PAYLOADS = [
    f"</script><script>{CANARY}</script>",
    f'"><img src=x onerror="{CANARY}">',
    f"' onfocus='{CANARY}' autofocus='",
    f"javascript:{CANARY}",
    f"</textarea></title></style><svg onload={CANARY}>",
    f"{{{{ {CANARY} }}}} ${{{CANARY}}} <!-- --> ]]>",
    "a\u202eb\u2028c\u2029d\u200be",
    "<style>*{display:none}</style><base href=//evil.example/>",
    "<meta http-equiv=refresh content=0;url=//evil.example/>",
]


def hostile(text: str) -> dict[str, Any]:
    """A schema with the text in every string that may hold it."""
    about = {"title": text, "description": text}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **about,
        "type": "object",
        "properties": {
            text: {**about, "type": "string", "default": text, "examples": [text], "x-unit": text},
            "b": {**about, "enum": [text, 1], "$comment": text},
            "c": {"anyOf": [{"$ref": "#/$defs/Other"}, {"type": "null"}]},
            "d": {"const": text},
        },
        "allOf": [{**about, "title": "g " + text, "oneOf": [{"required": [text]}, {"required": ["c"]}]}],
        "$defs": {"Other": {**about, "type": "object", "properties": {text + "x": {"type": "number"}}}},
    }


@pytest.mark.parametrize("text", PAYLOADS)
def test_text_of_a_schema_runs_nothing_and_breaks_nothing(chromium: Any, tmp_path: Path, text: str) -> None:
    schema = tmp_path / "x.schema.json"
    schema.write_text(json.dumps(hostile(text)), encoding="utf-8")
    site = assemble(Settings(schema=str(schema), package="x"))
    base = written(site.files, tmp_path / "site")
    pages = sorted(path for path in site.files if path.endswith(".html"))
    visit = Visit(chromium, base)
    for path in pages:
        page = visit.go(path)
        if path == "index.html":  # what is found is the same on every page
            page.keyboard.press("/")
            page.keyboard.type("oth")
            page.locator(".found li").first.wait_for()
        assert page.evaluate("window.canary") is None
        assert page.url.startswith(base)
        assert page.locator("h1").is_visible()
        assert page.locator("footer").is_visible()
        assert (
            page.evaluate("document.querySelectorAll('main img, main style, main script, base').length") == 0
        )
        assert visit.violations() == []
    assert visit.faults == []
    visit.close()


def test_the_served_site_loads_anew_when_the_schema_changes(chromium: Any, tmp_path: Path) -> None:
    schema = tmp_path / "x.schema.json"
    schema.write_text('{"type": "object", "title": "Before", "properties": {"a": {"type": "number"}}}')
    command = [sys.executable, "-m", "codegen", "docs", "--serve", "--schema", str(schema)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=tmp_path)
    try:
        assert process.stdout is not None
        address = process.stdout.readline().split(" ")[0]
        assert address.startswith("http://127.0.0.1:")
        visit = Visit(chromium, address)
        page = visit.go("index.html")
        assert page.locator("h1").text_content() == "Before"
        page.wait_for_timeout(300)
        schema.write_text('{"type": "object", "title": "After", "properties": {"a": {"type": "number"}}}')
        page.locator("h1", has_text="After").wait_for(timeout=20_000)
        assert visit.violations() == []
        assert visit.faults == []
        visit.close()
    finally:
        process.terminate()
        process.wait(timeout=20)
