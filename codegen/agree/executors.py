"""Processes that judge: started, asked in batches, and given up on when they die, hang or talk nonsense.

Each has a thread that writes and one that reads, so that a full pipe never stops the run, and neither ever
waits for the other: whoever waits is the caller, in :meth:`Running.answers`, and with a time limit.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import islice
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import IO

from codegen.agree.protocol import Answer, Document, read_answer, read_handshake, request
from codegen.errors import CodegenError, Diagnostic
from codegen.target import Executor

__all__ = ["ExecutorFailed", "Running", "installed", "started"]

PATIENCE = 60.0  # seconds for one batch, and for the start
SHOWN = 300  # characters of a line or a document in an error


class ExecutorFailed(CodegenError):
    """An executor broke the protocol.  The check failed: an artefact that cannot answer does not agree."""

    exit_code = 1

    def __init__(self, name: str, what: str, hint: str) -> None:
        super().__init__(Diagnostic("executor-failed", f"the executor of {name} {what}", hint))


def installed(executor: Executor) -> bool:
    """Whether the program that runs the executor is there."""
    return shutil.which(executor.command[0]) is not None


@contextmanager
def started(
    executors: Sequence[Executor], hello: bytes, patience: float = PATIENCE
) -> Iterator[list[Running]]:
    """All executors, started at the same time; ended when the block ends.

    They have still to introduce themselves (:meth:`Running.meet`), which takes as long as they take to start.

    :raises ExecutorFailed: one cannot be started.
    """
    with ExitStack() as stack:
        yield [stack.enter_context(Running(e, hello, patience)) for e in executors]


class Running:
    """One process.  ``ask`` returns at once; ``answers`` waits for the oldest batch that was asked."""

    def __init__(self, executor: Executor, hello: bytes, patience: float = PATIENCE) -> None:
        self.name = executor.name
        self.definitions: frozenset[str] = frozenset()
        self.words = False
        self.rules = True
        self._patience = patience
        self._stderr = _temporary()
        self._asked: deque[Sequence[Document]] = deque()
        self._out: SimpleQueue[bytes | None] = SimpleQueue()
        self._counts: SimpleQueue[int] = SimpleQueue()
        self._lines: SimpleQueue[list[bytes]] = SimpleQueue()
        self._process = self._start(executor)
        for work in (self._write, self._read):
            threading.Thread(target=work, daemon=True).start()
        self._send(hello, 1)

    def _start(self, executor: Executor) -> subprocess.Popen[bytes]:
        try:
            return subprocess.Popen(
                executor.command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._stderr,
                env={**os.environ, **executor.environment},
            )
        except OSError as error:
            self._stderr.close()
            hint = f"it was to run as {executor.command[0]}"
            raise ExecutorFailed(executor.name, f"cannot be started: {error.strerror}", hint) from None

    def __enter__(self) -> Running:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process; one that was asked everything and answered too much is found out here."""
        self._out.put(None)
        self._counts.put(-1)
        try:
            if kind is not None:
                self._process.kill()
            extra = self._take()
        finally:
            self._process.kill()
            self._process.wait()
            self._stderr.close()
        if kind is None and extra:
            raise ExecutorFailed(self.name, f"said more than it was asked: {_shown(extra[0])}", _ONE_LINE)

    def meet(self) -> None:
        """Wait for the handshake.

        :raises ExecutorFailed: there is none, or it is of another protocol.
        """
        lines = self._take()
        if not lines:
            raise self._ended("before it introduced itself", "")
        try:
            handshake = read_handshake(lines[0])
        except ValueError as error:
            what = f"did not introduce itself: {error}; it wrote {_shown(lines[0])}"
            raise ExecutorFailed(self.name, what, _ONE_LINE) from None
        self.definitions, self.words = handshake.definitions, handshake.words
        self.rules = handshake.rules

    def ask(self, documents: Sequence[Document]) -> None:
        """Ask for verdicts; all documents must be of definitions that it judges."""
        self._asked.append(documents)
        self._send(b"".join(map(request, documents)), len(documents))

    def answers(self) -> list[Answer]:
        """The answers to the oldest batch, one a document.

        :raises ExecutorFailed: it died, took too long, or wrote what is no answer.
        """
        documents, lines = self._asked.popleft(), self._take()
        found = []
        for document, line in zip(documents, lines, strict=False):
            try:
                found.append(read_answer(line))
            except ValueError as error:
                what = f"wrote {_shown(line)}, which is no answer ({error}), {_about(document)}"
                raise ExecutorFailed(self.name, what, _ONE_LINE) from None
        if len(found) < len(documents):
            raise self._ended("in the middle of its work", _about(documents[len(found)]))
        return found

    def _send(self, data: bytes, count: int) -> None:
        self._counts.put(count)
        self._out.put(data)

    def _take(self) -> list[bytes]:
        """The lines of the oldest batch: fewer than asked for if the process ended or hangs."""
        try:
            return self._lines.get(timeout=self._patience)
        except Empty:
            self._late = True
            self._process.kill()
            return self._lines.get()

    _late = False

    def _ended(self, when: str, about: str) -> ExecutorFailed:
        if self._late:
            return ExecutorFailed(
                self.name, f"gave no answer in {self._patience:g} s {about}".rstrip(), _HANGS
            )
        code = self._process.wait()
        how = f"was killed by signal {-code}" if code < 0 else f"ended with exit code {code}"
        return ExecutorFailed(self.name, f"{how} {when} {about}".rstrip(), self._last_words())

    def _last_words(self) -> str:
        self._stderr.seek(0)
        lines = self._stderr.read().decode("utf-8", "replace").strip().splitlines()
        return f"its last words were: {_cut(lines[-1])}" if lines else "it said nothing on stderr"

    def _write(self) -> None:
        pipe = self._process.stdin
        assert pipe is not None
        try:
            while (data := self._out.get()) is not None:
                pipe.write(data)
                pipe.flush()
            pipe.close()
        except (OSError, ValueError):  # it is gone; whoever waits for its answers will notice
            pass

    def _read(self) -> None:
        pipe = self._process.stdout
        assert pipe is not None
        while (count := self._counts.get()) >= 0:
            self._lines.put(list(islice(pipe, count)))
        self._lines.put(pipe.readlines())
        pipe.close()


def _temporary() -> IO[bytes]:
    """Open as long as the process runs; a pipe would have to be read all the time."""
    from tempfile import TemporaryFile

    return TemporaryFile()


_ONE_LINE = "an executor writes one line of JSON for each line it reads, and nothing else, on stdout"
_HANGS = "it may be in an endless loop, or may not flush its output after each line"


def _about(document: Document) -> str:
    return f"about {document.definition} {_cut(document.text)}"


def _shown(line: bytes) -> str:
    return repr(_cut(line.decode("utf-8", "replace").rstrip("\n")))


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}... ({len(text)} characters)"
