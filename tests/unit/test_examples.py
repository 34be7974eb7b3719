"""The examples of the canonical schema mean what they say.

An example begins with comments: ``# as: NAME`` when it is not for the root definition, what it teaches,
and for an invalid one each error in order: ``# error: "<JSON Pointer>" <message>``, or ``# rule:`` for one
that no stock validator finds.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from jsonschema import Draft202012Validator

FOLDER = Path(__file__).parent.parent.parent / "schema"
SCHEMA: dict[str, Any] = json.loads((FOLDER / "optimizer.schema.json").read_text(encoding="utf-8"))
VALID = sorted((FOLDER / "examples/valid").glob("*.yaml"))
INVALID = sorted((FOLDER / "examples/invalid").glob("*.yaml"))


@dataclass(frozen=True)
class Example:
    definition: str
    lesson: str
    errors: tuple[tuple[str, str], ...]
    rules: int
    value: Any


def read(path: Path) -> Example:
    text = path.read_text(encoding="utf-8")
    definition, lesson, errors, rules = "RecapOptimizerConfig", [], [], 0
    for row in text.splitlines():
        if not row.startswith("# "):
            break
        if row.startswith("# as: "):
            definition = row.removeprefix("# as: ")
        elif row.startswith(("# error: ", "# rule: ")):
            said = row.partition(": ")[2]
            pointer, end = json.JSONDecoder().raw_decode(said)
            errors.append((pointer, said[end + 1 :]))
            rules += row.startswith("# rule: ")
        else:
            lesson.append(row.removeprefix("# "))
    return Example(definition, " ".join(lesson), tuple(errors), rules, yaml.safe_load(text))


def name(path: Path) -> str:
    return path.stem


def verdicts(example: Example) -> set[bool]:
    """What two independent stock validators say."""
    schema = {**SCHEMA, "$ref": f"#/$defs/{example.definition}"}
    stock = Draft202012Validator(schema).is_valid(example.value)
    return {stock, jsonschema_rs.validator_for(schema).is_valid(example.value)}


def test_there_are_examples_to_learn_from() -> None:
    assert len(VALID) >= 12 and len(INVALID) >= 20


@pytest.mark.parametrize("path", VALID, ids=name)
def test_a_valid_example_validates(path: Path) -> None:
    example = read(path)
    assert verdicts(example) == {True}
    assert example.errors == ()


@pytest.mark.parametrize("path", INVALID, ids=name)
def test_an_invalid_example_does_not_validate_unless_only_rules_are_broken(path: Path) -> None:
    example = read(path)
    assert verdicts(example) == {example.rules == len(example.errors)}
    assert example.errors
    assert example.rules in (0, len(example.errors))


@pytest.mark.parametrize("path", INVALID, ids=name)
def test_a_stock_validator_finds_fault_at_the_stated_places_and_no_others(path: Path) -> None:
    example = read(path)
    schema = {**SCHEMA, "$ref": f"#/$defs/{example.definition}"}
    stated = set() if example.rules else {p for p, _ in example.errors}
    assert stated == set(faults(Draft202012Validator(schema), example.value))


def faults(validator: Draft202012Validator, value: Any) -> list[str]:
    """Pointers of the errors; of a nullable member, the errors of the form that is not null."""
    found = []
    todo = list(validator.iter_errors(value))
    while todo:
        error = todo.pop()
        if error.validator == "anyOf" and error.instance is not None:
            todo += [e for e in error.context if list(e.schema_path)[:1] != [1]]
            continue
        here = [str(step).replace("~", "~0").replace("/", "~1") for step in error.absolute_path]
        if error.validator == "additionalProperties":
            extra = error.instance.keys() - error.schema["properties"].keys()
            found += ["/".join(["", *here, key]) for key in extra]
        elif error.validator == "items" and error.validator_value is False:
            first = len(error.schema["prefixItems"])
            found += ["/".join(["", *here, str(i)]) for i in range(first, len(error.instance))]
        else:
            found.append("/".join(["", *here]))
    return found


@pytest.mark.parametrize("path", [*VALID, *INVALID], ids=name)
def test_an_example_says_what_it_teaches(path: Path) -> None:
    assert read(path).lesson.endswith(".")


@pytest.mark.parametrize("path", [*VALID, *INVALID], ids=name)
def test_yaml_1_1_and_1_2_read_an_example_alike(path: Path) -> None:
    from ruamel import yaml as ruamel

    reader = ruamel.YAML(typ="safe", pure=True)
    text = path.read_text(encoding="utf-8")
    assert repr(reader.load(text)) == repr(yaml.safe_load(text))


def test_every_algorithm_is_in_some_example_or_null_in_one() -> None:
    members = {b["required"][0] for b in SCHEMA["$defs"]["RecapOptimizerConfig"]["allOf"][0]["oneOf"]}
    shown = {key for path in VALID for key in read(path).value}
    assert members <= shown


@pytest.fixture(scope="module")
def checker() -> dict[str, Any]:
    printer = pytest.importorskip("codegen.checker")
    if not hasattr(printer, "print_python"):
        pytest.skip("the checker is not printed yet")
    from codegen.load import load
    from codegen.lower import lower
    from codegen.resolve import resolve

    document = load(FOLDER / "optimizer.schema.json")
    model = lower(resolve(document), document.digest, "optimizer.schema.json")
    module: dict[str, Any] = {"__name__": "checker"}
    exec(compile(printer.print_python(model), "checker.py", "exec"), module)
    return module


@pytest.mark.parametrize("path", INVALID, ids=name)
def test_the_checker_gives_the_stated_errors_in_the_stated_order(path: Path, checker: dict[str, Any]) -> None:
    example = read(path)
    issues = checker["CHECK"][example.definition](example.value)
    assert [(issue.pointer, issue.message) for issue in issues] == list(example.errors)
    assert not checker["ACCEPTS"][example.definition](example.value)


@pytest.mark.parametrize("path", VALID, ids=name)
def test_the_checker_finds_nothing_in_a_valid_example(path: Path, checker: dict[str, Any]) -> None:
    example = read(path)
    assert checker["CHECK"][example.definition](example.value) == []
    assert checker["ACCEPTS"][example.definition](example.value)
