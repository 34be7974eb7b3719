"""``codegen validate``: the verdict, the place and the words, in every format, for every file."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from codegen.cli import main, validate_command
from tests.fetching import alone

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "schema" / "optimizer.schema.json"
EXAMPLES = ROOT / "schema" / "examples"
INVALID = sorted((EXAMPLES / "invalid").glob("*.yaml"))
VECTORS = ROOT / "generated" / "vectors"
STATED = re.compile(r'^# (?:error|rule): "([^"]*)" (.*)$', re.M)
PORT = {
    "title": "Server",
    "type": "object",
    "properties": {
        "port": {"type": "integer", "minimum": 1},
        "name": {"type": "string"},
        "debug": {"type": "boolean"},
        "tags": {"type": "array", "uniqueItems": True},
        "level": {"enum": ["low", "medium", "high"]},
    },
    "required": ["port"],
    "additionalProperties": False,
    "$defs": {"Port": {"type": "integer"}},
}
#: Where each error of ``several_errors.yaml`` stands, seen by eye.
SEVERAL = ["13:1", "10:11", "11:11", "12:12", "16:38", "17:33", "17:40"]
#: Line and column of the first error of the other examples, by eye: the text there.
FIRST = {
    "beta_of_one": "4:11",
    "half_a_step": "7:21",
    "list_at_the_top": "3:1",
    "missing_keys": "6:3",
    "misspelt_key": "4:3",
    "negative_rate": "6:13",
    "nesterov_without_momentum": "3:1",
    "no_towers": "4:1",
    "null_tower": "6:12",
    "peak_below_the_end": "7:24",
    "quoted_number": "4:11",
    "ramp_longer_than_the_cosine": "9:22",
    "three_betas": "6:22",
    "tower_with_two_forms": "9:7",
    "two_algorithms": "5:1",
    "two_kinds_of_rates": "8:1",
    "unknown_algorithm": "4:1",
    "unknown_line_search": "4:19",
}


@pytest.fixture(autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """One cache for this file, so that the schema is printed once."""
    folder = tmp_path_factory.getbasetemp() / "validate-cache"
    folder.mkdir(exist_ok=True)
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a small schema of its own, and the current folder in it."""
    (tmp_path / "server.json").write_text(json.dumps(PORT))
    (tmp_path / "codegen.toml").write_text('schema = "server.json"\n')
    monkeypatch.chdir(tmp_path)
    return tmp_path


def definition_of(file: Path) -> list[str]:
    named = re.search(r"^# as: (\w+)$", file.read_text(), re.M)
    return ["--as", named[1]] if named else []


@pytest.mark.parametrize("file", INVALID, ids=lambda f: f.stem)
def test_every_invalid_example_gives_its_errors_at_their_lines(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["validate", str(file), "--schema", str(SCHEMA), "--format", "json", *definition_of(file)]
    assert main(words) == 1
    errors = json.loads(capsys.readouterr().out)["errors"]
    stated = STATED.findall(file.read_text())
    assert [(e["pointer"], e["message"]) for e in errors] == stated
    lines = file.read_text().splitlines()
    for error in errors:
        assert not lines[error["line"] - 1].startswith("#")
        key = error["pointer"].rpartition("/")[2].replace("~1", "/").replace("~0", "~")
        if key and not key.isdecimal() and not error["code"].endswith("-several"):
            assert key in lines[error["line"] - 1], error
    places = [f"{e['line']}:{e['column']}" for e in errors]
    if file.stem == "several_errors":
        assert places == SEVERAL
    if file.stem in FIRST:
        assert places[0] == FIRST[file.stem]


def test_valid_examples_are_valid(capsys: pytest.CaptureFixture[str]) -> None:
    files = [f for f in sorted((EXAMPLES / "valid").glob("*.yaml")) if not definition_of(f)]
    assert main(["validate", *map(str, files), "--schema", str(SCHEMA)]) == 0
    assert re.fullmatch(rf"{len(files)} files are valid \(\d\.\d\d s\)\n", capsys.readouterr().out)


@pytest.mark.slow
def test_the_command_says_of_every_vector_what_the_vector_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (source,) = VECTORS.glob("*.jsonl")
    by_definition: dict[str, list[dict[str, Any]]] = {}
    for line in source.read_text("utf-8").splitlines():
        vector = json.loads(line)
        by_definition.setdefault(vector["definition"], []).append(vector)
    for definition, vectors in by_definition.items():
        folder = tmp_path / definition
        folder.mkdir()
        stated: dict[str, list[tuple[str, str]]] = {}
        for number, vector in enumerate(vectors):
            file = folder / f"{number:05}.json"
            file.write_text(json.dumps(vector["document"]), encoding="utf-8")
            stated[str(file)] = [(e["pointer"], e["message"]) for e in vector["errors"]]
        words = ["validate", str(folder), "--schema", str(SCHEMA), "--as", definition, "--format", "json"]
        assert main(words) == (1 if any(stated.values()) else 0)
        said: dict[str, list[tuple[str, str]]] = {file: [] for file in stated}
        for error in json.loads(capsys.readouterr().out)["errors"]:
            said[error["file"]].append((error["pointer"], error["message"]))
        assert said == stated


def test_the_text_shows_the_lines_the_caret_and_what_to_write(
    server: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("a.yaml").write_text('# ours\nport: "80"\nnmae: x\ndebug: on\ntags: [1, 2, 1.0]\nlevel: hihg\n')
    assert main(["validate", "a.yaml"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines()[:-1] == [
        'a.yaml:2:7  error  port: expected an integer; found the string "80"',
        "    1 | # ours",
        '    2 | port: "80"',
        "      |       ^^^^ write 80 without quotes",
        "      at a.yaml#/port",
        "a.yaml:3:1  error  nmae: unknown key in Server. Did you mean name?",
        "    1 | # ours",
        '    2 | port: "80"',
        "    3 | nmae: x",
        "      | ^^^^ write name",
        "      at a.yaml#/nmae",
        'a.yaml:4:8  error  debug: expected a boolean; found the string "on"',
        '    2 | port: "80"',
        "    3 | nmae: x",
        "    4 | debug: on",
        "      |        ^^ write true",
        "      at a.yaml#/debug",
        "a.yaml:5:14  error  tags: items must differ; 0 and 2 are equal",
        "    3 | nmae: x",
        "    4 | debug: on",
        "    5 | tags: [1, 2, 1.0]",
        "      |              ^^^ take it out: it equals item 0 on line 5",
        "      at a.yaml#/tags",
        'a.yaml:6:8  error  level: must be "low", "medium" or "high"; found the string "hihg"',
        "    4 | debug: on",
        "    5 | tags: [1, 2, 1.0]",
        "    6 | level: hihg",
        '      |        ^^^^ write "high"',
        "      at a.yaml#/level",
    ]
    assert re.fullmatch(r"5 errors in 1 file \(\d\.\d\d s\)", err.splitlines()[-1])


def test_files_that_cannot_be_read_are_errors_and_do_not_stop_the_others(
    server: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("good.yaml").write_text("port: 1\n")
    Path("twice.json").write_text('{"port": 1, "port": 2}')
    Path("open.toml").write_text("port = [1\n")
    Path("utf16.yaml").write_text("port: 1\n", encoding="utf-16")
    Path("tab.yaml").write_text("port:\n\t- 1\n")
    Path("conf").write_text("port: 1\n")
    files = ["absent.yaml", "twice.json", "good.yaml", "open.toml", "utf16.yaml", "tab.yaml", "conf"]
    assert main(["validate", *files, "--format", "json"]) == 1
    errors = json.loads(capsys.readouterr().out)["errors"]
    assert [e["file"] for e in errors] == [f for f in files if f != "good.yaml"]
    assert [e["code"] for e in errors[:2]] == ["no-such-file", "duplicate-key"]
    assert (errors[1]["line"], errors[1]["column"]) == (1, 13)
    assert all(e["line"] for e in errors[1:-1])
    assert "no format is known" in errors[-1]["message"]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_an_error(server: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.yaml").write_text("port: 1\n")
    Path("a.yaml").chmod(0)
    assert main(["validate", "a.yaml"]) == 1
    assert "a.yaml  error  cannot be read: Permission denied" in capsys.readouterr().err


def test_folders_and_globs_stand_for_the_configs_in_them(
    server: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("conf/sub/.hidden").mkdir(parents=True)
    for name in ("b.yaml", "a.yml", "sub/c.toml", "sub/d.json", "sub/.hidden/e.yaml", "notes.txt"):
        Path("conf", name).write_text("x")
    assert main(["validate", "conf", "conf/b.yaml", "--format", "json"]) == 1
    errors = json.loads(capsys.readouterr().out)["errors"]
    assert [e["file"] for e in errors] == ["conf/a.yml", "conf/b.yaml", "conf/sub/c.toml", "conf/sub/d.json"]
    assert main(["validate", "conf/**/*.json", "--format", "json"]) == 1
    assert [e["file"] for e in json.loads(capsys.readouterr().out)["errors"]] == ["conf/sub/d.json"]
    Path("empty").mkdir()
    for nothing in ("empty", "*.nothing"):
        assert main(["validate", nothing]) == 2
        assert "there is no file to validate in" in capsys.readouterr().err


def test_a_part_of_a_file_is_judged_by_a_pointer(server: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.yaml").write_text("apps:\n- server:\n    port: 0\n- server: {port: 1}\n")
    assert main(["validate", "a.yaml", "--at", "/apps/1/server"]) == 0
    assert main(["validate", "a.yaml", "--at", "/apps/0/server"]) == 1
    assert "a.yaml:3:11  error  port: must be >= 1; found 0" in capsys.readouterr().err
    assert main(["validate", "a.yaml", "--at", "/apps/0/sevrer"]) == 1
    assert "a.yaml:2:3  error  there is nothing at /apps/0/sevrer" in capsys.readouterr().err
    assert main(["validate", "a.yaml", "--at", "apps"]) == 2
    assert main(["validate", "a.yaml", "--at", "/apps/0/server/port", "--as", "Port"]) == 0


def test_an_unknown_definition_is_bad_usage(server: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "a.yaml", "--as", "Prot"]) == 2
    assert "did you mean Port?" in capsys.readouterr().err


def test_without_a_project_a_schema_has_to_be_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text("port: 1\n")
    assert main(["validate", "a.yaml"]) == 2
    assert "no schema" in capsys.readouterr().err
    assert main(["validate", "a.yaml", "--schema", "absent.json"]) == 2
    Path("bad.json").write_text('{"type": "intger"}')
    assert main(["validate", "a.yaml", "--schema", "bad.json"]) == 2
    assert "bad.json:1:10" in capsys.readouterr().err


def run(folder: Path, *words: str, stdin: bytes = b"", **more: str) -> subprocess.CompletedProcess[bytes]:
    done = subprocess.run(
        [sys.executable, "-m", "codegen", "validate", *words],
        cwd=folder,
        input=stdin,
        env={**os.environ, "PYTHONPATH": str(ROOT), **more},
        capture_output=True,
        timeout=60,
    )
    assert b"Traceback" not in done.stderr
    return done


@pytest.mark.parametrize(
    ("text", "words", "code", "told"),
    [
        (b"port: 1\n", [], 0, b""),
        (b'{"port": 0}', [], 1, b"<stdin>:1:10  error  port: must be >= 1; found 0"),
        (b"port = 0\n", ["--input", "toml"], 1, b"<stdin>:1:8  error"),
        (b"", [], 1, b"<stdin>:1:1  error"),
    ],
)
def test_standard_input_is_a_file_like_any_other(
    text: bytes, words: list[str], code: int, told: bytes, server: Path
) -> None:
    done = run(server, "-", *words, stdin=text)
    assert done.returncode == code
    assert done.stderr.startswith(told)


def test_nothing_is_a_traceback(server: Path) -> None:
    steps = (b"%c: &%c [*%c,*%c]\n" % (c + 1, c + 1, c, c) for c in range(97, 121))
    bomb = b"a: &a [x,x]\n" + b"".join(steps)
    texts = {
        "deep.json": b"[" * 100_000,
        "deep.yaml": b"[" * 100_000,
        "bomb.yaml": bomb,
        "tag.yaml": b"!!python/object/apply:os.system ['true']\n",
        "binary.json": bytes(range(256)),
        "nul.toml": b"port = 1\0",
        "huge.json": b"[" + b"9" * 100_000 + b"]",
        "line.yaml": b"port: " + b"x" * 3_000_000 + b"\n",
    }
    for name, data in texts.items():
        (server / name).write_bytes(data)
    (server / "loop.yaml").symlink_to("loop.yaml")
    done = run(server, *sorted(texts), "loop.yaml")
    assert done.returncode == 1
    assert f"in {len(texts) + 1} files".encode() in done.stderr
    assert len(done.stderr) < 200_000


def test_colour_and_progress_are_for_terminals(server: Path) -> None:
    Path("a.yaml").write_text("port: 0\n")
    assert b"\x1b" not in run(server, "a.yaml").stderr
    pty = pytest.importorskip("pty")
    for environment, coloured in (({"TERM": "xterm", "NO_COLOR": ""}, True), ({"NO_COLOR": "1"}, False)):
        parent, child = pty.openpty()
        subprocess.run(
            [sys.executable, "-m", "codegen", "validate", "a.yaml"],
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            stderr=child,
            timeout=60,
        )
        os.close(child)
        assert (b"\x1b[1;31merror\x1b[0m" in os.read(parent, 65536)) is coloured
        os.close(parent)


class Terminal(io.StringIO):
    """Standard error, as a terminal."""

    def isatty(self) -> bool:
        return True


def test_progress_is_shown_when_it_takes_long_and_wiped_away(
    server: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("many").mkdir()
    for number in range(200):
        Path(f"many/{number:03}.yaml").write_text("port: 1\n")
    for wait, bars in ((60.0, 0), (0.0, 3)):
        monkeypatch.setattr(validate_command, "_WAIT", wait)
        monkeypatch.setattr(sys, "stderr", terminal := Terminal())
        assert main(["validate", "many", "--jobs", "1"]) == 0
        assert terminal.getvalue().count(" of 200 files") == bars
        assert terminal.getvalue().endswith("\r\x1b[K" if bars else "")
        assert ("\r[#########.....................] 64 of 200 files" in terminal.getvalue()) is (bars > 0)


def test_many_processes_say_the_same_in_the_same_order(server: Path) -> None:
    Path("many").mkdir()
    for number in range(300):
        Path(f"many/{number:03}.yaml").write_text(f"port: {number % 7}\n")
    one, two = (run(server, "many", "--jobs", jobs) for jobs in ("1", "3"))
    assert one.returncode == two.returncode == 1
    assert one.stderr.splitlines()[:-1] == two.stderr.splitlines()[:-1]
    assert b"43 errors in 43 files of 300 (" in two.stderr


def test_github_annotations_stand_at_the_line(server: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.yaml").write_text("port: 0\n")
    assert main(["validate", "a.yaml", "--format", "github"]) == 1
    expected = (
        "::error file=a.yaml,line=1,col=7,title=minimum::port: must be >= 1; found 0%0Aat a.yaml#/port\n"
    )
    assert capsys.readouterr().err == expected


def test_sarif_has_what_the_standard_asks(server: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("ä b.yaml").write_text("port: 0\nx: 1\n")
    assert main(["validate", "ä b.yaml", "absent.yaml", "--format", "sarif"]) == 1
    log = json.loads(capsys.readouterr().out)
    assert log["version"] == "2.1.0"
    (run_,) = log["runs"]
    rules = [rule["id"] for rule in run_["tool"]["driver"]["rules"]]
    assert rules == ["minimum", "unknown-key", "no-such-file"]
    for result in run_["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["message"]["text"]
    first = run_["results"][0]["locations"][0]
    assert first["physicalLocation"] == {
        "artifactLocation": {"uri": "%C3%A4%20b.yaml"},
        "region": {"startLine": 1, "startColumn": 7},
    }
    assert first["logicalLocations"] == [{"fullyQualifiedName": "#/port"}]


def sarif_schema() -> Any:
    """The schema of SARIF 2.1.0, as Microsoft's own test library brings it; fetched into the cache."""
    folder = ROOT / ".cache" / "sarif"
    package = folder / "microsoft-jest-sarif-1.0.0-beta.0.tgz"
    with alone(folder):
        if not package.is_file():
            if shutil.which("npm") is None:
                pytest.skip("there is no npm to fetch the schema of SARIF with")
            words = ["npm", "pack", "--silent", "@microsoft/jest-sarif@1.0.0-beta.0"]
            if subprocess.run(words, cwd=folder, capture_output=True, check=False).returncode:
                pytest.skip("the schema of SARIF cannot be fetched: no npm registry within reach")
    with tarfile.open(package) as archive:
        member = archive.extractfile("package/lib/schemas/sarif-2.1.0-rtm.5.json")
        assert member is not None
        return json.load(member)


@pytest.mark.slow
def test_sarif_is_valid_by_its_own_schema(server: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.yaml").write_text("port: 0\nx: 1\n")
    Path("twice.json").write_text('{"port": 1, "port": 2}')
    validator = Draft7Validator(sarif_schema())
    for words in (
        ["a.yaml", "twice.json", "absent.yaml"],
        [str(server / "a.yaml")],
        ["a.yaml", "--at", "/x"],
    ):
        main(["validate", *words, "--format", "sarif"])
        assert list(validator.iter_errors(json.loads(capsys.readouterr().out))) == []
    assert not validator.is_valid({"version": "2.1.0", "runs": [{}]})


def test_junit_has_a_case_for_every_file(server: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("good.yaml").write_text("port: 1\n")
    Path("bad.yaml").write_text('port: 0\n"<&\u202e>": 1\n')
    assert main(["validate", "good.yaml", "bad.yaml", "--format", "junit"]) == 1
    suites = ElementTree.fromstring(capsys.readouterr().out)
    (suite,) = suites
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    good, bad = suite
    assert (good.get("name"), len(good), bad.get("name")) == ("good.yaml", 0, "bad.yaml")
    assert [f.get("type") for f in bad] == ["minimum", "unknown-key"]
    assert "bad.yaml:1:7 port: must be >= 1; found 0" in (bad[0].text or "")


@pytest.mark.parametrize("format", ["json", "sarif", "junit", "github"])
def test_documents_for_tools_are_written_for_success_and_for_bad_usage_too(
    format: str, server: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("good.yaml").write_text("port: 1\n")
    assert main(["validate", "good.yaml", "--format", format]) == 0
    parsed(format, capsys.readouterr().out)
    assert main(["validate", "good.yaml", "--schema", "absent.json", "--format", format]) == 2
    parsed(format, capsys.readouterr().out)


def parsed(format: str, text: str) -> None:
    if format == "junit":
        assert ElementTree.fromstring(text).tag == "testsuites"
    elif format != "github":
        assert json.loads(text)
    else:
        assert text == ""
