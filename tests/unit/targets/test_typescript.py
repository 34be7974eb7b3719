"""What the target ``typescript`` prints, for schemas small enough to read."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from codegen.errors import UnsupportedKeyword
from codegen.javascript.source import literal, quote
from codegen.targets.typescript import TARGET
from codegen.targets.typescript.words import comment
from tests.support import model_of
from tests.unit.targets.typescript import DIALECT, node, said, written

GOLDENS = Path(__file__).parents[2] / "cases" / "typescript"
READER: dict[str, Any] = {
    "title": "Reader",
    "description": "Where documents come from.",
    "type": "object",
    "properties": {
        "file": {"description": "A path.", "type": ["string", "null"], "minLength": 1},
        "url": {"type": ["string", "null"]},
        "every": {"type": "number", "exclusiveMinimum": 0, "default": 1.5, "description": "Seconds."},
        "size": {"$ref": "#/$defs/Size"},
        "tags": {"type": "array", "items": {"enum": ["a", "b", 3, None]}, "uniqueItems": True},
        "class": {"type": "boolean", "deprecated": True},
        "max-age": {"type": "integer"},
    },
    "additionalProperties": False,
    "allOf": [
        {
            "title": "source",
            "oneOf": [
                {"required": ["file"], "properties": {"file": {"not": {"type": "null"}}}},
                {"required": ["url"], "properties": {"url": {"not": {"type": "null"}}}},
            ],
        }
    ],
    "$defs": {
        "Size": {
            "type": "object",
            "properties": {
                "low": {"type": "integer"},
                "high": {"type": "integer"},
                "inner": {"$ref": "#/$defs/Size"},
            },
            "required": ["low"],
            "additionalProperties": {"type": "string"},
            "x-rules": [{"rule": "high > low", "message": "must be above low"}],
            "x-schedule": "step < 5 ? 0.5 : step % 2 == 0 ? 1 / 3 : low",
        },
    },
}  # fmt: skip


def files(schema: dict[str, Any], package: str = "reader") -> dict[str, str]:
    return dict(TARGET.render(model_of({"$schema": DIALECT, **schema}), package))


@pytest.mark.parametrize("name", ["index.d.ts", "checker.js", "schedules.js", "index.js", "package.json"])
def test_a_small_package_reads_as_if_somebody_had_written_it(name: str) -> None:
    text = files(READER)[f"typescript/reader/{name}"]
    golden = GOLDENS / f"reader.{name}"
    if os.environ.get("UPDATE_GOLDENS"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


def test_the_package_says_which_member_of_a_group_is_missing_or_too_many(tmp_path: Path) -> None:
    words = "source: set exactly one of file, url; found"
    texts = ['{"file": "a"}', '{"file": "a", "url": "b"}', '{"file": null}', "{}"]
    answers = said(READER, texts, tmp_path, "Reader")
    assert [valid for valid, _ in answers] == [True, False, False, False]
    assert [[issue[1] for issue in issues] for _, issues in answers] == [
        [],
        [f"{words} file, url"],
        [f"{words} none (file is null; null means not set)"],
        [f"{words} none"],
    ]


def test_messages_follow_the_order_of_the_document_even_for_keys_that_are_numbers(tmp_path: Path) -> None:
    schema = {"type": "object", "additionalProperties": {"type": "integer"}}
    ((_, issues),) = said(schema, ['{"b": "x", "10": "y", "9": "z", "a": "w"}'], tmp_path)
    assert [issue[0] for issue in issues] == ["/b", "/10", "/9", "/a"]


def test_integers_that_no_double_holds_are_told_apart(tmp_path: Path) -> None:
    schema = {"type": "integer", "maximum": 9007199254740993}
    texts = ["9007199254740993", "9007199254740994", "1e16", "9" * 400]
    answers = said(schema, texts, tmp_path)
    assert [valid for valid, _ in answers] == [True, False, False, False]
    told = [issues[0][1] for _, issues in answers if issues]
    assert told == [
        "Config: must be <= 9007199254740993; found 9007199254740994",
        "Config: must be <= 9007199254740993; found 10000000000000000",
        "Config: must be <= 9007199254740993; found a number above 1.7976931348623157e+308",
    ]


def test_patterns_are_regular_expressions_even_when_they_are_empty(tmp_path: Path) -> None:
    schema = {
        "type": "object",
        "properties": {"any": {"type": "string", "pattern": ""}},
        "patternProperties": {'^/"[/]': {"type": "string", "pattern": "^\\p{Lu}.$"}},
    }
    texts = ['{"any": "a", "/\\"/": "\u00c9\\ud83d\\ude00"}', '{"/\\"/": "\u00c9ab"}']
    assert [valid for valid, _ in said(schema, texts, tmp_path)] == [True, False]


def test_a_key_named_proto_is_a_key_like_any_other(tmp_path: Path) -> None:
    schema = {
        "type": "object",
        "properties": {"__proto__": {"type": "integer"}, "toString": {"const": {"__proto__": 1}}},
        "required": ["__proto__"],
        "additionalProperties": False,
    }
    texts = ['{"__proto__": 1}', "{}", '{"__proto__": "a"}', '{"__proto__": 1, "toString": {"__proto__": 1}}']
    answers = said(schema, texts, tmp_path)
    assert [valid for valid, _ in answers] == [True, False, False, True]


def test_what_is_nested_too_deeply_is_refused_with_an_issue(tmp_path: Path) -> None:
    schema = {"type": "array", "items": {"$ref": "#"}}
    code = """
    import { isValid, validate } from "INDEX";
    let value = [];
    for (let i = 0; i < 100000; i++) value = [value];
    const round = []; round.push(round);
    console.log(JSON.stringify([value, round].map((v) => [isValid(v), validate(v)[0].message])));
    """
    wrong = [False, "Config: nested too deeply"]
    assert run(schema, code, tmp_path) == [wrong, wrong]


def test_what_json_does_not_have_is_refused(tmp_path: Path) -> None:
    code = """
    import { validate } from "INDEX";
    const odd = [new Date(0), new Map(), () => 1, Symbol("a"), [,], { a: undefined }];
    const values = [NaN, -Infinity, undefined, ...odd];
    const told = (value) => validate(value).map((i) => [i.pointer, i.code, i.message]);
    console.log(JSON.stringify(values.map(told)));
    """
    found = run({}, code, tmp_path)
    odd = "expected a JSON value; found a value that is not JSON"
    finite = "expected a JSON value; found a number that is not finite"
    assert found == [
        [["", "not-json", f"Config: {finite}"]],
        [["", "not-json", f"Config: {finite}"]],
        *[[["", "not-json", f"Config: {odd}"]]] * 5,
        [["/0", "not-json", f"Config[0]: {odd}"]],
        [["/a", "not-json", f"a: {odd}"]],
    ]


def run(schema: dict[str, Any], code: str, folder: Path) -> Any:
    """What a module that uses the package of a schema prints, as JSON."""
    package = written(model_of({"$schema": DIALECT, "title": "Config", **schema}), folder)
    script = folder / "script.mjs"
    script.write_text(code.replace("INDEX", f"{package}/index.js"), encoding="utf-8")
    done = subprocess.run([node(), str(script)], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


PARSE = """
import { parse } from "INDEX";
const texts = TEXTS;
const told = (text) => {
  try { return String(parse(text)); } catch (error) { return `${error.name}: ${error.message}`; }
};
console.log(JSON.stringify(texts.map(told)));
"""


def test_the_reader_of_json_says_where_a_text_is_wrong(tmp_path: Path) -> None:
    cases = {
        "": "expected a value at line 1, column 1",
        "[1,\n 2,]": "expected a value at line 2, column 4",
        "{'a': 1}": "expected a string at line 1, column 2",
        '{"a": 1, "a": 2}': "a second value for the same key at line 1, column 13",
        '{"a" 1}': 'expected ":" at line 1, column 6',
        '{"a": 1': 'expected "," or "}" at line 1, column 8',
        "[1 2]": 'expected "," or "]" at line 1, column 4',
        "01": "expected the end of the text at line 1, column 2",
        "1.": "expected the end of the text at line 1, column 2",
        "+1": "expected a value at line 1, column 1",
        "NaN": "expected a value at line 1, column 1",
        "nul": "expected a value at line 1, column 1",
        '"a\nb"': "a string with a bad escape or a control character at line 1, column 1",
        '"a\\x"': "a string with a bad escape or a control character at line 1, column 1",
        '"a': "a string without end at line 1, column 1",
        '"a\\"': "a string without end at line 1, column 1",
        "1 // one": "expected the end of the text at line 1, column 3",
        "[" * 100_000: "nested too deeply",
    }
    found = run({}, PARSE.replace("TEXTS", json.dumps(list(cases))), tmp_path)
    for text, wanted in cases.items():
        answer = found.pop(0)
        assert answer.startswith(f"SyntaxError: {wanted}"), (text[:20], answer)


def test_the_reader_of_json_gives_what_json_parse_gives(tmp_path: Path) -> None:
    texts = [
        '{"a": [1, 2.5, -0, 1e3, 1E-7, true, false, null, "\\u00e9\\n\\\\\\""], "": {}}',
        ' [ ] ', '"\\ud83d\\ude00"', "12", '{"10": 1, "2": {"b": []}}', '"\\\\"', '"\\ud800"',
    ]  # fmt: skip
    code = 'import { parse } from "INDEX";\nconst texts = TEXTS;\n'
    code += "const same = (text) => JSON.stringify(parse(text)) === JSON.stringify(JSON.parse(text));\n"
    code += "console.log(JSON.stringify(texts.map(same)));"
    assert run({}, code.replace("TEXTS", json.dumps(texts)), tmp_path) == [True] * len(texts)


HOSTILE = (
    '*/ alert(1) /* "; alert(2); // ` ${alert(3)} \\ </script><!-- \u2028 \u202e @ts-nocheck \n {@link x} '
)
#: Comments, strings and regular expressions of printed code.
NO_CODE = re.compile(r'/\*.*?\*/|"(?:[^"\\\n]|\\.)*"|^\s*//.*?$|/(?:[^/\\\n]|\\.)+/u', re.S | re.M)


def test_text_of_a_schema_stays_text(tmp_path: Path) -> None:
    schema: dict[str, Any] = {
        "title": "Config",
        "description": HOSTILE,
        "type": "object",
        "properties": {
            HOSTILE: {"description": HOSTILE, "enum": [HOSTILE, 1], "default": HOSTILE},
            "p": {"type": "string", "pattern": "^\\*/`$\\{a\\}\"'</script>$"},
        },
        "required": [HOSTILE],
        "allOf": [{"title": f"group {HOSTILE}", "anyOf": [{"required": [HOSTILE]}, {"required": ["p"]}]}],
        "additionalProperties": False,
    }  # fmt: skip
    texts = [json.dumps({HOSTILE: HOSTILE}), json.dumps({HOSTILE: 2, "p": "x"}), "{}"]
    assert [valid for valid, _ in said(schema, texts, tmp_path)] == [True, False, False]
    for path, text in files(schema).items():
        assert not re.search(r"[\u2028\u202e]", text), path
        if path.endswith(("checker.js", ".d.ts")):
            code = NO_CODE.sub("", text)
            assert "alert" not in code
            assert "</script" not in text
            assert not re.search(r"^\s*(//|\*|/\*\*)\s*@ts-", text, re.M)


def test_a_comment_cannot_be_left() -> None:
    assert comment(["a */ b /* @param {@link x}"], "") == ["/** a *\\/ b /\\* \\@param \\{\\@link x} */"]
    for text in ("/*/", "**/", "*/*/", "//*//*", "<!--*/</script"):
        (line,) = comment([text], "")
        assert line.count("*/") == 1
        assert not re.search("</|<!", line)


def test_literals_are_what_javascript_reads() -> None:
    cases = {"0.1": 0.1, "1e-7": 1e-7, "2": 2.0, "1e+22": 1e22, "9007199254740993n": 2**53 + 1}
    assert {literal(v) for v in cases.values()} == set(cases)
    assert literal({"__proto__": [None, True], "a": "é"}) == '{ ["__proto__"]: [null, true], "a": "\\u00e9" }'
    assert quote("</script>\U0001f600") == '"\\u003c/script>\\ud83d\\ude00"'


def test_the_name_of_the_package_and_its_types_step_aside(tmp_path: Path) -> None:
    schema = {
        "title": "Json",
        "type": "object",
        "properties": {"a": {"$ref": "#/$defs/Root"}, "b": {"$ref": "#/$defs/Exclude"}},
        "$defs": {"Root": {"type": "object"}, "Exclude": {"type": "object", "properties": {"c": {}}}},
    }
    text = files(schema, "_My_Package")["typescript/_My_Package/index.d.ts"]
    for name in ("Json_", "Root_", "Exclude_"):
        assert f"export type {name} =" in text
    assert "export type Root = Json_;" in text
    manifest = json.loads(files(schema, "_My_Package")["typescript/_My_Package/package.json"])
    assert manifest["name"] == "my-package"


@pytest.mark.parametrize(
    ("more", "declared"),
    [
        ({"additionalProperties": False}, "number | string"),
        ({"additionalProperties": {"type": "boolean"}}, "number | string | boolean"),
        ({}, "Json"),
        ({"additionalProperties": False, "properties": {"a": {"type": "null"}}}, "unknown"),
    ],
)
def test_keys_of_patterns_have_the_types_of_their_patterns(more: dict[str, Any], declared: str) -> None:
    patterns = {"^x": {"type": "integer"}, "^y": {"type": ["string", "number"]}}
    text = files({"title": "Env", "type": "object", "patternProperties": patterns, **more})
    assert f"  readonly [key: string]: {declared};\n" in text["typescript/reader/index.d.ts"]


def test_groups_that_multiply_are_left_to_the_checker_and_the_type_says_so() -> None:
    names = [[f"{group}{n}" for n in range(15)] for group in "abc"]
    properties = {n: {"type": ["integer", "null"]} for row in names for n in row}
    groups = [
        {
            "title": f"group_{row[0][0]}",
            "oneOf": [{"required": [n], "properties": {n: {"not": {"type": "null"}}}} for n in row],
        }
        for row in names
    ]
    schema = {"title": "Wide", "type": "object", "properties": properties, "allOf": groups}
    text = files(schema)["typescript/reader/index.d.ts"]
    declared = text[text.index("export type Wide =") :]
    assert declared[: declared.index(";")].count("ExactlyOne<") == 2
    assert "The type does not hold the group group_c: `validate` does." in text


def test_a_keyword_that_cannot_be_enforced_is_refused() -> None:
    from dataclasses import replace

    from codegen.ir import AnyValue, Residual

    model = model_of({"$schema": DIALECT, "title": "Config"})
    (definition,) = model.definitions
    rule = Residual(keyword="isPrime", origin=definition.source)
    odd = replace(definition, node=AnyValue(origin=definition.source, residuals=(rule,)))
    with pytest.raises(UnsupportedKeyword):
        TARGET.render(replace(model, definitions=(odd,), index={odd.key: odd}), "reader")


def test_a_long_list_of_values_keeps_those_that_are_no_strings(tmp_path: Path) -> None:
    values = ["x" * 70, "y" * 70, False, None]
    texts = [json.dumps(v) for v in (*values, True, "z")]
    verdicts = [valid for valid, _ in said({"enum": values}, texts, tmp_path)]
    assert verdicts == [True, True, True, True, False, False]


def test_an_alternative_that_nothing_can_meet_is_never_meant(tmp_path: Path) -> None:
    schema = {"oneOf": [{"type": "integer", "const": {"b": 1}}, {"type": "number", "multipleOf": 2}]}
    answers = said(schema, ["4", "4.0", "3", "2.5", "{}"], tmp_path)
    assert [valid for valid, _ in answers] == [True, True, False, False, False]
