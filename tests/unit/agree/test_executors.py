"""Executors that die, hang or talk nonsense are named, with the document and their last words."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from codegen.agree.executors import ExecutorFailed, Running, started
from codegen.agree.protocol import Answer, Document, greeting
from codegen.target import Executor
from tests.unit.agree.helpers import run, script, small_model

HELLO = greeting("Reader", {"Reader": "#"})
START = """\
import json, os, sys, time
hello = json.loads(sys.stdin.readline())
print('{"protocol": 1, "definitions": ["Reader"], "words": true}', flush=True)
"""
FINE = START + "for line in sys.stdin: print('{\"valid\": true}', flush=True)\n"
DOCUMENTS = [Document("Reader", str(number)) for number in range(5)]


def talk(executor: Executor, patience: float = 10) -> list[Answer]:
    with started([executor], HELLO, patience) as (one,):
        one.meet()
        one.ask(DOCUMENTS)
        return one.answers()


def failure(executor: Executor, patience: float = 10) -> tuple[str, str]:
    with pytest.raises(ExecutorFailed) as caught:
        talk(executor, patience)
    assert caught.value.exit_code == 1
    (diagnostic,) = caught.value.diagnostics
    return diagnostic.message, diagnostic.hint


def test_answers_come_in_the_order_of_the_documents(tmp_path: Path) -> None:
    body = (
        START
        + "for line in sys.stdin: print(json.dumps({'valid': json.loads(line)[1] == '2'}), flush=True)\n"
    )
    assert [a.valid for a in talk(script(tmp_path, body))] == [False, False, True, False, False]


def test_batches_larger_than_a_pipe_do_not_stop_the_run(tmp_path: Path) -> None:
    large = [Document("Reader", '"' + "x" * 100_000 + '"')] * 50
    body = (
        START
        + "for line in sys.stdin:\n"
        + "    answer = {'valid': True, 'errors': [{'pointer': '', 'message': line}]}\n"
        + "    print(json.dumps(answer), flush=True)\n"
    )
    with started([script(tmp_path, body)], HELLO, 20) as (one,):
        one.meet()
        one.ask(large)
        one.ask(large)
        assert len(one.answers()) == len(one.answers()) == 50


def test_one_that_dies_is_named_with_the_document_and_its_last_words(tmp_path: Path) -> None:
    body = (
        START
        + "for n, line in enumerate(sys.stdin):\n"
        + "    if n == 3: sys.exit('out of luck')\n"
        + "    print('{\"valid\": true}', flush=True)\n"
    )
    assert failure(script(tmp_path, body)) == (
        "the executor of toy ended with exit code 1 in the middle of its work about Reader 3",
        "its last words were: out of luck",
    )


def test_one_that_is_killed_is_named_with_the_signal(tmp_path: Path) -> None:
    message, hint = failure(script(tmp_path, START + "sys.stdin.readline(); os.kill(os.getpid(), 9)"))
    assert message == "the executor of toy was killed by signal 9 in the middle of its work about Reader 0"
    assert hint == "it said nothing on stderr"


def test_one_that_hangs_is_ended_and_named(tmp_path: Path) -> None:
    body = START + "print('{\"valid\": true}', flush=True)\ntime.sleep(1000)\n"
    message, hint = failure(script(tmp_path, body), patience=0.8)
    assert message == "the executor of toy gave no answer in 0.8 s about Reader 1"
    assert "flush" in hint


def test_one_that_writes_something_else_is_quoted(tmp_path: Path) -> None:
    body = START + "for line in sys.stdin: print('debug: \\033[31m', flush=True)\n"
    message, _ = failure(script(tmp_path, body))
    assert message.startswith("the executor of toy wrote 'debug: \\x1b[31m', which is no answer (")
    assert message.endswith("about Reader 0")


@pytest.mark.parametrize(
    "line", ["[]", "{}", '{"valid": 1}', '{"valid": true, "errors": [{}]}', '{"valid": true, "errors": 1}']
)
def test_a_line_that_is_json_but_no_answer_is_quoted(tmp_path: Path, line: str) -> None:
    message, _ = failure(script(tmp_path, START + f"for line in sys.stdin: print({line!r}, flush=True)\n"))
    assert f"wrote {line!r}, which is no answer" in message


@pytest.mark.parametrize(
    "line", ["hello", "[]", '{"protocol": 2, "definitions": []}', '{"protocol": 1, "definitions": [1]}']
)
def test_one_that_does_not_introduce_itself_is_quoted(tmp_path: Path, line: str) -> None:
    message, _ = failure(script(tmp_path, f"print({line!r}, flush=True); import time; time.sleep(100)"))
    assert message.startswith("the executor of toy did not introduce itself: ")
    assert repr(line) in message


def test_one_that_dies_at_once_is_named_with_its_last_words(tmp_path: Path) -> None:
    message, hint = failure(script(tmp_path, "import no_such_module"))
    assert message == "the executor of toy ended with exit code 1 before it introduced itself"
    assert hint == "its last words were: ModuleNotFoundError: No module named 'no_such_module'"


def test_one_that_cannot_be_started_is_named(tmp_path: Path) -> None:
    message, hint = failure(Executor("toy", (str(tmp_path / "absent"),)))
    assert message == "the executor of toy cannot be started: No such file or directory"
    assert "absent" in hint


def test_one_that_says_more_than_it_was_asked_is_found_out(tmp_path: Path) -> None:
    message, _ = failure(script(tmp_path, FINE + "print('one more')\n"))
    assert message == "the executor of toy said more than it was asked: 'one more'"


def test_no_process_is_left_when_the_run_fails(tmp_path: Path) -> None:
    executor = script(tmp_path, START + "time.sleep(1000)\n")
    with pytest.raises(RuntimeError), started([executor], HELLO, 10) as (one,):
        one.meet()
        one.ask(DOCUMENTS)
        raise RuntimeError
    assert isinstance(one, Running)
    assert one._process.returncode is not None


def test_a_program_that_is_not_installed_is_named_and_the_rest_compared(tmp_path: Path) -> None:
    absent = Executor("go", ("no-such-program-anywhere",))
    every = "for line in sys.stdin: print(json.dumps({'valid': False, 'failure': 'always'}), flush=True)\n"
    report = run(tmp_path, small_model(), absent, script(tmp_path, START + every), documents=20)
    assert report.missing == (absent,)
    assert report.artefacts == ("toy",)
    assert report.outcome.disagreements > 0


def test_the_environment_of_an_executor_is_its_own(tmp_path: Path) -> None:
    body = (
        START
        + "for line in sys.stdin: print(json.dumps({'valid': os.environ['ANSWER'] == 'yes'}), flush=True)\n"
    )
    plain = script(tmp_path, body)
    told = Executor("toy", plain.command, {"ANSWER": "yes"})
    assert all(a.valid for a in talk(told))
    assert sys.executable == plain.command[0]
