"""The run: documents to every artefact and to the references, and what they differ on."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

from codegen.agree.dispute import RECORDED, STOCK, Dispute, disputes
from codegen.agree.executors import Running
from codegen.agree.protocol import Answer, Document
from codegen.agree.reference import FAST, SLOW, References
from codegen.agree.shrink import shrink

__all__ = ["Comparison", "Outcome"]

BATCH = 250
AHEAD = 3  # batches that executors may be behind
KEPT = 3  # documents shrunk for each way to differ
MAX_KINDS = 8  # ways to differ, of each sort, that are shown; the rest is counted
_SORTS = ("verdict", "failure", "words")  # in the order in which they are shown


@dataclass(slots=True)
class Outcome:
    """What a run found.

    ``shown`` and ``divided`` hold shrunk documents: the latter, where only references differ.
    """

    documents: int = 0
    vectors: int = 0
    disagreements: int = 0
    shown: list[Dispute] = field(default_factory=list)
    divided: list[Dispute] = field(default_factory=list)
    divisions: int = 0
    valid: int = 0


Batch = Sequence[Document]


class Comparison:
    """Compares artefacts with references.

    :param stride: ``jsonschema`` judges every so many-th document, and all in dispute.
    """

    def __init__(self, running: Sequence[Running], references: References, stride: int = 1) -> None:
        self.running = running
        self.references = references
        self.stride = stride
        self.outcome = Outcome()
        self._wordless = frozenset(r.name for r in running if not r.words)
        self._stock = frozenset((STOCK, *(r.name for r in running if not r.rules)))
        self._kept: dict[int, dict[tuple[object, ...], list[Dispute]]] = {}

    def run(self, documents: Iterable[Document], progress: Callable[[int], None] | None = None) -> Outcome:
        """Judge all documents; then shrink what they differ on."""
        waiting: deque[tuple[Batch, list[dict[str, bool | None]]]] = deque()
        for batch in _batches(documents):
            self._ask(batch)
            waiting.append((batch, self._reference(batch)))
            if len(waiting) > AHEAD:
                self._settle(*waiting.popleft())
            if progress is not None:
                progress(self.outcome.documents + self.outcome.vectors)
        while waiting:
            self._settle(*waiting.popleft())
        self._shrink_all()
        return self.outcome

    def _ask(self, batch: Batch) -> None:
        for one in self.running:
            one.ask([d for d in batch if d.definition in one.definitions])

    def _answers(self, batch: Batch) -> Iterator[dict[str, Answer]]:
        """What each artefact says, by document."""
        columns = [(one, iter(one.answers())) for one in self.running]
        for document in batch:
            yield {one.name: next(c) for one, c in columns if document.definition in one.definitions}

    def _reference(self, batch: Batch) -> list[dict[str, bool | None]]:
        found = []
        for document in batch:
            verdicts = self.references.verdicts(document, FAST)
            self._count += 1
            if self._count % self.stride == 0 or verdicts[FAST] is None:
                verdicts |= self.references.verdicts(document, SLOW)
            found.append(verdicts)
        return found

    _count = -1

    def _settle(self, batch: Batch, verdicts: list[dict[str, bool | None]]) -> None:
        for document, verdict, answers in zip(batch, verdicts, self._answers(batch), strict=True):
            if document.recorded is None:
                self.outcome.documents += 1
            else:
                self.outcome.vectors += 1
                answers[RECORDED] = document.recorded
                if self.references.ruled:
                    stock = document.recorded.valid if document.stock is None else document.stock
                    answers[STOCK] = Answer(stock)
            self.outcome.valid += verdict[FAST] is True
            dispute = self._dispute(document, verdict, answers)
            if dispute is not None:
                self._keep(dispute)

    def _dispute(
        self, document: Document, verdicts: dict[str, bool | None], answers: dict[str, Answer]
    ) -> Dispute | None:
        """Before an artefact is blamed for its verdict, both references have been asked."""
        found = disputes(document, verdicts, answers, self._wordless, self._stock)
        if found is not None and SLOW not in verdicts and any(how == "verdict" for _, how in found.kind):
            both = verdicts | self.references.verdicts(document, SLOW)
            found = disputes(document, both, answers, self._wordless, self._stock)
        return found

    def _keep(self, dispute: Dispute) -> None:
        if dispute.kind:
            self.outcome.disagreements += 1
        else:
            self.outcome.divisions += 1
        sort = min((_SORTS.index(how) for _, how in dispute.kind), default=len(_SORTS))
        kept = self._kept.setdefault(sort, {}).setdefault((dispute.document.definition, dispute.kind), [])
        if len(self._kept[sort]) <= MAX_KINDS and len(kept) < KEPT:
            kept.append(dispute)

    def _shrink_all(self) -> None:
        """Those that shrink to the same document are shown once."""
        seen: set[tuple[str, str]] = set()
        ordered = [kept for _, sort in sorted(self._kept.items()) for kept in sort.values()]
        for dispute in chain.from_iterable(ordered):
            small = self._shrunk(dispute)
            place = (small.document.definition, small.document.text)
            if place not in seen:
                seen.add(place)
                (self.outcome.shown if small.kind else self.outcome.divided).append(small)

    def _shrunk(self, dispute: Dispute) -> Dispute:
        """A dispute of the same kind about a smaller document; a vector states something of its own alone."""
        if any(name in (RECORDED, STOCK) for name, _ in dispute.kind):
            return dispute
        name = dispute.document.definition

        def differs(texts: list[str]) -> list[bool]:
            judged = self._judge([Document(name, text) for text in texts])
            return [other is not None and other.kind == dispute.kind for other in judged]

        text = shrink(dispute.document.text, differs)
        return self._judge([Document(name, text)])[0] or dispute

    def _judge(self, batch: Batch) -> list[Dispute | None]:
        """By everyone, at once."""
        self._ask(batch)
        verdicts = [self.references.verdicts(d, FAST, SLOW) for d in batch]
        rows = zip(batch, verdicts, self._answers(batch), strict=True)
        return [disputes(d, v, a, self._wordless, self._stock) for d, v, a in rows]


def _batches(documents: Iterable[Document]) -> Iterator[Batch]:
    waiting = iter(documents)
    while batch := list(islice(waiting, BATCH)):
        yield batch
