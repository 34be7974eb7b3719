"""The playground in a real Chromium: what it says is what the command line says, at the same places."""

from __future__ import annotations

import gzip
import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode

import pytest

from codegen.advice import diagnose
from codegen.agree.mutate import mutants
from codegen.agree.run import judged_definitions
from codegen.checker import print_python
from codegen.docsite.assemble import Assembled
from codegen.errors import SchemaError
from codegen.pipeline import render
from codegen.reading import read
from tests.end_to_end.browser import Visit, awake, written
from tests.packages import import_package
from tests.unit.reading.random_yaml import document

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "schema" / "optimizer.schema.json"
EXAMPLES = ROOT / "schema" / "examples"
CORPUS = ROOT / "tests" / "cases" / "configs"


@pytest.fixture(scope="module")
def visit(chromium: Any, file: str) -> Iterator[Visit]:
    visit = Visit(chromium, file)
    awake(visit.go("playground.html"))
    yield visit
    assert visit.faults == []
    assert visit.violations() == []
    visit.close()


@pytest.fixture(scope="module")
def check(site: Assembled) -> dict[str, Any]:
    """The checker of the command line, by type."""
    namespace: dict[str, Any] = {"__name__": "checker"}
    exec(compile(print_python(site.compiled.model), "<checker>", "exec"), namespace)
    found: dict[str, Any] = namespace["CHECK"]
    return found


SAID = """([text, format, type]) => {
  const reading = codegenReading.read(text, format, codegenChecker.remember);
  const problems = codegenPlayground.problemsOf(reading, type);
  return problems.map((p) => `${p.line}:${p.column} ${p.message} ^ ${p.hint}`);
}"""
SAID_OF_MANY = f"(documents) => documents.map(([text, type]) => ({SAID})([text, 'json', type]))"


def said_by_python(check: dict[str, Any], text: str, format: str, type: str) -> list[str]:
    """What ``codegen validate`` says of a text: place, words, and what to write instead."""
    try:
        reading = read(text.encode("utf-8"), format, "config")
    except SchemaError as error:
        found = error.diagnostics
    else:
        found = diagnose(check[type](reading.value), reading)
    places = [(d, d.position) for d in found]
    return [f"{at.line}:{at.column} {d.message} ^ {d.hint}" for d, at in places if at is not None]


def type_of(text: str) -> str:
    named = re.match(r"# as: (\w+)", text)
    return named[1] if named else "RecapOptimizerConfig"


def damaged() -> list[tuple[str, str]]:
    """Every config that is kept because it is wrong, and every valid one with a key misspelt."""
    found = [(p.stem, p.read_text("utf-8")) for p in sorted((EXAMPLES / "invalid").glob("*.yaml"))]
    found += [(p.stem, p.read_text("utf-8")) for p in sorted(CORPUS.glob("invalid_*.yaml"))]
    for path in sorted((EXAMPLES / "valid").glob("*.yaml")):
        lines = path.read_text("utf-8").splitlines()
        keyed = [n for n, line in enumerate(lines) if re.match(r" *[a-z_0-9]{4,}:", line)]
        at = keyed[len(path.stem) % len(keyed)]
        lines[at] = re.sub(r"([a-z_0-9]{2})([a-z_0-9])([a-z_0-9]+:)", r"\1\3", lines[at], count=1)
        found.append((f"{path.stem} misspelt", "\n".join(lines) + "\n"))
    return found


def test_damaged_configs_have_their_errors_where_the_command_line_has_them(
    visit: Visit, check: dict[str, Any]
) -> None:
    wrong = 0
    for name, text in damaged():
        type = type_of(text)
        wanted = said_by_python(check, text, "yaml", type)
        assert visit.page.evaluate(SAID, [text, "yaml", type]) == wanted, name
        wrong += bool(wanted)
    assert wrong >= 40


def test_json_has_its_errors_where_the_command_line_has_them(visit: Visit, check: dict[str, Any]) -> None:
    tried = 0
    for path in sorted(CORPUS.glob("*.json")):
        try:
            text = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            continue
        wanted = said_by_python(check, text, "json", "RecapOptimizerConfig")
        got = visit.page.evaluate(SAID, [text, "json", "RecapOptimizerConfig"])
        assert got == wanted, path.name
        tried += 1
    assert tried > 30


def test_documents_near_the_schema_are_mended_as_the_command_line_does(
    visit: Visit, site: Assembled, check: dict[str, Any]
) -> None:
    model = site.compiled.model
    names = {key: name for key, (name, _) in judged_definitions(model).items()}
    documents = [(d.text, d.definition) for d in mutants(model, names, 2000, 5)]
    got = visit.page.evaluate(SAID_OF_MANY, documents)
    for (text, type), said in zip(documents, got, strict=True):
        assert said == said_by_python(check, text, "json", type), text
    hints = {line.rpartition(" ^ ")[2] for said in got for line in said}
    kinds = ("write ", "take it out", "add ", "remove ", "give ", "put it in quotes", "put it in brackets")
    assert all(any(hint.startswith(kind) for hint in hints) for kind in kinds), hints


READ = """([texts, format]) => texts.map((text) => {
  const found = codegenReading.read(text, format);
  if (found.refusal) return ["refused", found.refusal.message, found.refusal.line, found.refusal.column];
  return ["read", JSON.stringify(found.value, (k, v) => (typeof v === "bigint" ? `${v}n` : v))];
})"""


def read_by_python(text: str, format: str) -> list[Any]:
    try:
        value = read(text.encode("utf-8"), format, "x").value
    except SchemaError as error:
        (found,) = error.diagnostics
        place = found.position
        return ["refused", found.message, place.line if place else 0, place.column if place else 0]
    return ["read", value]


def same(value: Any, text: str) -> bool:
    """Whether the browser has read this value; what no double holds comes as text."""

    def plain(one: Any) -> Any:
        if isinstance(one, dict):
            return {k: plain(v) for k, v in one.items()}
        if isinstance(one, list):
            return [plain(v) for v in one]
        if isinstance(one, int) and not isinstance(one, bool) and float(one) != one:
            return f"{one}n"
        return float(one) if isinstance(one, (int, float)) and not isinstance(one, bool) else one

    return bool(plain(value) == plain(json.loads(text)))


def test_the_corpus_is_read_alike_in_browser_and_python(visit: Visit) -> None:
    names, texts = [], []
    for path in sorted(CORPUS.glob("*.yaml")):
        try:
            texts.append(path.read_bytes().decode("utf-8"))
        except UnicodeDecodeError:
            continue  # a page has text, no bytes
        names.append(path.name)
    assert len(names) > 200
    for name, text, got in zip(names, texts, visit.page.evaluate(READ, [texts, "yaml"]), strict=True):
        wanted = read_by_python(text, "yaml")
        if wanted[0] == "read" and got[0] == "read":
            assert same(wanted[1], got[1]), name
        else:
            assert got == wanted, name


def test_random_yaml_is_read_alike_in_browser_and_python(visit: Visit) -> None:
    texts = [document(Random(seed)) for seed in range(1500)]
    texts = [t for t in texts if max(t, default="") < "\ud800" or max(t) > "\udfff"]
    read_both = 0
    for text, got in zip(texts, visit.page.evaluate(READ, [texts, "yaml"]), strict=True):
        wanted = read_by_python(text, "yaml")
        if wanted[0] == "read" and got[0] == "read":
            assert same(wanted[1], got[1]), text
            read_both += 1
        else:
            assert got == wanted, text
    assert read_both > 400


def test_what_is_resolved_is_what_python_resolves(visit: Visit, tmp_path: Path) -> None:
    package = import_package(SCHEMA, tmp_path)
    resolve = """([text, type]) => {
      const value = codegenReading.read(text, "yaml", codegenChecker.remember).value;
      return JSON.stringify(codegenPlayground.resolved(["type", type], value));
    }"""
    for path in sorted((EXAMPLES / "valid").glob("*.yaml")):
        text = path.read_text("utf-8")
        value = read(text.encode(), "yaml", path.name).value
        wanted = getattr(package, type_of(text)).model_validate(value).resolved()
        got = json.loads(visit.page.evaluate(resolve, [text, type_of(text)]))
        assert got == json.loads(json.dumps(wanted)), path.name


def test_what_is_written_reads_as_the_same_value(visit: Visit) -> None:
    values = [
        {"a": {"b": [1, 2.5, None, True], "c": []}, "d": [{"x": 1, "y": [{"z": {}}]}, [[1], [2]]]},
        {"yes": "no", "null": "~", "": "", "a: b": "# c", "tab": "a\tb", "q": "it's", "é": "\u202e"},
        ["0o7", "0x1f", ".5", "1e3", "-", "- x", "? x", "&a", "*a", "!t", "%x", "@x", "{x", "a #b", "😀"],
    ]
    write = "([value, format]) => codegenReading.write(value, format)"
    for value in values:
        for format in ("yaml", "json"):
            text = visit.page.evaluate(write, [value, format])
            assert read(text.encode(), format, "x").value == value


def test_errors_follow_what_is_typed_and_lead_to_their_place(visit: Visit) -> None:
    page = visit.page
    page.evaluate("codegenPlayground.put('adam: {}\\nsingle_task_learning_rate:\\n  constant: 1\\n')")
    assert page.locator("#verdict").text_content() == "Valid"
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type("sdg: {}")
    assert page.locator("#verdict").text_content() == "1 error"
    problem = page.locator("#problems li").first
    assert "unknown key in RecapOptimizerConfig. Did you mean sgd?" in problem.text_content()
    page.keyboard.press("Control+Home")
    problem.get_by_role("button", name="Go to line 4, column 1").click()
    page.keyboard.type("x")
    assert page.evaluate("codegenPlayground.state.text").splitlines()[3] == "xsdg: {}"
    assert page.locator(".cm-lintRange-error").count() >= 1


def test_a_link_holds_type_format_and_text(visit: Visit, file: str) -> None:
    page = visit.page
    text = 'linear_ramp_to_constant: {learning_rate: 1.5, num_ramp_steps: 2}  # "é" & = %\n'
    page.locator("#type").select_option("LearningRate")
    page.evaluate("(text) => codegenPlayground.put(text)", text)
    page.get_by_role("button", name="Copy link").click()
    page.wait_for_function("() => location.hash.length > 10")
    link = page.url
    page.evaluate("codegenPlayground.put('{}')")
    page.goto(file + "index.html")
    page.goto(link)
    awake(page)
    assert page.evaluate("codegenPlayground.state.text") == text
    assert page.locator("#type").input_value() == "LearningRate"
    assert page.locator("#verdict").text_content() == "Valid"


def test_curves_have_the_rates_of_the_python_formulas(visit: Visit, site: Assembled) -> None:
    types = [t for t in json.loads(site.files["docs.json"])["types"] if "curve" in t.get("schedule", {})]
    assert len(types) > 10
    rates = "([type, value, steps]) => steps.map((step) => codegenChecker.RATES[type](value, step))"
    for one in types:
        steps = [step for step, _ in one["schedule"]["curve"]]
        found = visit.page.evaluate(rates, [one["name"], one["example"], steps])
        for (step, wanted), got in zip(one["schedule"]["curve"], found, strict=True):
            assert math.isclose(got, wanted, rel_tol=1e-12, abs_tol=0), (one["name"], step)


def test_every_tower_and_the_backbone_have_a_curve(visit: Visit) -> None:
    page = visit.page
    page.locator("#type").select_option("RecapOptimizerConfig")
    text = (EXAMPLES / "valid" / "heavy_ranker.yaml").read_text("utf-8")
    page.evaluate("(text) => codegenPlayground.put(text)", text)
    rows = page.locator("#rates th").all_text_contents()
    assert "backbone_learning_rate" in rows and len(rows) == 11
    assert page.locator("#chart polyline").count() == 11
    assert "0.0008 at 5,000" in page.locator("#rates tr", has_text="is_favorited").text_content()
    before = page.locator("#chart polyline").nth(1).get_attribute("points")
    page.evaluate("(text) => codegenPlayground.put(text)", text.replace("0.0008", "0.0016"))
    assert page.locator("#chart polyline").nth(1).get_attribute("points") != before


def test_every_example_of_the_site_opens_and_is_valid(visit: Visit, site: Assembled) -> None:
    links = {
        found
        for path, text in site.files.items()
        if path.startswith("types/")
        for found in re.findall(r'playground\.html#([^"]*)"', text)
    }
    assert len(links) > 70
    opens = """(hashes) => hashes.filter((hash) => {
      history.replaceState(null, "", "#" + hash);
      dispatchEvent(new Event("hashchange"));
      return document.getElementById("verdict").textContent !== "Valid";
    })"""
    assert visit.page.evaluate(opens, sorted(link.replace("&amp;", "&") for link in links)) == []


def long_config(count: int = 249) -> str:
    """A config of many towers; of a thousand lines, if nothing is said."""
    rate = "      linear_ramp_to_constant:\n        learning_rate: 0.{n}\n        num_ramp_steps: {n}\n"
    towers = "".join(f"    tower_{n}:\n{rate.format(n=n + 1)}" for n in range(count))
    return f"adam: {{}}\nmulti_task_learning_rates:\n  tower_learning_rates:\n{towers}"


def test_a_thousand_lines_are_checked_and_drawn_in_50_ms(visit: Visit) -> None:
    visit.page.locator("#type").select_option("RecapOptimizerConfig")
    visit.page.evaluate("(text) => codegenPlayground.put(text)", long_config())
    assert visit.page.locator("#verdict").text_content() == "Valid"
    times = visit.page.evaluate(
        """() => Array.from({ length: 25 }, () => {
          const begin = performance.now();
          codegenPlayground.update();
          return performance.now() - begin;
        })"""
    )
    assert min(times) < 50, times  # the best of them: other programs may have been running


def test_curves_that_are_not_drawn_are_counted(visit: Visit) -> None:
    visit.page.locator("#type").select_option("RecapOptimizerConfig")
    visit.page.evaluate("(text) => codegenPlayground.put(text)", long_config(311))
    assert visit.page.locator("#chart polyline").count() == 300
    assert visit.page.locator("#rates tr").count() == 301
    assert visit.page.locator("#rates tr").last.inner_text() == "and 11 more, not drawn"
    visit.page.evaluate("(text) => codegenPlayground.put(text)", long_config(2))
    assert visit.page.locator("#rates tr").count() == 2


def test_the_scripts_of_the_playground_are_small(site: Assembled) -> None:
    page = site.files["playground.html"]
    scripts = re.findall(r'<script [^>]*src="([^"]+)"', page)
    sizes = {path: len(gzip.compress(site.files[path].encode(), 9)) for path in scripts}
    assert len(sizes) == 7
    assert sum(sizes.values()) <= 30 * 1024, sizes
    assert sum(sizes.values()) + len(gzip.compress(site.files["assets/editor.js"].encode(), 9)) <= 150 * 1024


def test_the_page_names_the_schema_of_the_validator_that_it_runs(visit: Visit, site: Assembled) -> None:
    digest = site.compiled.model.digest[:16]
    assert visit.page.locator("#digest").text_content() == digest
    assert digest in site.files["assets/checker.js"].splitlines()[0]


def test_the_site_as_printed_reads_yaml_and_json_in_a_text_area(visit: Visit, tmp_path: Path) -> None:
    base = written(render(SCHEMA, ("docs",), "x"), tmp_path)
    plain = Visit(visit.context.browser, f"{base}docs/x/")
    page = plain.go("playground.html#" + urlencode({"type": "LearningRate", "json": '{"constant": -1}'}))
    page.wait_for_timeout(300)
    assert page.locator("#text").input_value() == "constant: -1\n"
    assert "must be >= 0; found -1" in page.locator("#problems").text_content()
    page.locator("#text").fill("constant: 1  # as it is\n")
    assert page.locator("#verdict").text_content() == "Valid"
    page.locator("#format").select_option("json")
    page.locator("#text").fill('{"constant": 1,}')
    assert "1:16" in page.locator("#problems").text_content()
    page.locator("#problems button").click()
    assert page.evaluate("document.getElementById('text').selectionStart") == 15
    page.locator("#text").fill('{"constant": 1}')
    assert page.locator("#verdict").text_content() == "Valid"
    assert plain.faults == []
    plain.close()
