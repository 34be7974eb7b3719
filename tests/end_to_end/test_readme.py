"""What the README and the guides show is what happens."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from codegen.settings import KEYS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def block(language: str, number: int = 0) -> str:
    return re.findall(rf"```{language}\n(.*?)```", README, re.S)[number]


def test_the_example_prints_what_it_says() -> None:
    code = block("python")
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT / "generated" / "python",
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    said = [line.split("# ", 1)[1] for line in code.splitlines() if "print(" in line]
    assert done.stdout.splitlines() == said
    errors = [line.split(" [type=")[0].strip() for line in done.stderr.splitlines() if "[type=" in line]
    shown = block("text").splitlines()
    assert len(errors) == len(shown)
    for error, line in zip(errors, shown, strict=True):
        begin, _, end = line.partition("adagrad, …, sparse_adam")
        assert error.startswith(begin) and error.endswith(end)


def test_the_plan_is_the_one_shown() -> None:
    pytest.importorskip("torch")
    done = subprocess.run(
        [sys.executable, "-c", block("python", 1)],
        cwd=ROOT / "generated" / "python",
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.splitlines() == block("text", 1).splitlines()


def test_the_checker_is_one_file_that_needs_nothing(tmp_path: Path) -> None:
    assert "from checker import accepts, check" in README
    shutil.copy(ROOT / "generated" / "python" / "optimizer_config" / "checker.py", tmp_path)
    code = "import sys; sys.path.insert(0, sys.argv[1]); from checker import check; print(check({}))"
    words = [sys.executable, "-I", "-S", "-c", code, str(tmp_path)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert "optimizer: set exactly one of adam" in done.stdout


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_every_test_that_the_readme_names_exists() -> None:
    named = re.findall(r"`pytest ([^`]+)`", README)
    assert len(named) > 4
    for words in named:
        for path in shlex.split(words):
            assert (ROOT / path).is_file(), path


def test_every_command_that_the_readme_names_exists() -> None:
    for command in set(re.findall(r"^codegen (\w+)", README, re.M)):
        done = subprocess.run(
            [sys.executable, "-m", "codegen", command, "--help"], capture_output=True, check=False
        )
        assert done.returncode == 0, command


def test_every_make_target_is_in_the_help() -> None:
    text = (ROOT / "Makefile").read_text("utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", text, re.M)
    assert phony is not None
    for name in phony[1].split():
        assert re.search(rf"^{name}:.*## \w", text, re.M), name


def test_every_setting_is_explained() -> None:
    text = (ROOT / "docs" / "first-ten-minutes.md").read_text("utf-8")
    assert re.findall(r"^\| `(\w+)` \|", text, re.M) == list(KEYS)
