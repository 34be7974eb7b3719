"""A command that ends collects no garbage, and leaves the collector as it was."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from codegen.cli.ending import ending


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    gc.enable()


def test_the_collector_pauses_and_comes_back() -> None:
    with ending():
        assert not gc.isenabled()
        with ending():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_comes_back_after_an_error() -> None:
    with pytest.raises(ValueError, match="bad"), ending():
        raise ValueError("bad")
    assert gc.isenabled()


def test_one_that_was_off_stays_off() -> None:
    gc.disable()
    with ending():
        pass
    assert not gc.isenabled()


@pytest.mark.parametrize(("many", "old"), [(150_000, True), (1_000, False)])
def test_much_that_is_new_counts_as_old_without_a_look_at_it(many: int, old: bool) -> None:
    gc.collect()
    begun: list[int] = []

    def note(phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            begun.append(info["generation"])

    gc.callbacks.append(note)
    try:
        with ending():
            made = [[number] for number in range(many)]
            assert begun == []
        looked_at = len(begun)
    finally:
        gc.callbacks.remove(note)
    assert looked_at == 0 or not old
    assert any(one is made[-1] for one in gc.get_objects(generation=2)) is old
    assert gc.get_freeze_count() < 1_000


def test_what_was_said_before_an_interrupt_arrives() -> None:
    code = (
        "import codegen.cli, codegen.__main__\n"
        "def interrupted(words):\n"
        "    print('said')\n"
        "    raise KeyboardInterrupt\n"
        "codegen.cli._run = interrupted\n"
        "codegen.__main__.run()\n"
    )
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONUNBUFFERED"}  # else nothing is held back
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=kept)
    assert (done.stdout, done.stderr, done.returncode) == ("said\n", "", 130)
