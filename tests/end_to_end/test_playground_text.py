"""The playground keeps what somebody has written, and tells when it does not show everything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.end_to_end.browser import Visit, awake

pytestmark = pytest.mark.slow
OWN = "adam: {}\nsingle_task_learning_rate: {constant: 1}  # mine\n"
RATE = "linear_ramp_to_constant:"  # the example of a learning rate begins with it
KEPT = "() => typeof history.state === 'string'"


@pytest.fixture
def visit(chromium: Any, http: str) -> Iterator[Visit]:
    visit = Visit(chromium, http)
    yield visit
    assert visit.faults == []
    assert visit.violations() == []
    visit.close()


def text_of(page: Any) -> str:
    found: str = page.evaluate("codegenPlayground.state.text")
    return found


def put(page: Any, text: str) -> None:
    page.evaluate("(text) => codegenPlayground.put(text)", text)


@pytest.mark.parametrize("editor", [True, False])
def test_another_type_takes_an_example_in_place_of_an_example_and_nothing_else(
    visit: Visit, editor: bool
) -> None:
    if not editor:
        visit.page.route("**/editor.js", lambda route: route.fulfill(body=""))
    page = visit.go("playground.html")
    page.locator("#type").focus()
    if editor:
        awake(page)
    page.locator("#type").select_option("LearningRate")
    assert text_of(page).startswith(RATE)
    put(page, OWN)
    page.locator("#type").select_option("StepDecay")
    assert text_of(page) == OWN
    assert page.locator("#status").text_content() == "Your text stays, and is checked as StepDecay."
    assert "learning_rate: required in StepDecay" in page.locator("#problems").text_content()
    put(page, " \n")
    page.locator("#type").select_option("LearningRate")
    assert text_of(page).startswith(RATE)
    page.locator("#format").select_option("json")  # which makes nobody's work of it
    page.locator("#type").select_option("StepDecay")
    assert '"decay_rate"' in text_of(page)


def test_a_text_comes_back_from_the_other_format_as_it_was(visit: Visit) -> None:
    page = visit.go("playground.html")
    awake(page)
    put(page, OWN)
    page.locator("#format").select_option("json")
    written = text_of(page)
    assert written.startswith("{") and "mine" not in written
    page.locator("#format").select_option("yaml")
    assert text_of(page) == OWN
    page.locator("#format").select_option("json")
    put(page, written.replace("1}", "2}"))
    page.locator("#format").select_option("yaml")
    assert text_of(page) == "adam: {}\nsingle_task_learning_rate:\n  constant: 2\n"


def test_a_text_is_there_again_after_a_look_at_another_page(visit: Visit) -> None:
    page = visit.go("playground.html#" + urlencode({"type": "LearningRate", "json": '{"constant": 1}'}))
    awake(page)
    put(page, "constant: 2  # mine\n")
    page.wait_for_function(KEPT)
    page.reload()
    assert text_of(page) == "constant: 2  # mine\n"
    page.get_by_role("link", name="Types").click()
    page.wait_for_url("**/index.html#types")
    page.go_back()
    page.wait_for_url("**/playground.html#*")
    assert text_of(page) == "constant: 2  # mine\n"
    assert page.locator("#type").input_value() == "LearningRate"
    put(page, "")  # nothing to keep
    page.wait_for_function("() => history.state === null")
    page.reload()
    assert text_of(page) == "constant: 1\n"


def test_the_way_past_the_header_takes_no_text_away(visit: Visit) -> None:
    page = visit.go("playground.html")
    awake(page)
    page.locator("#format").select_option("json")
    put(page, '{"mine": 1}')
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**#main")
    page.wait_for_timeout(50)
    assert text_of(page) == '{"mine": 1}'
    page.go_back()
    page.wait_for_url("**/playground.html")
    page.wait_for_timeout(50)
    assert text_of(page) == '{"mine": 1}'
    assert page.locator("#format").input_value() == "json"


def test_errors_that_are_not_shown_are_counted(visit: Visit) -> None:
    page = visit.go("playground.html")
    put(page, OWN + "".join(f"key_{n}: 1\n" for n in range(203)))
    assert page.locator("#verdict").text_content() == "203 errors"
    assert page.locator("#problems button").count() == 200
    assert page.locator("#problems li").last.text_content() == "and 3 more"
    put(page, OWN + "".join(f"key_{n}: 1\n" for n in range(200)))
    assert page.locator("#problems li").count() == 200


def test_the_text_area_shows_code_as_code(visit: Visit) -> None:
    visit.page.route("**/editor.js", lambda route: route.fulfill(body=""))
    page = visit.go("playground.html")
    assert "monospace" in page.locator("#text").evaluate("(e) => getComputedStyle(e).fontFamily")


def test_without_scripts_the_page_says_why_it_is_empty(chromium: Any, http: str) -> None:
    visit = Visit(chromium, http, java_script_enabled=False)
    page = visit.go("playground.html")
    said = page.locator("noscript p")
    assert said.is_visible()
    assert said.text_content() == "That takes JavaScript, which is switched off."
    visit.close()
