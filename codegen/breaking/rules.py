"""Schedules and rules between fields in two versions of an object."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.formula import to_text
from codegen.ir import Record, Rule
from codegen.messages import escaped

__all__ = ["formula_changes", "rule_text"]


def rule_text(record: Record, rule: Rule) -> str:
    """Equal only for rules that say the same: the formula, and kinds and defaults of what it reads.

    Two rules that say the same in other words are not found to be equal.
    """
    defaults = {f.key: f.node.default.text for f in record.fields if f.node.default is not None}
    reads = [f"{name}: {kind} = {defaults.get(name)}" for name, kind in sorted(rule.kinds)]
    return f"rule {to_text(rule.expression)} with {'; '.join(reads)}"


def formula_changes(old: Record, new: Record, at: str) -> Iterator[str]:
    """What changed, in words.  A schedule changes no verdict, but what a document means."""
    was, now = ({rule_text(r, rule): rule for rule in r.rules} for r in (old, new))
    yield from (f"rule {_shown(r.text)} of {at} added" for text, r in now.items() if text not in was)
    yield from (f"rule {_shown(r.text)} of {at} removed" for text, r in was.items() if text not in now)
    before, after = (to_text(r.schedule.expression) if r.schedule else "" for r in (old, new))
    if before == after:
        return
    if before and after:
        yield f"learning rate of {at} changed: it is {_shown(after)} now, and was {_shown(before)}"
    elif after:
        yield f"learning rate of {at} added: {_shown(after)}"
    else:
        yield f"learning rate of {at} removed: it was {_shown(before)}"


def _shown(text: str) -> str:
    return escaped(text, 200)
