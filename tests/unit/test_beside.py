"""A value that is made in a second process is the value that would have been made here."""

from __future__ import annotations

import errno
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from codegen.beside import beside

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux alone")


@pytest.fixture(autouse=True)
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the machine has, and whatever threads the test runner has."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {0, 1})
    monkeypatch.setattr(threading, "active_count", lambda: 1)


def once_elsewhere(path: Path, fail: Callable[[], object]) -> Callable[[], int]:
    """Fails in its first process, and gives the number of the process in any other."""

    def make() -> int:
        if not path.exists():
            path.write_text(str(os.getpid()), encoding="ascii")
            fail()
        return os.getpid()

    return make


def numbered(number: int) -> tuple[int, int]:
    return number, os.getpid()


def test_it_is_made_in_another_process() -> None:
    made = beside(os.getpid)
    assert made() != os.getpid()


def test_a_large_value_comes_through() -> None:
    text = "\u20ac" * 3_000_000
    assert beside(lambda: {"text": text})() == {"text": text}


def test_several_at_once() -> None:
    made = [beside(partial(numbered, n)) for n in range(3)]
    found = [one() for one in reversed(made)]
    assert [n for n, _ in found] == [2, 1, 0]
    assert len({pid for _, pid in found} | {os.getpid()}) == 4


def test_an_error_is_raised_here() -> None:
    def make() -> None:
        raise ValueError(f"in {os.getpid()}")

    made = beside(make)
    with pytest.raises(ValueError, match=f"in {os.getpid()}"):
        made()


def test_what_a_killed_process_would_have_made_is_made_here(tmp_path: Path) -> None:
    made = beside(once_elsewhere(tmp_path / "first", lambda: os.kill(os.getpid(), signal.SIGKILL)))
    assert made() == os.getpid()
    assert (tmp_path / "first").read_text("ascii") != str(os.getpid())


def test_what_cannot_be_sent_is_made_here() -> None:
    made = beside(lambda: lambda: os.getpid())
    assert made()() == os.getpid()


def forks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The processes that are forked from now on."""
    real, found = os.fork, []

    def fork() -> int:
        process = real()
        found.append(process)
        return process

    monkeypatch.setattr(os, "fork", fork)
    return found


def test_no_process_stays_behind_an_interrupt(monkeypatch: pytest.MonkeyPatch) -> None:
    found = forks(monkeypatch)
    made = beside(signal.pause)

    def interrupt(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.2)
    try:
        with pytest.raises(KeyboardInterrupt):
            made()
    finally:
        signal.signal(signal.SIGALRM, before)
    with pytest.raises(ProcessLookupError):
        os.kill(found[0], 0)


@pytest.mark.parametrize("make", [signal.pause, lambda: "x" * 1_000_000], ids=["at work", "waiting"])
def test_no_process_stays_behind_a_value_nobody_asks_for(
    make: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = forks(monkeypatch)
    made = beside(make)
    os.kill(found[0], 0)
    del made
    with pytest.raises(ProcessLookupError):
        os.kill(found[0], 0)


def test_a_handler_of_the_caller_keeps_no_process_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    found = forks(monkeypatch)
    before = signal.signal(signal.SIGTERM, lambda number, frame: None)
    try:
        made = beside(lambda: [signal.pause() for _ in range(1000)])
        time.sleep(0.1)
        del made
    finally:
        signal.signal(signal.SIGTERM, before)
    with pytest.raises(ProcessLookupError):
        os.kill(found[0], 0)


def test_it_is_made_here_where_the_system_refuses_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> int:
        raise BlockingIOError(errno.EAGAIN, "no room")

    monkeypatch.setattr(os, "fork", refused)
    handles = len(os.listdir("/proc/self/fd"))
    assert beside(os.getpid)() == os.getpid()
    assert len(os.listdir("/proc/self/fd")) == handles


@pytest.mark.parametrize("why", ["small", "threads", "one processor", "not linux"])
def test_it_is_made_here_where_a_process_is_not_safe_or_not_worth_it(
    why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if why == "threads":
        monkeypatch.setattr(threading, "active_count", lambda: 2)
    if why == "one processor":
        monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {0})
    if why == "not linux":
        monkeypatch.setattr(sys, "platform", "darwin")
    assert beside(os.getpid, worth=why != "small")() == os.getpid()
