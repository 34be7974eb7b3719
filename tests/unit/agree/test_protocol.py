"""The protocol's page is true: its examples run, and its lines are what is spoken."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from codegen.agree.protocol import PROTOCOL, Document, greeting, read_answer, read_handshake, request
from codegen.agree.report import disagreement_lines
from tests.support import model_of
from tests.unit.agree.helpers import checker_in, run, script

PAGE = (Path(__file__).parents[3] / "docs" / "agreement-protocol.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
LINES = re.findall(r"^    ([\[{].*)$", PAGE, re.MULTILINE)


def test_the_example_is_a_whole_executor(tmp_path: Path) -> None:
    model = model_of({"title": "Size", "type": "number"})
    report = run(tmp_path, model, checker_in(tmp_path, model), script(tmp_path, BLOCKS[0]), documents=200)
    assert report.artefacts == ("checker", "toy")
    assert {kind for d in report.outcome.shown for kind in d.kind} == {("toy", "words")}
    lines = disagreement_lines(report.outcome.shown[0])
    assert lines[-1].endswith("document: Size: expected a number")


def test_the_lines_it_shows_are_the_lines_that_are_spoken() -> None:
    hello, handshake, asked, valid, invalid, failed = LINES
    refs = {"Config": "#", "Source": "#/$defs/Source"}
    assert json.loads(hello) == json.loads(greeting("Config", refs))
    assert read_handshake(handshake.encode()).definitions == {"Config"}
    assert json.loads(asked) == json.loads(request(Document("Config", '{"every_seconds": 1.0}')))
    assert read_answer(valid.encode()).valid
    assert read_answer(invalid.encode()).errors[0][0] == "/every_seconds"
    assert read_answer(failed.encode()).failure.startswith("RangeError")
    assert f"version is {PROTOCOL}." in PAGE


def test_the_example_of_a_target_names_what_there_is() -> None:
    namespace: dict[str, object] = {}
    exec("from codegen.ir import Model\nfrom codegen.target import Executor\n" + BLOCKS[1], namespace)
    (executor,) = namespace["executors"]("out", model_of({}), "config")  # type: ignore[operator]
    assert executor.command == ("node", "out/typescript/config/agree.js")


def test_a_document_is_one_line_of_ascii_whatever_it_holds() -> None:
    line = request(Document("Config", '{"a": "\u2028\ud83d\ude00\n"}'))
    assert line.count(b"\n") == 1
    line.decode("ascii")


@pytest.mark.parametrize(
    "line", [b'{"protocol": 1}', b'{"protocol": 1, "definitions": [], "words": 1}', b"1"]
)
def test_a_handshake_that_lacks_something_is_refused(line: bytes) -> None:
    with pytest.raises(ValueError, match="expected"):
        read_handshake(line)
