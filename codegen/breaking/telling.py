"""A comparison in words: as text, as JSON, and as annotations for GitHub."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from codegen.breaking.comparing import Comparison, Finding, Side
from codegen.errors import Diagnostic, Origin
from codegen.messages import quantity
from codegen.terminal import visible

__all__ = ["Told", "as_diagnostics", "as_json", "as_text", "summary"]

WIDEST = 2_000  # characters of a witness that are shown
ISSUES = 3  # of the errors of a witness


@dataclass(frozen=True, slots=True)
class Told:
    """A comparison with what it needs to be told.

    ``changes`` are by the name of a definition; ``why`` gives the errors of a witness that is refused, by the
    name of the definition and whether it is the new version that refuses; ``source`` where one stands.
    """

    comparison: Comparison
    changes: Mapping[str, tuple[str, ...]]
    why: Callable[[Finding, bool], list[str]]
    source: Mapping[str, Origin]


def summary(comparison: Comparison) -> str:
    """``2 of 29 definitions break, 1 widens``, and what follows from it."""
    verdicts = [f.verdict for f in comparison.findings]
    counts = ((sum(v in kinds for v in verdicts), words) for kinds, words in _COUNTED)
    said = ", ".join(f"{n} {one if n == 1 else many}" for n, (one, many) in counts if n)
    return f"{_conclusion(comparison)} ({quantity(len(verdicts), 'definition')}: {said})"


_COUNTED = (
    (("breaks",), ("breaks", "break")),
    (("both",), ("breaks and widens", "break and widen")),
    (("widens",), ("widens", "widen")),
    (("unknown",), ("unknown", "unknown")),
    (("same",), ("the same", "the same")),
)


def _conclusion(comparison: Comparison) -> str:
    if comparison.breaking:
        return "a document that was valid can be refused now"
    if comparison.unsure:
        return "it is not known whether a document that was valid can be refused now"
    return "every document that was valid still is"


def as_text(told: Told) -> list[str]:
    """Lines for people: what differs, each with a document that shows it; then the summary."""
    lines: list[str] = []
    for finding in told.comparison.findings:
        if finding.verdict != "same" or told.changes.get(finding.pair.name) or _renamed(finding):
            lines += _of_finding(told, finding)
    lines += [f"removed  {name}" for name in told.comparison.removed]
    lines += [f"added    {name}" for name in told.comparison.added]
    return [*lines, summary(told.comparison)]


def _of_finding(told: Told, finding: Finding) -> list[str]:
    root = " (root)" if finding.pair.root else ""
    was = f", which was {finding.pair.old_name}" if _renamed(finding) else ""
    lines = [f"{finding.verdict:<8} {finding.pair.name}{root}{was}"]
    lines += [f"         {change}" for change in told.changes.get(finding.pair.name, ())]
    for side, new, was_now in (
        (finding.breaks, True, "was valid, is refused"),
        (finding.widens, False, "was refused, is valid"),
    ):
        if side.witness is not None:
            lines.append(f"         {was_now}: {_cut(side.witness)}")
            lines += [f"           {issue}" for issue in told.why(finding, new)[:ISSUES]]
        elif side.says == "unknown":
            lines.append(f"         {_doubt(side, new)}")
    return lines


def _renamed(finding: Finding) -> bool:
    """A root without a title is named after its file, and that says nothing."""
    return not finding.pair.root and finding.pair.old_name != finding.pair.name


def _doubt(side: Side, new: bool) -> str:
    what = "a document that was valid can be refused" if new else "more documents are valid"
    at = f" (see #{side.origin.pointer})" if side.origin is not None and side.origin.pointer else ""
    return f"not known whether {what} now: {side.reason}{at}"


def _cut(text: str) -> str:
    return text if len(text) <= WIDEST else f"{text[:WIDEST]}... ({len(text) - WIDEST} more characters)"


def as_json(told: Told, against: str) -> str:
    """One JSON document: every definition with both answers."""
    whole = {
        "against": against,
        "breaking": "yes" if told.comparison.breaking else "unknown" if told.comparison.unsure else "no",
        "definitions": [_entry(told, f) for f in told.comparison.findings],
        "removed": list(told.comparison.removed),
        "added": list(told.comparison.added),
        "summary": summary(told.comparison),
    }
    return json.dumps(whole, indent=1)


def _entry(told: Told, finding: Finding) -> dict[str, Any]:
    return {
        "name": finding.pair.name,
        "was": finding.pair.old_name,
        "root": finding.pair.root,
        "verdict": finding.verdict,
        "breaks": _side(told, finding, finding.breaks, True),
        "widens": _side(told, finding, finding.widens, False),
        "changes": list(map(visible, told.changes.get(finding.pair.name, ()))),
    }


def _side(told: Told, finding: Finding, side: Side, new: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"answer": side.says}
    if side.witness is not None:
        found |= {"document": json.loads(side.witness), "errors": told.why(finding, new)}
    elif side.says == "unknown":
        found |= {"reason": side.reason, "pointer": side.origin.pointer if side.origin else None}
    return found


def as_diagnostics(told: Told) -> list[Diagnostic]:
    """An error for each definition that breaks, or of which it is not known."""
    return [
        Diagnostic(code, message, "; ".join(told.changes.get(name, ())), told.source.get(name))
        for finding in told.comparison.findings
        for name in [finding.pair.name]
        for code, message in _error(told, finding)
    ]


def _error(told: Told, finding: Finding) -> list[tuple[str, str]]:
    if finding.breaks.witness is not None:
        why = "; ".join(told.why(finding, True)[:ISSUES])
        refused = f"{finding.pair.name} refuses {_cut(finding.breaks.witness)} now: {why}"
        return [("breaking", refused)]
    if finding.breaks.says == "unknown":
        return [("breaking-unknown", f"{finding.pair.name}: {_doubt(finding.breaks, True)}")]
    return []
