"""The playground reads YAML as the command line does: values, places, and the words of every refusal."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest

from codegen.errors import SchemaError
from codegen.node import node_command
from codegen.reading import Reading, read
from codegen.reading.yaml_words import MEANINGS
from codegen.targets.docs.scripts import PARTS
from tests.unit.reading.mutations import examples, mutated, soup
from tests.unit.reading.random_yaml import document

CASES = Path(__file__).parents[2] / "cases" / "configs"

#: Texts that fuzzing alone would seldom write, and some that two readers are known to differ about.
SHARP = (
    *("[a, -]", "[-]", "{-: 1}", "[a,\n-]", "a: [\n1]", "{a\n b: 1}", "{a:}", "[a:,]", "[?a]"),
    *("[? ]", "[? , a]"),
    *("a\n : b", ">\nx", "|\n  x", "a: |\n\n\t\nb: 1", "a: |0\n x", "a: |+1\n x\n\n"),
    *("a: >2-\n   x\n  y\n", "|x"),
    *("# th...e\na: 1", "...\na", "a: 1\n...\nb: 2", "---\n---", "'b\n---\n'", "a: b: c", "a: - b", "a: ? b"),
    *(
        "x" * 1024 + ": 1",
        "x" * 1025 + ": 1",
        "😀" * 1024 + ": 1",
        "😀" * 1025 + ": 1",
        "1" + "😀" * 50 + ": 2",
    ),
    *("[" * 300, "[" * 1001, "{" * 1001, "- " * 300, "{a: " * 300, "1" * 4301, "a: 0x" + "f" * 4000, "1e400"),
    *("!%C3%A9 x", "!%ED%A0%80 x", "!%C0%80 x", "!%C3x", "!%zz", "!<%00> x", "!! x", "!a!b x", "!<x y"),
    *("![ x", "!"),
    *("!!str &a x", "&a !x &b", "&a # !z\n !!str x", "*a", "&a [*a]", "&a [&a [x], *a]"),
    *("&a k: 1\n*a : 2", "& x"),
    *("%YAML 1.2", "%YAML 1.2\n%YAML 1.2\n---\na", "%YAML 1.2\n- a", "%YAML 1.2 x\n---\na"),
    *("% x\n---\na", "%x"),
    *("'a'\n%YAML 01.2# c\n---\nb", "'a'\n%YAML 1.3\n---\nb", "'a'\n%TAG ! x\n%TAG ! y\n---\nb", "a: 1\n%x"),
    *("%YAML\x851.2\n---\na", "%\u2028\n---\na", "%A" + "😀" * 90 + "\n---\na", "[\n%TAG ! x\n-]"),
    *("a: \x85 b\u2028c", "#\ra: 1", "a: 1\r\rb: 2\r\n", "a\r\ufeffb", "[a, \ufeffb]", "é\0"),
    *("éé\0", "\ufeffa\0"),
    *('"\\ud83d\\ude00"', '"\\x\\\\"', '"\\\'"', '"a\\\r\n  b"', '"a \\\n\n  b"', '"\\U00110000"', "'a"),
    *("a:\n\tb", "a: b\n\tc", "-\ta", "?\ta", "a:\tb", "\ta", "{\n\ta: 1}", "a: 1\n \t\nb: 2", "[a,\n\tb]"),
    *("<<: 1", "&a <<: 1", "? <<", "{{ x }}", "- {{ x }}", ": 1", "'': 1", "1.5: 1", "[a]: b"),
    *("*x : a", "a: .INF"),
    *("1: a", "10: a\n9: b", "a:\n b: 1\n  c", "- a\nb", "[1", "{a: 1", "a: 'b' c", "- 'b' c", "a: @b"),
    *("a: ,", "x\ny: 1", "", "# c", "---"),
)


def kept() -> list[str]:
    """The texts of the corpus that are UTF-8: a page has text, no bytes."""
    texts = []
    for path in sorted(CASES.glob("*.yaml")):
        try:
            texts.append(path.read_bytes().decode("utf-8"))
        except UnicodeDecodeError:
            continue
    return texts


def in_the_browser(texts: Sequence[str]) -> list[Any]:
    node = shutil.which(node_command())
    if node is None:
        pytest.skip("there is no Node to run the page's scripts with")
    command = [node, str(Path(__file__).with_name("node_read.mjs")), *map(str, PARTS)]
    sent = json.dumps(texts)
    done = subprocess.run(command, input=sent, capture_output=True, text=True, check=True, timeout=120)
    found: list[Any] = json.loads(done.stdout)
    return found


def in_python(text: str) -> Any:
    """What is refused, or a row for everything in the text."""
    try:
        reading = read(text.encode("utf-8"), "yaml", "x")
    except SchemaError as error:
        (one,) = error.diagnostics
        assert one.position is not None
        said = {"message": one.message, "hint": one.hint}
        return {**said, "line": one.position.line, "column": one.position.column}
    return list(rows(reading, reading.value, [], ""))


def rows(reading: Reading, value: Any, path: list[str | int], pointer: str) -> Iterator[list[Any]]:
    at, key = reading.value_at(pointer), reading.key_at(pointer)
    assert at is not None and key is not None
    yield [path, *scalar(value), at.line, at.column, key.line, key.column]
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, one in inside:
        written = str(step).replace("~", "~0").replace("/", "~1")
        yield from rows(reading, one, [*path, step], f"{pointer}/{written}")


def scalar(value: Any) -> tuple[str, Any]:
    """Kind and value in the terms of JavaScript, whose numbers are doubles."""
    if value is None:
        return "null", None
    if isinstance(value, (dict, list)):
        return "object" if isinstance(value, dict) else "array", None
    if isinstance(value, (bool, str)):
        return "string" if isinstance(value, str) else "boolean", value
    try:
        double = float(value)
    except OverflowError:
        return "bigint", str(value)
    return ("number", double) if double == value else ("bigint", str(value))


def read_alike(texts: Sequence[str]) -> list[Any]:
    """What Python makes of the texts, which is what the browser makes of them."""
    wanted = [in_python(text) for text in texts]
    for text, one, got in zip(texts, wanted, in_the_browser(texts), strict=True):
        assert got == one, text
    return wanted


def test_the_corpus_is_read_alike() -> None:
    assert len(read_alike(kept())) > 200


def test_sharp_texts_are_read_alike_and_every_fault_of_syntax_is_among_them() -> None:
    said = {one["message"] for one in read_alike(SHARP) if isinstance(one, dict)}
    assert {message for _, _, message, _ in MEANINGS} <= said
    assert not [message for message in said if message.startswith("this is no YAML")]


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "count"), [("plain", 4000), ("mutated", 2000), ("soup", 6000)])
def test_random_texts_are_read_alike(kind: str, count: int) -> None:
    valid = examples()
    makers = {"plain": document, "mutated": lambda dice: mutated(dice, valid), "soup": soup}
    texts = [makers[kind](Random(seed)) for seed in range(count)]
    texts = [text for text in texts if not any("\ud800" <= c <= "\udfff" for c in text)]
    read = sum(isinstance(one, list) for one in read_alike(texts))
    assert count / 5 < read < count * 3 / 4  # or the comparison says little
