"""Errors stand where the damage is, to the column, in YAML, JSON and TOML."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest

from codegen.advice import diagnose
from codegen.errors import SchemaError
from codegen.reading import quick, read
from codegen.reading.located import Reading
from tests.unit.reading.configs import config, damaged
from tests.unit.reading.test_corpus import checker
from tests.unit.reading.writers import WRITERS, Page, Place, step

__all__ = ["checker"]  # a fixture

FORMATS = ("yaml", "json", "toml")


@pytest.fixture(scope="module")
def check(checker: Any) -> Any:
    import runpy

    return runpy.run_path(str(checker))["check"]


def pointers(value: Any, pointer: str = "") -> list[str]:
    found = [pointer]
    if isinstance(value, (dict, list)):
        for key, member in value.items() if isinstance(value, dict) else enumerate(value):
            found += pointers(member, step(pointer, key))
    return found


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("seed", range(200))
def test_every_key_and_value_is_found_where_it_was_written(format: str, seed: int) -> None:
    dice = Random(seed)
    value = config(dice)
    page = WRITERS[format](value, dice)
    reading = read(page.data, format, "f")
    assert json.dumps(reading.value, sort_keys=True) == json.dumps(value, sort_keys=True)
    assert quick(page.data, format) in (None, value)
    for pointer in pointers(value):
        at, key = reading.value_at(pointer), reading.key_at(pointer)
        assert at is not None and (at.line, at.column) == page.values[pointer], pointer
        expected = page.keys.get(pointer, page.values[pointer])
        assert key is not None and (key.line, key.column) == expected, pointer


def expected_place(code: str, pointer: str, page: Page, value: Any) -> Place:
    """Where an issue has to be told: at a key, or at a value."""
    key = page.keys.get(pointer, page.values[pointer])
    if code in ("unknown-key", "required") or code.endswith(("-none", "-members")):
        return key
    if code.endswith("-several"):
        members = [page.keys[step(pointer, name)] for name in value if step(pointer, name) in page.keys]
        return max(members)
    return page.values[pointer]


def judged(format: str, dice: Random, check: Any) -> int:
    """Damage one configuration and compare; returns how many errors were compared."""
    value, kind, pointer = damaged(config(dice), format, dice)
    page = WRITERS[format](value, dice)
    try:
        reading = read(page.data, format, "f")
    except SchemaError as error:
        (found,) = error.diagnostics
        assert found.position is not None
        place = found.position.line, found.position.column
        if kind == "twice":
            assert found.code == "duplicate-key" and place == page.second
        else:
            assert kind == "not-finite" and place == page.values[pointer]
        return 1
    assert kind not in ("twice", "not-finite")
    return compared(reading, page, check, kind, pointer)


def compared(reading: Reading, page: Page, check: Any, kind: str, pointer: str) -> int:
    diagnostics = diagnose(check(reading.value), reading)
    assert pointer in {d.origin.pointer for d in diagnostics if d.origin is not None}, kind
    for found in diagnostics:
        assert found.position is not None and found.origin is not None
        box = reading.value
        for name in found.origin.pointer.split("/")[1:]:
            name = name.replace("~1", "/").replace("~0", "~")
            box = box[int(name)] if isinstance(box, list) else box[name]
        if found.code.endswith("-several"):  # its members, as the message names them
            words = found.message.rpartition("; found ")[2].split(", ")
            box = {name: None for name in box if name in words}
        expected = expected_place(found.code, found.origin.pointer, page, box)
        assert (found.position.line, found.position.column) == expected, (found, page.data.decode())
    return len(diagnostics)


@pytest.mark.slow
@pytest.mark.parametrize("format", FORMATS)
def test_the_place_of_every_error_of_randomly_damaged_files_is_right(format: str, check: Any) -> None:
    errors = sum(judged(format, Random(f"{format} {seed}"), check) for seed in range(1700))
    assert errors >= 1700
