"""What a run found, as text for people.

Document text is hostile: whoever prints these lines passes them through ``codegen.terminal``.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from codegen.agree.compare import Outcome
from codegen.agree.dispute import Dispute
from codegen.agree.protocol import Answer

__all__ = ["command", "disagreement_lines", "summary"]

LONGEST = 2000  # characters of a document
MAX_ERRORS = 8  # of one artefact


def summary(
    outcome: Outcome, artefacts: int, seconds: float, abstained: Sequence[tuple[str, int]] = ()
) -> str:
    """One line: what was compared, and how many documents they differ on."""
    vectors = f"{_count(outcome.vectors, 'vector')} and " if outcome.vectors else ""
    line = f"agree: {vectors}{_count(outcome.documents, 'document')}, {_count(artefacts, 'artefact')}, "
    line += f"{_count(outcome.disagreements, 'disagreement')}"
    if outcome.divisions:
        line += f", {outcome.divisions} on which the references differ"
    for name, count in abstained:
        if count:
            line += f", {name} abstained on {count}"
    return f"{line} ({seconds:.1f} s)"


def disagreement_lines(dispute: Dispute) -> list[str]:
    """A document, and what each judge says of it; the ones that stand apart are marked."""
    document = dispute.document
    apart = dict(dispute.kind)
    width = max(map(len, [*dispute.verdicts, *dispute.answers]))
    lines = [f"{document.definition}  {_cut(document.text)}"]
    for name, verdict in dispute.verdicts.items():
        lines.append(f"    {name:<{width}}  {_verdict(verdict)}  (reference)")
    for name, answer in dispute.answers.items():
        mark = {"": " ", "words": "~"}.get(apart.get(name, ""), "!")
        lines += _answer(f"  {mark} {name:<{width}}  ", answer)
    return lines


def command(seed: int, documents: int) -> str:
    """The command that compares the same documents again."""
    return shlex.join(["codegen", "agree", "--documents", str(documents), "--seed", str(seed)])


def _answer(head: str, answer: Answer) -> list[str]:
    if answer.failure:
        return [f"{head}failed: {_cut(answer.failure)}"]
    lines = [head + _verdict(answer.valid)]
    shown = [f"{pointer or 'document'}: {message}" for pointer, message in answer.errors[:MAX_ERRORS]]
    if len(answer.errors) > MAX_ERRORS:
        shown.append(f"and {len(answer.errors) - MAX_ERRORS} more")
    return lines + [f"{' ' * len(head)}  {_cut(line)}" for line in shown]


def _verdict(verdict: bool | None) -> str:
    return "abstains" if verdict is None else "valid" if verdict else "invalid"


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}... ({len(text)} characters)"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
