"""``codegen generate`` as people meet it: the real command in a folder of its own."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import codegen
from codegen.errors import CodegenError, OutputConflict
from codegen.manifest import NAME as MANIFEST
from codegen.plan import request
from codegen.write import pending, write
from tests.toy import SCHEMA, Project, install
from tests.trees import leftovers, tree

pytestmark = pytest.mark.slow


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path / "project", install(tmp_path / "site"))


def changed() -> dict[str, Any]:
    """The schema with one definition more."""
    return {**SCHEMA, "$defs": {**SCHEMA["$defs"], "Weight": {"type": "object"}}}


def with_definitions(letter: str, count: int) -> dict[str, Any]:
    more = {f"{letter}{n}": {"type": "object"} for n in range(count)}
    return {**SCHEMA, "$defs": {**SCHEMA["$defs"], **more}}


def test_generate_writes_and_a_second_run_has_nothing_to_do(project: Project) -> None:
    first = project.run("generate")
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout.startswith("generated: 3 new (")
    assert (project.out / "toy/app/index.txt").read_text() == "Caf\nSize\n"
    stamps = {p: p.stat().st_mtime_ns for p in project.out.rglob("*")}
    second = project.run("generate")
    assert (second.returncode, second.stdout, second.stderr) == (0, "generated is up to date\n", "")
    assert {p: p.stat().st_mtime_ns for p in project.out.rglob("*")} == stamps


def test_check_names_the_stale_files_shows_a_diff_and_the_command_that_mends_them(project: Project) -> None:
    project.run("generate")
    assert project.run("generate", "--check").stdout == "generated is up to date\n"
    project.say(changed())
    before = tree(project.out)
    done = project.run("generate", "--check")
    assert done.returncode == 1
    assert "generated is stale: 4 files" in done.stderr
    assert "missing: generated/toy/app/types/Weight.txt" in done.stderr
    assert "stale: generated/toy/app/index.txt" in done.stderr
    assert "+++ b/toy/app/index.txt" in done.stdout
    assert "+Weight" in done.stdout
    assert tree(project.out) == before
    command = done.stderr.splitlines()[-1].removeprefix("run: ")
    assert project.run(*shlex.split(command)[1:]).returncode == 0
    assert project.run("generate", "--check").returncode == 0


def test_the_command_that_check_prints_repeats_what_was_asked(project: Project) -> None:
    asked = ["--schema", "app.json", "--out", "other folder", "--package", "app", "--target", "toy"]
    done = project.run("generate", "--check", *asked)
    assert done.returncode == 1
    command = shlex.split(done.stderr.splitlines()[-1].removeprefix("run: "))
    assert command == ["codegen", "generate", *asked]
    assert project.run(*command[1:]).returncode == 0
    assert project.run("generate", "--check", *asked).returncode == 0


def test_check_sees_what_is_edited_deleted_and_no_longer_generated(project: Project) -> None:
    project.say(changed())
    project.run("generate")
    project.say(SCHEMA)
    (project.out / "toy/app/index.txt").write_text("edited\n")
    (project.out / "toy/app/types/Size.txt").unlink()
    said = project.run("generate", "--check").stderr
    assert "edited by hand: generated/toy/app/index.txt" in said
    assert "missing: generated/toy/app/types/Size.txt" in said
    assert "no longer generated: generated/toy/app/types/Weight.txt" in said
    done = project.run("generate")
    assert "generated/toy/app/index.txt had been edited by hand" in done.stderr
    assert not (project.out / "toy/app/types/Weight.txt").exists()


def test_diff_shows_what_would_change_and_writes_nothing(project: Project) -> None:
    done = project.run("generate", "--diff")
    assert done.returncode == 0
    assert "+++ b/toy/app/index.txt" in done.stdout
    assert not project.out.exists()


@pytest.mark.parametrize("form", ["json", "github"])
def test_stale_files_can_be_read_by_tools(project: Project, form: str) -> None:
    done = project.run("generate", "--check", "--format", form)
    assert done.returncode == 1
    if form == "json":
        errors = json.loads(done.stdout)["errors"]
        assert [e["code"] for e in errors] == ["stale-output"] * 3
        assert errors[0]["file"] == "generated/toy/app/index.txt"
        assert errors[0]["hint"] == "run: codegen generate"
    else:
        assert done.stderr.startswith("::error file=generated/toy/app/index.txt,title=stale-output::")


def test_a_file_that_is_not_ours_stops_the_run_before_anything_is_written(project: Project) -> None:
    path = project.out / "toy/app/index.txt"
    path.parent.mkdir(parents=True)
    path.write_text("mine\n")
    done = project.run("generate")
    assert done.returncode == 2
    assert "toy/app/index.txt was not written by codegen" in done.stderr
    assert tree(project.out) == {"toy": None, "toy/app": None, "toy/app/index.txt": b"mine\n"}


def test_an_unknown_target_is_refused_with_those_there_are(project: Project) -> None:
    done = project.run("generate", "--target", "tox")
    assert done.returncode == 2
    assert "there is no target 'tox'" in done.stderr
    assert "toy" in done.stderr
    assert not project.out.exists()


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (["generate", "--chekc"], "unrecognized arguments: --chekc", "did you mean --check?"),
        (["generate", "--che"], "unrecognized arguments: --che", "did you mean --check?"),
        (["genrate"], "invalid choice: 'genrate'", "did you mean generate?"),
        (["generate", "--format", "githup"], "invalid choice: 'githup'", "did you mean github?"),
        (["generate", "--format", "x"], "invalid choice: 'x'", "see codegen generate --help"),
        (["generate", "--check", "--watch"], "not allowed with argument", "see codegen generate --help"),
        (["generate", "--package", "a-b"], "'a-b' is no name for a Python package", "use letters"),
        (["generate", "--package", "class"], "'class' is no name", "no Python keyword"),
        (["generate", "--schema", "nowhere.json", "--out", "o"], "no file 'nowhere.json'", "check the path"),
        (["generate", "extra"], "unrecognized arguments: extra", "see codegen generate --help"),
        (["lint", "--check"], "unrecognized arguments: --check", "see codegen lint --help"),
        (["generate", "--schema", "nowhere.json"], "no file 'nowhere.json'", "check the path"),
        (["agree", "--documents", "few"], "'few' is no whole number", "see codegen agree --help"),
        (["agree", "--documents", "-1"], "must be 0 or more", "see codegen agree --help"),
        ([], "the following arguments are required: COMMAND", "see codegen --help"),
    ],
)
def test_bad_usage_is_one_message_and_exit_2(
    project: Project, words: list[str], message: str, hint: str
) -> None:
    done = project.run(*words)
    assert done.returncode == 2
    assert message in done.stderr
    assert hint in done.stderr
    assert done.stdout == ""
    assert not project.out.exists()


def test_bad_usage_is_told_in_the_format_asked_for(project: Project) -> None:
    done = project.run("generate", "--format=json", "--chekc")
    assert done.returncode == 2
    assert json.loads(done.stdout)["errors"][0]["hint"] == "did you mean --check?"
    assert done.stderr == ""


@pytest.mark.parametrize("words", [["--help"], ["generate", "--help"], ["--version"]])
def test_help_is_no_error(project: Project, words: list[str]) -> None:
    done = project.run(*words)
    assert (done.returncode, done.stderr) == (0, "")
    assert "codegen" in done.stdout


def test_every_command_has_one_line_in_the_help(project: Project) -> None:
    lines = project.run("--help").stdout.splitlines()
    assert "    completion  Print a script that makes a shell complete what you type." in lines


def test_without_a_project_a_schema_has_to_be_named(project: Project, tmp_path: Path) -> None:
    (project.folder / "codegen.toml").unlink()
    done = project.run("generate")
    assert done.returncode == 2
    assert "codegen init" in done.stderr


def test_another_schema_cannot_take_the_output_folder_of_the_project(project: Project) -> None:
    (project.folder / "other.json").write_text("{}")
    done = project.run("generate", "--schema", "other.json")
    assert done.returncode == 2
    assert "belongs to 'app.json'" in done.stderr
    assert "--out DIR" in done.stderr


def test_the_project_is_found_from_a_folder_below(project: Project) -> None:
    below = project.folder / "a/b"
    below.mkdir(parents=True)
    done = subprocess.run(
        [sys.executable, "-m", "codegen", "generate"],
        cwd=below,
        env=project.environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert "3 new" in done.stdout
    assert (project.out / MANIFEST).exists()
    assert project.run("generate").stdout == "generated is up to date\n"


def bad_schema(project: Project) -> None:
    project.schema.write_text('{\n  "type": "objekt",\n  "title": "caf\u00e9 \\u001b[31m"\n}\n', "utf-8")


def test_a_bad_schema_is_one_message_with_its_place_and_nothing_is_written(project: Project) -> None:
    project.run("generate")
    before = tree(project.out)
    bad_schema(project)
    for words in (["generate"], ["generate", "--check"], ["generate", "--diff"]):
        done = project.run(*words)
        assert done.returncode == 2
        assert done.stderr.startswith("app.json:2:11  error  ")
        assert 'did you mean "object"?' in done.stderr
        assert tree(project.out) == before


def test_diagnostics_in_json_are_data_and_in_github_are_annotations(project: Project) -> None:
    bad_schema(project)
    done = project.run("generate", "--format", "json")
    assert (done.returncode, done.stderr) == (2, "")
    found = json.loads(done.stdout)["errors"][0]
    assert (found["file"], found["line"], found["column"], found["pointer"]) == ("app.json", 2, 11, "/type")
    done = project.run("generate", "--format", "github")
    assert done.stderr.startswith("::error file=app.json,line=2,col=11,title=meta-schema-violation::")


def test_a_bug_is_exit_3_without_a_traceback_and_nothing_is_written(project: Project) -> None:
    project.schema.rename(project.schema.with_name("bug.json"))
    words = ["generate", "--schema", "bug.json", "--out", "out", "--target", "toy"]
    done = project.run(*words)
    assert done.returncode == 3
    assert "this is a bug in codegen: RuntimeError: a bug with \\u{1b}[31mcolours" in done.stderr
    assert not (project.folder / "out").exists()
    assert "Traceback" in project.run(*words, CODEGEN_TRACEBACK="1").stderr


def test_a_reader_that_goes_away_is_no_error(project: Project) -> None:
    project.say(with_definitions("D", 3000))
    process = subprocess.Popen(
        [sys.executable, "-m", "codegen", "generate", "--diff"],
        cwd=project.folder,
        env=project.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    assert process.wait() == 141
    process.stderr.close()


def shell(project: Project, words: str) -> subprocess.CompletedProcess[str]:
    """``codegen WORDS`` with the redirections among them."""
    return subprocess.run(
        ["sh", "-c", f"{shlex.quote(sys.executable)} -m codegen {words}"],
        cwd=project.folder,
        env=project.environment(),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )


@pytest.mark.parametrize("words", ["explain --support >&-", "explain --support >&- 2>&-", "generate >&-"])
def test_a_stream_that_is_closed_is_no_error(project: Project, words: str) -> None:
    done = shell(project, words)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("words", ["explain --support", "generate", "lint --format json"])
def test_a_full_disk_behind_the_output_is_one_message(project: Project, words: str) -> None:
    done = shell(project, f"{words} >/dev/full")
    assert done.returncode == 2
    assert "the output cannot be written: No space left on device" in done.stderr
    assert "bug" not in done.stderr


@pytest.mark.parametrize(
    ("more", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)]
)
def test_colours_on_a_terminal_unless_they_are_not_wanted(
    project: Project, more: dict[str, str], coloured: bool
) -> None:
    pty = pytest.importorskip("pty")
    bad_schema(project)
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "codegen", "generate"],
        cwd=project.folder,
        env=project.environment(**{"TERM": "xterm", **more}),
        stderr=theirs,
    )
    process.wait()
    os.close(theirs)
    said = b""
    with contextlib.suppress(OSError):  # the end of a terminal
        while chunk := os.read(ours, 4096):
            said += chunk
    os.close(ours)
    assert process.returncode == 2
    assert (b"\x1b[1;31merror" in said) == coloured
    assert b"\x1b[31m" not in said, "the schema's own escape sequence"


@pytest.mark.parametrize(
    ("more", "shown"),
    [
        ({"PYTHONIOENCODING": "ascii"}, "gr\\xf6\\xdfe: 3 new"),
        # file names are bytes then, which is all the same to generation
        ({"LC_ALL": "C", "PYTHONUTF8": "0"}, "gr\\u{dcc3}"),
    ],
)
def test_a_terminal_that_has_only_ascii_gets_escapes(
    project: Project, more: dict[str, str], shown: str
) -> None:
    project.schema.rename(project.schema.with_name("größe.json"))
    done = project.run(
        "generate", "--schema", "größe.json", "--out", "größe", "--package", "app", "--target", "toy", **more
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert shown in done.stdout
    assert (project.folder / "größe/toy/app/index.txt").exists()


def test_settings_that_make_no_sense_name_file_and_key(project: Project) -> None:
    (project.folder / "codegen.toml").write_text('schema = "app.json"\ntarget = ["toy"]\n')
    done = project.run("generate")
    assert done.returncode == 2
    assert "codegen.toml:2:1  error  unknown setting 'target'" in done.stderr
    assert "did you mean targets?" in done.stderr


def cut_off(project: Project) -> None:
    """Leave a write half done, as a kill does."""
    project.run("generate")
    script = (
        "import os, signal, sys\n"
        "from codegen.plan import request\n"
        "from codegen.write import write\n"
        "def step(name):\n"
        "    if name == 'move toy/b': os.kill(os.getpid(), signal.SIGKILL)\n"
        "write(sys.argv[1], request({'toy': {'toy/a': '1', 'toy/b': '2'}}), step=step)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(project.out)])
    assert done.returncode == -signal.SIGKILL
    assert pending(project.out) is not None


def test_a_run_that_was_cut_off_is_named_by_check_and_repaired_by_generate(project: Project) -> None:
    cut_off(project)
    before = tree(project.out)
    done = project.run("generate", "--check")
    assert done.returncode == 1
    assert "half written" in done.stderr
    assert done.stderr.splitlines()[-1] == "run: codegen generate"
    assert tree(project.out) == before
    done = project.run("generate")
    assert done.returncode == 0
    assert "an earlier run was cut off" in done.stderr
    assert project.run("generate", "--check").returncode == 0


def test_a_run_that_was_cut_off_is_repaired_also_when_the_schema_is_bad(project: Project) -> None:
    cut_off(project)
    bad_schema(project)
    done = project.run("generate")
    assert done.returncode == 2
    assert "an earlier run was cut off" in done.stderr
    assert pending(project.out) is None


def test_the_command_killed_at_any_time_is_repaired_by_the_next(project: Project, tmp_path: Path) -> None:
    schemas = [with_definitions(letter, 40) for letter in "AB"]
    whole = []
    for schema in schemas:
        project.say(schema)
        project.run("generate")
        whole.append(tree(project.out))
    chance = random.Random(4)
    for number in range(16):
        project.say(schemas[number % 2])
        process = subprocess.Popen(
            [sys.executable, "-m", "codegen", "generate"],
            cwd=project.folder,
            env=project.environment(),
            stdout=subprocess.DEVNULL,
        )
        time.sleep(0.2 + chance.random() * 0.4)
        process.kill()
        process.wait()
        assert pending(project.out) is not None or tree(project.out) in whole
        done = project.run("generate")
        assert done.returncode == 0
        assert tree(project.out) == whole[number % 2]
        assert leftovers(project.out) == []


def test_several_commands_at_once_all_succeed(project: Project) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "codegen", "generate"],
            cwd=project.folder,
            env=project.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for process in processes:
        _, said = process.communicate(timeout=60)
        assert (process.returncode, said) == (0, "")
    assert project.run("generate").stdout == "generated is up to date\n"


@pytest.fixture
def watching(project: Project) -> Iterator[tuple[Project, subprocess.Popen[str]]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "codegen", "generate", "--watch"],
        cwd=project.folder,
        env=project.environment(PYTHONUNBUFFERED="1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        # a shell's background jobs, these tests perhaps among them, ignore it
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    yield project, process
    process.kill()
    process.communicate()


def until(true: Callable[[], bool]) -> None:
    for _ in range(600):  # looks, not seconds: a machine may stand still for a while
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("nothing happened in 30 s")


def test_watch_generates_again_and_outlives_a_bad_schema(
    watching: tuple[Project, subprocess.Popen[str]],
) -> None:
    project, process = watching
    index = project.out / "toy/app/index.txt"
    until(index.exists)
    project.say(changed())
    until(lambda: "Weight" in index.read_text())
    bad_schema(project)
    assert process.stdout is not None
    until(lambda: "did you mean" in process.stdout.readline())  # type: ignore[union-attr]
    project.say(SCHEMA)
    until(lambda: "Weight" not in index.read_text())
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=30) == 130
    assert "Traceback" not in process.stdout.read()


def test_watch_sees_a_file_that_only_a_failed_run_has_met(
    watching: tuple[Project, subprocess.Popen[str]],
) -> None:
    project, process = watching
    index = project.out / "toy/app/index.txt"
    until(index.exists)
    part = project.folder / "part.json"
    part.write_text('{"type": "objekt"}')
    project.say({**SCHEMA, "$defs": {"Size": {"$ref": "part.json"}, "Part": {"type": "object"}}})
    assert process.stdout is not None
    until(lambda: "part.json:1:10" in process.stdout.readline())  # type: ignore[union-attr]
    part.write_text('{"type": "object"}')
    until(lambda: "Part" in index.read_text())


def test_generating_from_python(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.syspath_prepend(project.site)
    done = codegen.generate(project.schema, project.out, targets=["toy"])
    assert done.plan.added == (
        "toy/app/index.txt",
        "toy/app/types/Caf.txt",
        "toy/app/types/Size.txt",
    )
    assert done.files == codegen.render(project.schema, targets=["toy"])
    assert {p: (project.out / p).read_text() for p in done.files} == done.files
    assert codegen.generate(project.schema, project.out, targets=["toy"]).plan.empty
    assert capsys.readouterr() == ("", "")


def test_rendering_from_python_writes_nothing(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(project.site)
    monkeypatch.chdir(project.folder)
    before = tree(project.folder)
    assert "toy/mine/index.txt" in codegen.render(SCHEMA, targets=["toy"], package="mine")
    assert tree(project.folder) == before


def test_errors_from_python_are_exceptions_with_diagnostics(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(project.site)
    bad_schema(project)
    with pytest.raises(CodegenError) as caught:
        codegen.generate(project.schema, project.out, targets=["toy"])
    assert caught.value.diagnostics[0].position is not None
    assert not project.out.exists()
    project.say(SCHEMA)
    for package in ("../up", "class", "a b", "é"):
        with pytest.raises(CodegenError, match="no name for a Python package"):
            codegen.generate(project.schema, project.out, targets=["toy"], package=package)
        with pytest.raises(CodegenError, match="no name for a Python package"):
            codegen.render(SCHEMA, targets=["toy"], package=package)
    write(project.out, request({"toy": {"toy/app": "a file"}}))
    (project.out / MANIFEST).unlink()
    with pytest.raises(OutputConflict):
        codegen.generate(project.schema, project.out, targets=["toy"])
