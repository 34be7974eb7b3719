"""The quick readings give the value that the located reading gives, or say nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from codegen.errors import SchemaError
from codegen.reading import quick_json, quick_yaml, yaml_text
from codegen.reading.json_text import value_of as strict_json
from tests.unit.reading.configs import config
from tests.unit.reading.random_yaml import document
from tests.unit.reading.writers import write_json

CASES = Path(__file__).parents[2] / "cases" / "configs"


def same(data: bytes, fast: object, slow: object) -> bool:
    """Whether two readings agree; where the second refuses, the first has to say nothing."""
    if fast is None:
        return True
    try:
        value, _ = slow(data, "f", float)  # type: ignore[operator]
    except SchemaError:
        return False
    return repr(value) == repr(fast)


@pytest.mark.parametrize("batch", range(4))
def test_random_yaml_is_read_alike(batch: int) -> None:
    read = 0
    for seed in range(batch * 1500, (batch + 1) * 1500):
        data = document(Random(seed)).encode()
        fast = quick_yaml.value_of(data)
        read += fast is not None
        assert same(data, fast, yaml_text.value_of), data.decode()
    assert read > 100  # or the comparison says nothing


def test_damaged_json_is_read_alike() -> None:
    dice = Random(3)
    read = 0
    for _ in range(3000):
        text = write_json(config(dice), dice).data.decode()
        for _ in range(dice.randint(0, 2)):
            place = dice.randrange(len(text))
            text = (
                text[:place] + dice.choice('{}[],:"\\ 0-.eE1nN\t\ud83d') + text[place + dice.randint(0, 1) :]
            )
        data = text.encode("utf-8", "surrogatepass")
        fast = quick_json.value_of(data)
        read += fast is not None
        assert same(data, fast, strict_json), data
    assert read > 500


def test_the_files_of_the_corpus_are_read_alike() -> None:
    quickly = 0
    for file in CASES.iterdir():
        data = file.read_bytes()
        if file.suffix == ".yaml":
            fast = quick_yaml.value_of(data)
            quickly += fast is not None
            assert same(data, fast, yaml_text.value_of), file.name
        elif file.suffix == ".json":
            assert same(data, quick_json.value_of(data), strict_json), file.name
    assert quickly > 50


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\n",
        "# é \U0001f600\na:\n  b: 0.1  # c\n  c: [1, 2]\n  d: {x: 1e-3}\n",
        "a:\n- b: x\n  c: 'y z'\n-\n  d: \"\"\n",
        "a: {constant: 0.1, linear: {rate: [1, 2], steps: 5}}\n",
        "\ufeff---\r\na: 1\r\n",
        "path: /data/run-1/*.tfrecord\nurl: http://host:8080/x?y=z\n",
    ],
)
def test_common_yaml_is_read_quickly(text: str) -> None:
    assert quick_yaml.value_of(text.encode()) == yaml_text.value_of(text.encode(), "f", float)[0]


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\na: 2\n",
        "a: .inf\n",
        "a: 1e400\n",
        "1: a\n",
        "true: a\n",
        "a: &x 1\n",
        "a: !!str 1\n",
        "<<: 1\n",
        "a: 1\n---\nb: 1\n",
        "a: |\n  x\n",
        "a: x\n  y\n",
        'a: "\\n"\n',
        "a:\t1\n",
        "a: 1\n b: 2\n",
        "a: \u2028\n",
        "",
        "null\n",
        "a: {b: 1, b: 2}\n",
        "a: [1, 2\n",
    ],
)
def test_what_takes_a_second_look_is_not_read_quickly(text: str) -> None:
    assert quick_yaml.value_of(text.encode()) is None


def test_a_quick_reading_imports_no_more_than_it_needs() -> None:
    code = (
        "import sys; from codegen.reading import quick; assert quick(b'a: 1', 'yaml') == {'a': 1};"
        "print([m for m in ('yaml', 'typing', 'dataclasses', 'json', 'pathlib') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    assert json.loads(done.stdout.replace("'", '"')) == []
