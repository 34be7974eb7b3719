"""When answers differ, and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from codegen.agree.protocol import Answer, Document
from codegen.agree.reference import PLAIN

__all__ = ["RECORDED", "STOCK", "Dispute", "disputes"]

#: What the answer that a vector states is called.
RECORDED = "vector"
#: And the verdict that it states for validators that know no rules.
STOCK = "vector, no rules"


@dataclass(frozen=True, slots=True)
class Dispute:
    """A document with everything that was said of it.

    ``kind`` is how they differ: each artefact that stands apart with ``verdict``, ``failure`` or ``words``.
    Empty: the references alone differ, and no artefact can be blamed.
    """

    document: Document
    verdicts: Mapping[str, bool | None]
    answers: Mapping[str, Answer]
    kind: tuple[tuple[str, str], ...]


def disputes(
    document: Document,
    verdicts: Mapping[str, bool | None],
    answers: Mapping[str, Answer],
    wordless: frozenset[str] = frozenset(),
    stock: frozenset[str] = frozenset(),
) -> Dispute | None:
    """None when all agree.

    :param verdicts: of each reference that was asked; None where it abstained.
    :param wordless: the artefacts whose errors are not to be compared.
    :param stock: the artefacts that know no rules; they are held against the verdicts without rules.
    """
    plain = {name: v for name, v in verdicts.items() if name in PLAIN.values()}
    ruled = {name: v for name, v in verdicts.items() if name not in plain}
    kind, divided = [], False
    for judges, some in ((ruled, answers.keys() - stock), (plain or ruled, answers.keys() & stock)):
        asked = {name: a for name, a in answers.items() if name in some}
        verdict, apart = _verdict(judges, asked)
        divided |= apart
        kind += [(name, how) for name, a in asked.items() if (how := _how(a, verdict))]
    kind += _different_words(answers, wordless | stock | {name for name, _ in kind})
    return Dispute(document, verdicts, answers, tuple(kind)) if kind or divided else None


def _verdict(verdicts: Mapping[str, bool | None], answers: Mapping[str, Answer]) -> tuple[bool, bool]:
    """What artefacts should say, and whether the references differ."""
    said = {v for v in verdicts.values() if v is not None}
    stated = list(answers.values())
    divided = len(said) > 1
    if not said or divided:  # then the artefacts must at least agree with each other
        said = {stated[0].valid} if stated else set()
    return (said.pop() if said else True), divided


def _how(answer: Answer, verdict: bool) -> str:
    if answer.failure:
        return "failure"
    return "" if answer.valid is verdict else "verdict"


def _different_words(answers: Mapping[str, Answer], without: frozenset[str]) -> list[tuple[str, str]]:
    """Those whose errors are not those of the first that has words."""
    spoken = {name: a for name, a in answers.items() if name not in without}
    first = next(iter(spoken.values()), None)
    return [(n, "words") for n, a in spoken.items() if first is not None and a.errors != first.errors]
