"""One reading: the same document is the same value in YAML, JSON and TOML, with a place for everything."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from codegen.cli import main
from codegen.errors import Diagnostic, Position, SchemaError, UsageError
from codegen.load import parse
from codegen.pipeline import render
from codegen.positions import line_starts, position
from codegen.reading import Reading, format_of, quick, read
from codegen.reading.scalars import resolve
from codegen.reading.text import at
from tests.unit.reading.configs import config
from tests.unit.reading.writers import WRITERS


def refused(text: str, format: str = "yaml") -> Diagnostic:
    with pytest.raises(SchemaError) as caught:
        read(text.encode(), format, "f")
    (found,) = caught.value.diagnostics
    assert found.file == "f" and found.hint
    return found


#: The examples of YAML 1.2.2, chapter 10.3.2, and what people write besides.
@pytest.mark.parametrize(
    ("text", "value"),
    [
        *((word, None) for word in ("null", "Null", "NULL", "~", "")),
        *((word, True) for word in ("true", "True", "TRUE")),
        *((word, False) for word in ("false", "False", "FALSE")),
        ("0", 0), ("0o7", 7), ("0x3A", 58), ("-19", -19), ("+12", 12), ("007", 7), ("0o14", 12), ("-0", 0),
        ("0.", 0.0), ("-0.0", -0.0), (".5", 0.5), ("+12e03", 12000.0), ("-2E+05", -200000.0),
        ("1e-4", 0.0001),
        ("1.", 1.0), ("-.5", -0.5), ("+.5e1", 5.0), ("9" * 30, int("9" * 30)),
        *((word, word) for word in (
            "nULL", "tRUE", "yes", "no", "on", "off", "y", "n", "1_000", "12:30:45", "2001-12-14", "0o8",
            "0O7", "0xG", "0b1", "-0x1", "-0o7", "1e", "e1", ".", "+", "-", "..5", "1.2.3", "0x", "0o", "<<",
            "=", "nan", "inf", ".Nan", ".iNF", "1 ", "\u0661", "1\n",
        )),
    ],
)  # fmt: skip
def test_a_plain_scalar_means_what_the_core_schema_says(text: str, value: Any) -> None:
    found = resolve(text)
    assert (type(found), repr(found)) == (type(value), repr(value))


@pytest.mark.parametrize("seed", range(100))
def test_the_same_document_is_the_same_value_in_every_format(seed: int) -> None:
    dice = Random(seed)
    value = config(dice)
    texts = {format: write(value, dice).data for format, write in WRITERS.items()}
    values = {json.dumps(read(t, f, f"f.{f}").value, sort_keys=True) for f, t in texts.items()}
    assert values == {json.dumps(value, sort_keys=True)}


def test_numbers_are_of_one_type_in_every_format() -> None:
    yaml = read(b"[1, 1.0, 1e3, -0, 123456789012345678901]", "yaml", "f").value
    assert repr(yaml) == repr(read(b"[1, 1.0, 1e3, -0, 123456789012345678901]", "json", "f").value)
    toml = read(b"a = [1, 1.0, 1e3, -0, 123456789012345678901]", "toml", "f").value
    assert repr(toml["a"]) == repr(yaml)


@pytest.mark.parametrize(
    ("yaml", "json_text", "toml"),
    [
        ("a: 1\na: 2", '{"a": 1, "a": 2}', "a = 1\na = 2"),
        ("a: .inf", '{"a": Infinity}', "a = inf"),
        ("a: 1e999", '{"a": 1e999}', "a = 1e999"),
        ("a: " + "9" * 5000, '{"a": ' + "9" * 5000 + "}", "a = " + "9" * 5000),
        (
            "a: " + "[" * 200 + "]" * 200,
            '{"a": ' + "[" * 200 + "]" * 200 + "}",
            "a = " + "[" * 200 + "]" * 200,
        ),
    ],
)
def test_what_one_format_refuses_the_others_refuse(yaml: str, json_text: str, toml: str) -> None:
    codes = {refused(yaml).code, refused(json_text, "json").code, refused(toml, "toml").code}
    assert len(codes) == 1


@pytest.mark.parametrize(
    ("yaml", "json_text", "toml"),
    [("a: " + "[" * 199 + "]" * 199, '{"a": ' + "[" * 199 + "]" * 199 + "}", "a = " + "[" * 199 + "]" * 199)],
)
def test_two_hundred_levels_are_read_in_every_format(yaml: str, json_text: str, toml: str) -> None:
    one = read(yaml.encode(), "yaml", "f").value
    assert one == read(json_text.encode(), "json", "f").value == read(toml.encode(), "toml", "f").value


def test_a_pointer_to_nothing_gives_its_nearest_parent() -> None:
    reading = read(b"a:\n  b: [1,\n   {c: 2}]\n", "yaml", "f")
    assert reading.value_at("/a/b/1/x/y") == reading.value_at("/a/b/1") == Position(3, 4)
    assert reading.value_at("/a/b/7") == reading.value_at("/a/b") == Position(2, 6)
    assert reading.value_at("/a/b/01") == reading.value_at("/a/b/-") == Position(2, 6)
    assert reading.key_at("/a/x") == reading.value_at("/a") == Position(2, 3)
    assert reading.key_at("/nowhere") == reading.value_at("") == Position(1, 1)


def test_an_alias_stands_where_it_is_written_and_what_is_in_it_where_its_anchor_has_it() -> None:
    reading = read(b"base: &b\n  x: 1\n  y: [2]\nother: *b\nlast: {z: *b}\n", "yaml", "f")
    assert reading.value["last"] == {"z": {"x": 1, "y": [2]}}
    assert reading.value_at("/other") == Position(4, 8)
    assert reading.key_at("/other/x") == Position(2, 3)
    assert reading.value_at("/last/z") == Position(5, 11)
    assert reading.value_at("/last/z/y/0") == Position(3, 7)


def test_what_an_alias_gives_is_a_copy() -> None:
    value = read(b"a: &a [1]\nb: *a\n", "yaml", "f").value
    value["a"].append(2)
    assert value["b"] == [1]


def test_aliases_may_add_a_hundred_thousand_keys_and_values() -> None:
    text = "a: &a [" + "1," * 49_998 + "1]\n" + "b: *a\nc: *a\n"
    assert len(read(text.encode(), "yaml", "f").value["c"]) == 49_999
    found = refused(text + "d: *a\n")
    assert found.code == "limit-exceeded" and found.position == Position(4, 4)


def test_what_stands_between_the_lines_of_other_yaml_versions_is_a_character() -> None:
    reading = read("a: x\u2028y\nb: 'p\x85 q'\nc: 1\n".encode(), "yaml", "f")
    assert reading.value == {"a": "x\u2028y", "b": "p\x85 q", "c": 1}
    assert reading.key_at("/c") == Position(3, 1)


@pytest.mark.parametrize(
    ("name", "format"),
    [("a.yaml", "yaml"), ("b/c.YML", "yaml"), ("x.json", "json"), ("x.y.toml", "toml")],
)
def test_the_format_follows_from_the_name(name: str, format: str) -> None:
    assert format_of(name) == format


def test_another_ending_is_refused_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="no format is known") as caught:
        format_of("config.ini")
    assert "*.yaml" in caught.value.diagnostics[0].hint


def test_a_reading_has_text_and_file_and_is_frozen() -> None:
    reading = read(b"\xef\xbb\xbfa: 1", "yaml", "dir/f.yaml")
    assert isinstance(reading, Reading)
    assert (reading.file, reading.text, reading.format) == ("dir/f.yaml", "a: 1", "yaml")
    with pytest.raises(AttributeError):
        reading.value = 2  # type: ignore[misc]


def test_an_unknown_format_is_never_quick() -> None:
    assert quick(b"a: 1", "") is None
    assert quick(b"a = 1", "toml") is None


def test_a_place_is_the_same_with_and_without_a_table_of_lines() -> None:
    for text in ("a\nb\r\nc\rd\r\r\n\n\re", "", "\r", "\n", "\r\n", "x"):
        for offset in range(len(text) + 1):
            assert at(text, offset) == position(line_starts(text), offset), (text, offset)


def test_a_schema_in_yaml_is_the_schema_in_json() -> None:
    yaml = parse(
        b"type: object\nproperties:\n  on: {default: .5}\n  b: {default: +1.e-7}\n", "s.yaml", "s.yaml"
    )
    text = b'{"type": "object", "properties": {"on": {"default": 0.5}, "b": {"default": 1.0e-7}}}'
    assert yaml.value == parse(text, "s.json", "s.json").value
    assert yaml.value["properties"]["b"]["default"].text == "1.0e-7"
    assert yaml.value["properties"]["on"]["default"].text == "0.5"
    assert yaml.position("/properties/b", key=True) == Position(4, 3)


@pytest.mark.parametrize(
    ("written", "text"),
    [("1e-7", "1e-7"), (".5", "0.5"), ("1.", "1.0"), ("-.5E3", "-0.5E3"), ("+1.5", "1.5"), ("00.5", "0.5"),
     ("01e3", "1e3"), ("0e3", "0e3"), ("1.e3", "1.0e3"), ("-0.0", "-0.0"), ("0.10", "0.10")],
)  # fmt: skip
def test_a_number_of_a_yaml_schema_keeps_its_text_as_far_as_json_has_it(written: str, text: str) -> None:
    number = parse(f"default: {written}".encode(), "s.yaml", "s.yaml").value["default"]
    assert number.text == text
    assert json.loads(text) == float(written)


@pytest.mark.slow
def test_codegen_generates_from_a_schema_in_yaml(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "part.yml").write_text("type: number\nminimum: 0\n")
    schema = tmp_path / "thing.schema.yaml"
    schema.write_text(
        "# a thing\ntitle: Thing\ntype: object\nadditionalProperties: false\nproperties:\n"
        "  rate: {$ref: part.yml, default: 1e-7}\n  on: {type: boolean}\n"
    )
    files = render(schema, ["pydantic"], "thing")
    assert any("1e-7" in text for path, text in files.items() if path.endswith("models.py"))
    schema.write_text("type: object\nproperties:\n  a: {minimum: '0'}\n")
    assert main(["generate", "--schema", str(schema), "--out", str(tmp_path / "out")]) == 2
    assert "thing.schema.yaml:3:16" in capsys.readouterr().err
