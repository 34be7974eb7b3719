"""Reports are readable, exact and harmless."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.errors import Diagnostic, Origin, Position
from codegen.report import MAX_BYTES, Format, render, summary
from codegen.terminal import printed_width, visible

FORMATS: tuple[Format, ...] = ("text", "json", "github", "sarif", "junit")
YAML = "# a run\nlr: {constant: 1}\nadam:\n  beta_1: 0.95\nsgd: {}\n"
HOSTILE = "\x1b[2J\x9b1A\x7f\r\n::error::x\u202e\u2066\ud800\u200b\u2028%0A"


def _two_optimizers() -> Diagnostic:
    return Diagnostic(
        "group",
        "optimizer: set exactly one of adam, sgd; found adam, sgd",
        "remove adam (line 3) or sgd",
        Origin("train.yaml", "/sgd"),
        "train.yaml",
        Position(5, 1),
    )


def test_text_names_the_place_quotes_the_lines_and_puts_the_hint_behind_the_caret() -> None:
    assert render([_two_optimizers()], sources={"train.yaml": YAML}) == (
        "train.yaml:5:1  error  optimizer: set exactly one of adam, sgd; found adam, sgd\n"
        "    3 | adam:\n"
        "    4 |   beta_1: 0.95\n"
        "    5 | sgd: {}\n"
        "      | ^^^ remove adam (line 3) or sgd\n"
        "      at train.yaml#/sgd\n"
    )


def test_without_the_source_the_hint_and_the_pointer_stand_below() -> None:
    assert render([_two_optimizers()]) == (
        "train.yaml:5:1  error  optimizer: set exactly one of adam, sgd; found adam, sgd\n"
        "      | remove adam (line 3) or sgd\n"
        "      at train.yaml#/sgd\n"
    )


def test_a_diagnostic_without_a_file_is_one_line() -> None:
    assert render([Diagnostic("usage", "no such target")]) == "error  no such target\n"


def test_a_hint_that_does_not_fit_behind_the_caret_stands_below() -> None:
    long = Diagnostic("x", "m", "h" * 120, None, "f", Position(1, 1))
    lines = render([long], sources={"f": "abc"}).splitlines()
    assert lines[1:] == ["    1 | abc", "      | ^^^", "      | " + "h" * 120]


def test_the_caret_covers_the_quoted_string_it_stands_on() -> None:
    d = Diagnostic("x", "m", "", None, "f", Position(1, 3))
    assert render([d], sources={"f": '{ "a b\\"c": 1}'}).splitlines()[-1] == "      |   ^^^^^^^^"


@pytest.mark.parametrize(("before", "columns"), [("\t\t", 2), ("日本", 4), ("e\u0301", 1), ("\x1b", 6)])
def test_the_caret_stands_under_the_place_whatever_is_before_it(before: str, columns: int) -> None:
    d = Diagnostic("x", "m", "", None, "f", Position(1, len(before) + 1))
    quoted, caret = render([d], sources={"f": before + "key"}).splitlines()[1:]
    assert caret == "      | " + " " * columns + "^^^"
    assert printed_width(quoted.removesuffix("key")) == 8 + columns


@pytest.mark.parametrize("column", [1, 60, 5_000, 99_998])
def test_a_long_line_is_shown_around_the_place(column: int) -> None:
    text = "x" * (column - 1) + "!" + "y" * (100_000 - column)
    d = Diagnostic("x", "m", "", None, "f", Position(1, column))
    quoted, caret = render([d], sources={"f": text}).splitlines()[1:]
    assert len(quoted) < 120
    assert quoted[caret.index("^")] == "!"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_for_every_line_end(end: str) -> None:
    d = Diagnostic("x", "m", "", None, "f", Position(2, 1))
    assert render([d], sources={"f": f"one{end}two{end}"}).splitlines()[1:3] == ["    1 | one", "    2 | two"]


@pytest.mark.parametrize("place", [Position(3, 1), Position(99, 1), Position(2, 99)])
def test_a_place_at_or_past_the_end_is_no_reason_to_fail(place: Position) -> None:
    d = Diagnostic("x", "m", "mend it", None, "f", place)
    assert "mend it" in render([d], sources={"f": "one\ntwo\n"})


def test_color_is_there_only_when_asked_for() -> None:
    assert "\x1b" not in render([_two_optimizers()], sources={"train.yaml": YAML})
    assert "\x1b[1;31merror\x1b[0m" in render([_two_optimizers()], color=True)


def test_json_is_one_document_with_every_part() -> None:
    assert json.loads(render([_two_optimizers(), Diagnostic("usage", "no")], "json")) == {
        "errors": [
            {
                "code": "group",
                "message": "optimizer: set exactly one of adam, sgd; found adam, sgd",
                "hint": "remove adam (line 3) or sgd",
                "file": "train.yaml",
                "line": 5,
                "column": 1,
                "document": "train.yaml",
                "pointer": "/sgd",
            },
            {
                "code": "usage",
                "message": "no",
                "hint": "",
                "file": None,
                "line": None,
                "column": None,
                "document": None,
                "pointer": None,
            },
        ]
    }


def test_json_keeps_pointers_and_file_names_exact() -> None:
    d = Diagnostic("x", "m", "", Origin("dé\u202e.json", "/a\x1bb"), "dé\x07.json")
    entry = json.loads(render([d], "json"))["errors"][0]
    assert (entry["file"], entry["document"], entry["pointer"]) == ("dé\x07.json", "dé\u202e.json", "/a\x1bb")


def test_a_github_annotation_escapes_what_workflow_commands_give_a_meaning() -> None:
    d = Diagnostic("x", "100%: a,b", "do\nthis", Origin("s.json", "/p"), "a,b:c%.json", Position(2, 3))
    assert render([d], "github") == (
        "::error file=a%2Cb%3Ac%25.json,line=2,col=3,title=x::100%25: a,b%0Ado\\u{a}this%0Aat s.json#/p\n"
    )


@pytest.mark.parametrize("format", FORMATS)
def test_hostile_text_reaches_no_terminal(format: Format) -> None:
    d = Diagnostic("x", HOSTILE, HOSTILE, Origin(HOSTILE, HOSTILE), HOSTILE, Position(1, 4))
    shown = render([d], format, {HOSTILE: HOSTILE})
    bad = {c for c in shown if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")}
    assert bad == {"\n"}
    assert all(not line.lstrip().startswith("::error::x") for line in shown.splitlines())
    shown.encode("utf-8")


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("unit", ["a", '"', "\\", "\x1b", "é", "\U0001f600", "%", "\ud800", "日"])
def test_one_message_takes_at_most_20_kb_and_says_what_is_left_out(format: Format, unit: str) -> None:
    long = unit * 50_000
    d = Diagnostic("x", long, long, Origin(long, long), long, Position(1, 30_000))
    shown = render([d], format, {long: long}, color=True)
    assert len(shown.encode()) <= MAX_BYTES
    assert "more characters left out)" in shown


@pytest.mark.parametrize("format", FORMATS)
def test_a_short_message_is_never_cut(format: Format) -> None:
    d = Diagnostic("x", "m" * 7_900, "h" * 2_900)
    shown = render([d], format)
    assert d.message in shown and d.hint in shown


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(), max_size=60))
def test_visible_text_is_one_line_without_hidden_characters_and_stays_as_it_is(text: str) -> None:
    once = visible(text)
    assert not {c for c in once if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")}
    assert visible(once) == once


def test_every_bidirectional_control_is_escaped() -> None:
    controls = [chr(n) for n in range(0x110000) if unicodedata.bidirectional(chr(n)) in _EXPLICIT]
    assert len(controls) >= 9
    assert all(visible(c) == f"\\u{{{ord(c):x}}}" for c in controls)


def test_ordinary_words_of_any_language_are_left_alone() -> None:
    for words in ("naïve café", "学習率", "скорость", "معدل", "learning rate → 1e-7 🙂"):
        assert visible(words) == words


def test_the_summary_counts_errors_and_files() -> None:
    assert summary([_two_optimizers()] * 2) == "2 errors in 1 file"
    assert summary([Diagnostic("usage", "no")]) == "1 error"


_EXPLICIT = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


class Measured(str):
    """A text that notes how much of it is copied at a time."""

    def __init__(self, text: str) -> None:
        self.most = 0

    def __getitem__(self, key: Any) -> str:
        found = super().__getitem__(key)
        self.most = max(self.most, len(found))
        return found


@pytest.mark.parametrize("end", ["", "\r\n", "\n", "\n\n"])
def test_an_excerpt_copies_no_more_of_a_long_line_than_it_shows(end: str) -> None:
    """A document on one line may be megabytes long, and have an error in each of its thousands of values."""
    text = Measured("[" + '"value", ' * 50_000 + '"last"]' + end)
    for column in (1, 250_001, len(text.rstrip()) - 1):
        wrong = Diagnostic("type", "wrong", "mend it", file="f.json", position=Position(1, column))
        shown = render([wrong], "text", {"f.json": text})
        assert "^" in shown and len(shown) < 400
    assert 0 < text.most < 300
