"""``codegen completion``: the script in a real bash, and in zsh and fish where they are installed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from codegen.cli import main
from codegen.cli.completion_command import script

ASK = """
source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
_codegen
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture
def complete(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> object:
    if shutil.which("bash") is None:
        pytest.skip("there is no bash")
    assert main(["completion", "bash"]) == 0
    path = tmp_path / "codegen.bash"
    path.write_text(capsys.readouterr().out, encoding="utf-8")

    def asked(*words: str) -> list[str]:
        command = ["bash", "--norc", "-c", ASK, "ask", str(path), *words]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert done.stderr == ""
        return done.stdout.split()

    return asked


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("val",), ["validate"]),
        (("lint", "--f"), ["--format", "--fix"]),
        (("lint", "--format", ""), ["text", "json", "github"]),
        (("validate", "--format", "s"), ["sarif"]),
        (("validate", "--format", "="), ["text", "json", "github", "sarif", "junit"]),
        (("validate", "--format", "=", "ju"), ["junit"]),
        (("validate", "a.yaml", "--input", "t"), ["toml"]),
        (("completion", ""), ["bash", "zsh", "fish"]),
        (("validate", ""), []),  # bash offers files
        (("validate", "--schema", ""), []),
        (("validate", "--schema", "--"), []),
        (("nonsense", "-"), []),
    ],
)
def test_bash_offers_what_the_parser_takes(
    complete: object, words: tuple[str, ...], offered: list[str]
) -> None:
    assert callable(complete)
    assert complete("codegen", *words) == offered


def test_bash_offers_every_command_first(complete: object) -> None:
    assert callable(complete)
    offered = complete("codegen", "")
    assert {"generate", "validate", "lint", "breaking", "agree", "init", "completion", "--help"} <= set(
        offered
    )


def test_bash_completes_codegen_by_that_function(tmp_path: Path) -> None:
    if shutil.which("bash") is None:
        pytest.skip("there is no bash")
    path = tmp_path / "codegen.bash"
    path.write_text(script("bash"), encoding="utf-8")
    command = ["bash", "--norc", "-c", f"source {path}; complete -p codegen"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "complete -o default -F _codegen codegen\n"


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_read_their_script(shell: str, tmp_path: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"there is no {shell}")
    path = tmp_path / "script"
    path.write_text(script(shell), encoding="utf-8")
    assert subprocess.run([shell, "-n", str(path)], check=False).returncode == 0


def test_the_scripts_for_other_shells_have_every_command() -> None:
    for name in ("generate", "validate", "lint", "breaking"):
        assert f"__fish_seen_subcommand_from {name}'" in script("fish")
    assert script("zsh").endswith(script("bash"))
