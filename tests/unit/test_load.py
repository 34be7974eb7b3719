"""Reading a schema: strict JSON, a place for everything, nothing lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from codegen.errors import CodegenError, Diagnostic, Origin, Position, UsageError
from codegen.load import Number, from_value, json_text, load, parse, plain


def refused(data: bytes | str) -> Diagnostic:
    raw = data.encode() if isinstance(data, str) else data
    with pytest.raises(CodegenError) as caught:
        parse(raw, "s.json", "s.json")
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.file == "s.json"
    assert diagnostic.hint
    return diagnostic


def test_a_number_keeps_the_text_it_was_written_as() -> None:
    document = parse(b'{"a": [1e-7, 0.10, 2.0, 12345678901234567890]}', "s.json", "s.json")
    assert json_text(document.value) == '{"a": [1e-7, 0.10, 2.0, 12345678901234567890]}'
    assert plain(document.value) == {"a": [1e-07, 0.1, 2.0, 12345678901234567890]}
    assert type(plain(document.value)["a"][0]) is float
    assert isinstance(document.value["a"][0], Number)


def test_a_duplicate_key_names_the_first_line() -> None:
    found = refused('{"a": 1,\n "b": {"c": 1,\n  "c": 2}}')
    assert found.position == Position(3, 3)
    assert found.message == 'the key "c" stands here a second time; the first is on line 2'


def test_a_key_written_with_an_escape_is_the_same_key() -> None:
    assert refused('{"a": 1, "\\u0061": 2}').code == "duplicate-key"


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ('{"a": 1,}', 1, 9, "comma"),
        ("[1,\n]", 2, 1, "comma"),
        ("{// x\n}", 1, 2, "no comments"),
        ('{"a": # x\n 1}', 1, 7, "no comments"),
        ("[NaN]", 1, 2, "NaN"),
        ('{"NaN": -Infinity}', 1, 9, "-Infinity"),
        ('{"a": 1e400}', 1, 7, "out of range"),
        ("[1] 2", 1, 5, "text follows"),
        ("", 1, 1, "empty"),
        ("{'a': 1}", 1, 2, "double quotes"),
        ('{"a": 01}', 1, 8, "begins with a zero"),
        ("[1 2]", 1, 4, "comma is missing"),
        ('{"a" 1}', 1, 6, "colon is missing"),
        ('{"a": tru}', 1, 7, "not tru"),
        ('"a\nb"', 1, 3, "control character"),
        ('["\\x"]', 1, 3, "backslash"),
        ('{"a": [1, 2', 1, 12, "ends in the middle"),
        ('["\\ud800"]', 1, 2, "surrogate"),
        ("[" * 201 + "]" * 201, 1, 201, "200 deep"),
        ("[" * 100_000, 1, 201, "200 deep"),
        ("1" * 5000, 1, 1, "out of range"),
    ],
)
def test_what_is_no_strict_json_is_refused_at_its_place(
    text: str, line: int, column: int, words: str
) -> None:
    found = refused(text)
    assert words in found.message
    assert found.position == Position(line, column)


def test_a_byte_order_mark_is_skipped_and_does_not_move_columns() -> None:
    document = parse(b'\xef\xbb\xbf{"a": 1}', "s.json", "s.json")
    assert document.value == {"a": 1}
    assert document.position("/a") == Position(1, 7)


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_other_encodings_are_named(codec: str) -> None:
    assert "UTF-16 or UTF-32" in refused('{"a": 1}'.encode(codec)).message


def test_a_byte_that_is_no_utf8_has_a_line_and_a_column() -> None:
    assert refused(b'{\n "\xc3\xa9": "\xff"}').position == Position(2, 8)


def test_lines_end_with_lf_crlf_or_cr_and_columns_count_code_points() -> None:
    document = parse('{\r\n"\U0001f600": [1,\r 2],\n"b": {"c~/d": null}}'.encode(), "s.json", "s.json")
    assert document.position("/\U0001f600/1") == Position(3, 2)
    assert document.position("/\U0001f600", key=True) == Position(2, 1)
    assert document.position("/b/c~0~1d") == Position(4, 15)


def test_a_pointer_to_nothing_gives_its_nearest_parent() -> None:
    document = parse(b'{"a": {\n "b": 1}}', "s.json", "s.json")
    assert document.position("/a/c/d") == document.position("/a") == Position(1, 7)


def test_a_diagnostic_gets_its_file_and_place() -> None:
    document = parse(b'{"a":\n 1}', "dir/s.json", "s.json")
    found = document.locate(Diagnostic("x", "m", origin=Origin("s.json", "/a")))
    assert (found.file, found.position) == ("dir/s.json", Position(2, 2))
    other = Diagnostic("x", "m", origin=Origin("other.json", "/a"))
    assert document.locate(other) is other


def test_a_python_value_is_copied_so_that_later_changes_do_not_matter() -> None:
    inner: dict[str, Any] = {"type": "string"}
    document = from_value({"a": inner, "b": inner})
    inner["type"] = "number"
    assert document.value == {"a": {"type": "string"}, "b": {"type": "string"}}
    assert document.value["a"] is not document.value["b"]


@pytest.mark.parametrize("value", [{1: 2}, {"a": {1, 2}}, [float("nan")], {"a": "\ud800"}, {"a": object()}])
def test_a_python_value_that_is_no_json_is_refused(value: Any) -> None:
    with pytest.raises(CodegenError) as caught:
        from_value(value)
    assert caught.value.diagnostics[0].origin is not None


def test_a_python_value_that_holds_itself_is_refused() -> None:
    value: dict[str, Any] = {}
    value["a"] = value
    with pytest.raises(CodegenError, match="200 deep"):
        from_value(value)


def test_a_missing_file_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no file .*x\.json"):
        load(tmp_path / "x.json")
    with pytest.raises(UsageError, match="cannot read"):
        load(tmp_path)
