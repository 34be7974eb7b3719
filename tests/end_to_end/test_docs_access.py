"""Everybody can use the docs site: axe-core finds nothing, and the keyboard alone reaches everything."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.end_to_end.browser import Visit, awake, modules

pytestmark = pytest.mark.slow
#: The pages are visited in parts, so that several workers share them.
PARTS = 3

AXE = """async () => {
  const found = await axe.run(document, { resultTypes: ["violations"] });
  return found.violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.html).join(" | ")}`);
}"""


def axe(page: Any) -> dict[str, list[str]]:
    """Violations of the rules of axe-core, those of best practice among them, by the scheme of colours.

    Every rule runs in both schemes: those that colour does not change take little of the time.
    """
    # through the debugger, not as an element of the page: what the page allows stays as it is
    page.evaluate((modules() / "axe-core" / "axe.min.js").read_text("utf-8") + ";0")
    found = {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        if wrong := page.evaluate(AXE):
            found[scheme] = wrong
    return found


WATCH = Path(__file__).with_name("watch_focus.js").read_text("utf-8")


def tab(page: Any, times: int, *then: str) -> None:
    """Hold Tab until it has come ``times``.  In one call: the page need not be drawn after each."""
    page.keyboard.press("+".join(["Tab"] * times + list(then)))


def walk_by_tab(page: Any) -> Any:
    """Go from the beginning of a page to its end, and open with Enter what opens."""
    page.evaluate(WATCH)
    stops, length = page.evaluate("[walk.stops, walk.wanted.length]")
    at = 0
    for stop in stops:
        tab(page, stop - at, "Enter")
        at = stop
    tab(page, length - at)
    page.keyboard.press("Tab")  # and out of the page
    return page.evaluate("[walk.order, walk.wanted, walk.unseen]")


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_is_reached_by_keyboard_and_has_nothing_for_axe(
    chromium: Any, pages: list[str], http: str, part: int
) -> None:
    # together, since it takes as long to load a page as to judge it
    visit = Visit(chromium, http)
    found = {}
    for path in pages[part::PARTS]:
        page = visit.go(path)
        if path == "playground.html":
            awake(page)
        order, wanted, unseen = walk_by_tab(page)
        assert len(wanted) > 8, path
        assert order[: len(wanted)] == wanted, path
        # the page has been left; some windows come in again at its beginning
        assert order[len(wanted) :] in ([], wanted[:1]), path
        assert unseen == [], path
        assert page.locator("details:not([open])").count() == 0, path
        if wrong := axe(page):
            found[path] = wrong
        assert visit.violations() == [], path
    assert found == {}
    assert visit.faults == []
    visit.close()


def test_axe_finds_nothing_in_any_state_of_the_playground(chromium: Any, http: str) -> None:
    visit = Visit(chromium, http)
    page = visit.go("playground.html")
    found = {"as it comes": axe(page)}
    awake(page)
    assert page.locator("#curves").is_visible()
    found["with the editor"] = axe(page)
    page.get_by_role("button", name="Copy link").click()
    page.evaluate(
        "codegenPlayground.put('adam: {}\\nsgd: {}\\nsingle_task_learning_rate: {constant: -1}\\n')"
    )
    assert page.locator("#problems li").count() == 2
    found["with errors"] = axe(page)
    page.locator("#format").select_option("json")
    assert page.evaluate("codegenPlayground.state.text").startswith("{")
    found["as JSON"] = axe(page)
    page.evaluate("codegenPlayground.put('{')")
    found["with an error of syntax"] = axe(page)
    hash = urlencode({"type": "LearningRate", "json": '{"constant": 1}'})
    page.evaluate("(hash) => { location.hash = hash; }", hash)
    page.locator("#verdict", has_text="Valid").wait_for()
    found["without errors"] = axe(page)
    assert found == {state: {} for state in found}
    assert visit.faults == []
    visit.close()


@pytest.mark.parametrize("path", ["playground.html", "types/LearningRate.html#constant", "index.html"])
def test_axe_finds_nothing_with_the_search_box_open(chromium: Any, http: str, path: str) -> None:
    visit = Visit(chromium, http)
    page = visit.go(path)
    page.keyboard.press("/")
    page.keyboard.type("learning rate")
    page.locator(".found a").first.wait_for()
    assert axe(page) == {}
    page.keyboard.press("ArrowDown")
    assert page.locator(".found a:focus").count() == 1
    assert axe(page) == {}
    visit.close()


@pytest.mark.parametrize("path", ["index.html", "playground.html", "types/LearningRate.html"])
def test_the_keyboard_goes_back_to_the_beginning_and_skips_to_the_content(
    chromium: Any, http: str, path: str
) -> None:
    visit = Visit(chromium, http)
    page = visit.go(path)
    if path == "playground.html":
        awake(page)
    _, wanted, _ = walk_by_tab(page)
    page.evaluate("walk.order.length = 0")
    page.locator("footer a").last.focus()
    page.keyboard.press("Shift+" + "+".join(["Tab"] * (len(wanted) - 1)))
    assert page.evaluate("walk.order") == wanted[::-1]
    page.keyboard.press("Enter")
    page.wait_for_url("**#main")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    visit.close()


def test_tab_leaves_the_editor_both_ways_and_writes_nothing(chromium: Any, http: str) -> None:
    visit = Visit(chromium, http)
    page = visit.go("playground.html")
    page.locator("#share").focus()  # which brings the editor, in place of the text area
    page.locator(".cm-content").wait_for()
    page.evaluate("codegenPlayground.put('adam: {}\\n')")
    focus = "document.activeElement.id || document.activeElement.className"
    page.keyboard.press("Tab")
    assert page.evaluate(focus) == "code"
    page.keyboard.type("sgd: {}\n")
    page.keyboard.press("Tab")
    assert page.locator("#problems button").first.evaluate("(e) => e === document.activeElement")
    page.keyboard.press("Enter")  # to the place of the error
    assert page.evaluate(focus) == "code"
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(focus) == "share"
    assert page.evaluate("codegenPlayground.state.text") == "sgd: {}\nadam: {}\n"
    visit.close()
