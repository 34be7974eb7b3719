"""A plan as its reader sees it."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

torch = pytest.importorskip("torch")

from torch import nn  # noqa: E402

from tests.torch_runtime import runtime  # noqa: E402
from tests.unit.torch.wanted import algorithm, plan, rate, rule, tree, wanted  # noqa: E402


def example() -> Any:
    model = tree("stem.w", "stem.bias", "a.w", "b.w", "old.w", shape=(40, 40))
    model.get_parameter("old.w").requires_grad_(False)
    return plan(
        model,
        wanted(
            ["a", "b"],
            2.0,
            algorithm=algorithm(torch.optim.AdamW, weight_decay=0.1),
            rules=(rule(label="own", names=("a.w",), rate=rate(2.0)),),
            no_weight_decay_on=frozenset({"biases"}),
        ),
    )


def test_the_table_has_a_line_for_each_group() -> None:
    assert runtime("describing").to_text(example()).replace("\u2009", "'") == (
        "group                     rule                       params  elements  "
        "algorithm               lr(0)  schedule\n"
        "a/own                     tower, rule own                 1     1'600  "
        "AdamW                   2      2\n"
        "b                         tower                           1     1'600  "
        "AdamW                   2      2\n"
        "backbone                  the rest                        1     1'600  "
        "AdamW                   2      2\n"
        "backbone/no_weight_decay  the rest, no weight decay       1     1'600  "
        "AdamW weight_decay=0.0  2      2\n"
        "frozen                    requires_grad                   1     1'600  "
        "-                       -      -\n"
        "\n"
        "4 parameters with 6'400 elements in 4 groups, 1 frozen\n"
        "built as one group, since all else is equal: a/own, b, backbone\n"
    )


def test_printing_a_plan_shows_the_table() -> None:
    found, describing = example(), runtime("describing")
    assert f"{found}\n" == describing.to_text(found) == found.to_text()
    assert found.to_json() == describing.to_json(found)
    assert "backbone/no_weight_decay" in rich_text(found)


def test_parameters_are_listed_on_request() -> None:
    model = tree("embed.w", "head.bias")
    model.get_submodule("head").w = model.get_parameter("embed.w")
    model.s = nn.Parameter(torch.zeros(()))
    text = runtime("describing").to_text(plan(model, wanted()), parameters=True)
    assert text.partition("\n\n")[2].partition("\n\n")[2] == (
        "model\n"
        "  name       shape   elements  why\n"
        "  s          scalar         1  all parameters\n"
        "  embed.w    2 x 2          4  all parameters; tied to head.w\n"
        "  head.bias  2 x 2          4  all parameters\n"
    )


def test_what_is_to_be_frozen_is_told_apart_from_what_is() -> None:
    found = plan(tree("a.w", "stem.w"), wanted(["a"]), on_unmatched="freeze")
    assert "frozen  no rate, to be frozen" in runtime("describing").to_text(found)


def test_no_name_reaches_a_terminal_unescaped() -> None:
    model = tree("a\x1b[2J.w\u202e")
    found = plan(model, wanted(["a\x1b[2J"]))
    describing = runtime("describing")
    for text in (describing.to_text(found, parameters=True), rich_text(describing.to_rich(found))):
        assert "\x1b" not in text and "\u202e" not in text
        assert "a\\u{1b}[2J" in text


def rich_text(table: Any, width: int = 200) -> str:
    console = pytest.importorskip("rich.console")
    stream = io.StringIO()
    console.Console(file=stream, width=width, color_system=None).print(table)
    return stream.getvalue()


def test_a_rich_table_has_the_same_cells() -> None:
    text = rich_text(runtime("describing").to_rich(example()))
    for word in ("backbone/no_weight_decay", "AdamW weight_decay=0.0", "requires_grad", "4 parameters with"):
        assert word in text


def test_a_narrow_rich_table_leaves_no_letter_out() -> None:
    text = rich_text(runtime("describing").to_rich(example()), width=70)
    first_cells = [line.split("│")[1].strip() for line in text.splitlines() if line.startswith("│")]
    assert "backbone/no_weight_decay" in "".join(first_cells)
    assert "…" not in text


def test_markup_of_rich_in_a_name_is_text() -> None:
    text = rich_text(runtime("describing").to_rich(plan(tree("[red]a[/red].w"), wanted(["[red]a[/red]"]))))
    assert "[red]a[/red]" in text


def test_json_has_every_parameter_and_every_number() -> None:
    value = json.loads(runtime("describing").to_json(example()))
    assert value["schema"] == "0" * 64
    assert [g["name"] for g in value["groups"]] == ["a/own", "b", "backbone", "backbone/no_weight_decay"]
    assert value["groups"][3] == {
        "name": "backbone/no_weight_decay",
        "why": "the rest, no weight decay",
        "algorithm": "adamw",
        "class": "AdamW",
        "arguments": {"weight_decay": 0.0},
        "learning_rate": {"first": 2.0, "constant": True, "schedule": "2"},
        "parameters": [
            {
                "name": "stem.bias",
                "shape": [40, 40],
                "elements": 1600,
                "why": "the rest; no weight decay: biases",
                "aliases": [],
            }
        ],
    }
    assert [(p["name"], p["to_freeze"]) for p in value["frozen"]] == [("old.w", False)]


def test_json_writes_what_it_has_no_word_for_as_python_shows_it() -> None:
    wish = wanted(algorithm=algorithm(betas=(0.9, 0.99), bound=float("inf"), dtype=torch.float32))
    (group,) = json.loads(runtime("describing").to_json(plan(tree("w"), wish)))["groups"]
    assert group["arguments"] == {"betas": [0.9, 0.99], "bound": "inf", "dtype": "torch.float32"}
