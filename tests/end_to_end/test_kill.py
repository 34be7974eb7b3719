"""A process killed with SIGKILL at any point of a write: every file is whole, and so is the tree, or the
next command names what is half done and finishes it."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from codegen.errors import OutputConflict
from codegen.manifest import NAME as MANIFEST
from codegen.write import pending, plan, recover, write
from tests.trees import NEW, OLD, asked, leftovers, plant, tree

ROOT = Path(__file__).parents[2]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs SIGKILL and fork"),
]

Tree = dict[str, bytes | None]


class Dying:
    """Runs actions that die; see ``dying.py``."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.end_to_end.dying"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __call__(self, action: str, out: Path, at: int) -> bool:
        """Whether it was killed before its operation number ``at``; False when it ended before."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(action, out, at, sep="\t", file=self.process.stdin, flush=True)
        said = self.process.stdout.readline().strip()
        assert said in ("killed", "done"), said
        return said == "killed"


@pytest.fixture(scope="module")
def die() -> Iterator[Dying]:
    dying = Dying()
    yield dying
    dying.process.communicate()


@pytest.fixture
def trees(tmp_path: Path) -> tuple[Path, Tree, Tree]:
    """A folder with the old tree to copy, the old tree, and the new one."""
    original, other = tmp_path / "original", tmp_path / "other"
    before = plant(original)
    plant(other)
    write(other, asked(NEW))
    return original, before, tree(other)


def copied(original: Path, name: str) -> Path:
    return Path(shutil.copytree(original, original.parent / name, symlinks=True))


def check_whole_or_named(out: Path, before: Tree, after: Tree) -> bool:
    """The promise.  Gives whether the tree was half done."""
    found = tree(out)
    if pending(out) is None:
        assert found in (before, after)
        return False
    for path, content in found.items():
        assert content is None or content in (before.get(path), after.get(path)), f"{path} is torn"
    with pytest.raises(OutputConflict, match="half written"):
        plan(out, asked(NEW))
    return True


def test_killed_before_every_operation_of_a_write(die: Dying, trees: tuple[Path, Tree, Tree]) -> None:
    original, before, after = trees
    half, kept, at = 0, 0, 0
    while True:
        out = copied(original, f"out-{at}")
        if not die("write", out, at):
            break
        was_half = check_whole_or_named(out, before, after)
        half += was_half
        kept += tree(out) == before
        said = recover(out)
        assert (said is not None) == was_half
        assert tree(out) in ((after,) if was_half else (before, after))
        assert leftovers(out) == []
        write(out, asked(NEW))
        assert tree(out) == after
        shutil.rmtree(out)
        at += 1
    assert tree(out) == after
    assert at > 40, "every operation was tried"
    assert half > 10
    assert kept > 10


def test_killed_again_while_it_repairs(die: Dying, trees: tuple[Path, Tree, Tree]) -> None:
    original, before, after = trees
    rounds = 0
    for at in range(20, 60, 3):
        for again in range(0, 30, 2):
            out = copied(original, "out")
            die("write", out, at)
            was_half = pending(out) is not None
            more = die("recover", out, again)
            check_whole_or_named(out, before, after)
            recover(out)
            assert tree(out) in ((after,) if was_half else (before, after))
            assert leftovers(out) == []
            shutil.rmtree(out)
            rounds += more
            if not more:
                break
    assert rounds > 60


def test_a_first_write_that_is_killed_leaves_nothing_or_everything(die: Dying, tmp_path: Path) -> None:
    write(tmp_path / "whole", asked(NEW))
    after = tree(tmp_path / "whole")
    at = 0
    while die("write", tmp_path / f"out-{at}", at):
        out = tmp_path / f"out-{at}"
        if out.exists() and pending(out) is None:
            assert tree(out) in ({}, after)
        recover(out)
        assert not out.exists() or tree(out) in ({}, after)
        write(out, asked(NEW))
        assert tree(out) == after
        at += 1
    assert at > 20


LOOP = """
import sys
from codegen.write import write, recover
from tests.trees import NEW, OLD, asked
print("ready", flush=True)
while True:
    for files in (NEW, OLD):
        recover(sys.argv[1])
        write(sys.argv[1], asked(files))
"""


def test_killed_at_any_moment(tmp_path: Path) -> None:
    """Not between operations but wherever the clock says, while it writes one tree and the other."""
    out = tmp_path / "out"
    before = plant(out)
    write(out, asked(NEW))
    after = tree(out)
    chance = random.Random(2)
    half = 0
    for _ in range(60):
        process = subprocess.Popen(
            [sys.executable, "-c", LOOP, str(out)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.random() * 0.06)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        half += check_whole_or_named(out, before, after)
        recover(out)
        assert tree(out) in (before, after)
        assert leftovers(out) == []
    assert half > 0, "no kill fell into the middle of a write"


def test_two_writers_one_of_which_is_killed(tmp_path: Path) -> None:
    """A lock is never stale: whoever comes next repairs and goes on at once."""
    out = tmp_path / "out"
    plant(out)
    processes = [subprocess.Popen([sys.executable, "-c", LOOP, str(out)], cwd=ROOT) for _ in range(2)]
    time.sleep(1)
    processes[0].send_signal(signal.SIGKILL)
    processes[0].wait()
    time.sleep(0.3)
    assert processes[1].poll() is None, "the other writer goes on"
    processes[1].send_signal(signal.SIGKILL)
    processes[1].wait()
    write(out, asked(OLD), wait=1)
    assert plan(out, asked(OLD)).empty
    assert {p for p in tree(out) if p.endswith(".py")} >= {"python/goes.py", "python/mine.py"}
    assert MANIFEST in tree(out)
