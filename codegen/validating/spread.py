"""Many files over several processes: in chunks, each worker its share of them, answers in order."""

import sys

from codegen.validating.judge import Failure, Judge, rebuilt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from multiprocessing.connection import Connection
    from typing import Any

    from codegen.validating.judge import Recipe

__all__ = ["failures", "jobs_for"]

CHUNK = 64
#: Files that one more process is worth starting for.
WORTH = 400


def jobs_for(files: int) -> int:
    """How many processes to use for so many files."""
    if files < 2 * WORTH:
        return 1
    import os

    asked = getattr(os, "sched_getaffinity", None)
    return max(1, min(len(asked(0)) if asked else os.cpu_count() or 1, files // WORTH))


def failures(
    judge: Judge, names: "Sequence[str]", jobs: int, progress: "Callable[[int], None]"
) -> "Iterator[Failure]":
    """What is wrong, in the order of the files.  ``progress`` hears how many files are done.

    :raises RuntimeError: a worker was killed, so that some files have no verdict.
    """
    chunks = [names[i : i + CHUNK] for i in range(0, len(names), CHUNK)]
    jobs = min(jobs, len(chunks))
    found = _here(judge, chunks) if jobs < 2 else _spread(judge, chunks, jobs)
    for chunk, answer in zip(chunks, found, strict=True):
        progress(len(chunk))
        yield from answer


def _here(judge: Judge, chunks: "Sequence[Sequence[str]]") -> "Iterator[list[Failure]]":
    import gc

    collecting = gc.isenabled()
    gc.disable()  # nothing that a chunk makes outlives it, so there is no garbage to look for
    try:
        yield from map(judge.failing, chunks)
    finally:
        if collecting:
            gc.enable()


def _spread(judge: Judge, chunks: "Sequence[Sequence[str]]", jobs: int) -> "Iterator[list[Failure]]":
    from multiprocessing import get_context

    context: Any = get_context("fork" if sys.platform == "linux" else "spawn")
    recipe = judge.recipe()
    readers = []
    workers = []
    for number in range(jobs):
        reader, writer = context.Pipe(duplex=False)
        worker = context.Process(target=_work, args=(recipe, chunks[number::jobs], writer), daemon=True)
        worker.start()
        writer.close()
        readers.append(reader)
        workers.append(worker)
    try:
        for number in range(len(chunks)):
            yield _received(readers[number % jobs])
    finally:
        for reader in readers:
            reader.close()
        for worker in workers:
            worker.terminate()
            worker.join()


def _received(reader: "Connection[None, list[Failure] | Exception]") -> "list[Failure]":
    try:
        answer = reader.recv()
    except EOFError:
        raise RuntimeError("a process that judges files ended before it was done") from None
    if isinstance(answer, Exception):
        raise answer
    return answer


def _work(
    recipe: "Recipe",
    chunks: "Sequence[Sequence[str]]",
    writer: "Connection[list[Failure] | Exception, None]",
) -> None:
    """One worker."""
    import gc
    import signal

    gc.disable()
    gc.freeze()  # so that what was forked is not copied
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends its workers
    try:
        judge = rebuilt(recipe)
        for chunk in chunks:
            writer.send(judge.failing(chunk))
    except BrokenPipeError:  # nobody listens any more
        return
    except Exception as error:
        writer.send(error)
