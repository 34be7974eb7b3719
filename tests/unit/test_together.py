"""Work in threads: every item once, and no step after an error."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence

import pytest

from codegen.together import MANY, THREADS, together


def test_every_item_is_worked_through_once_in_several_threads() -> None:
    items = list(range(MANY))
    done: list[int] = []
    where: set[int] = set()

    def work(share: Sequence[int]) -> Iterator[None]:
        for item in share:
            done.append(item)
            where.add(threading.get_ident())
            yield
        time.sleep(0.01)  # so that no thread has gone before the last one comes

    together(work, items)
    assert sorted(done) == items
    assert len(where) == THREADS
    assert threading.get_ident() not in where


def test_few_items_take_no_thread() -> None:
    where: set[int] = set()

    def work(share: Sequence[int]) -> Iterator[None]:
        assert share == list(range(MANY - 1))
        where.add(threading.get_ident())
        yield

    together(work, list(range(MANY - 1)))
    assert where == {threading.get_ident()}


def test_the_first_error_stops_all_threads_and_is_raised() -> None:
    done: list[int] = []

    def work(share: Sequence[int]) -> Iterator[None]:
        for item in share:
            if item == 2:
                raise OSError("no room")
            time.sleep(0.002)
            done.append(item)
            yield

    before = threading.active_count()
    with pytest.raises(OSError, match="no room"):
        together(work, list(range(1000)))
    assert len(done) < 100
    assert threading.active_count() == before


def test_an_interrupt_stops_all_threads_before_it_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[int] = []
    join = threading.Thread.join
    calls: list[threading.Thread] = []

    def interrupted(thread: threading.Thread, timeout: float | None = None) -> None:
        calls.append(thread)
        if len(calls) == 1:
            raise KeyboardInterrupt
        join(thread, timeout)

    def work(share: Sequence[int]) -> Iterator[None]:
        for item in share:
            time.sleep(0.002)
            done.append(item)
            yield

    monkeypatch.setattr(threading.Thread, "join", interrupted)
    with pytest.raises(KeyboardInterrupt):
        together(work, list(range(4000)))
    stopped = len(done)
    time.sleep(0.05)
    assert len(done) == stopped < 4000
    assert len(set(calls)) == THREADS
