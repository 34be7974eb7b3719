"""Schedules and rules on a page: the formula typeset and in words, the curve of an example, rules."""

from __future__ import annotations

import re

from codegen.curves import Curve, curve, polyline
from codegen.expressions import Expression, Name
from codegen.formula import to_mathml, to_text, to_words
from codegen.ir import Model, Record, Rule
from codegen.load import plain
from codegen.targets.docs.pages import Drawing, Example, Formula
from codegen.targets.docs.text import Piece, Text, code, cut
from codegen.terminal import visible

__all__ = ["formula_of", "own_rules", "spark"]

BOX = (600, 200)
SPARK = (60, 20)
MAX_WORDS = 1500


def formula_of(model: Model, record: Record, example: Example | None) -> Formula | None:
    """The schedule of a type, with the curve of its example."""
    schedule = record.schedule
    if schedule is None:
        return None
    found = _curve(model, record, example)
    group = _group(record, schedule.expression)
    return Formula(
        mathml="" if group else to_mathml(schedule.expression),
        text=to_text(schedule.expression),
        words=cut(group or to_words(schedule.expression), MAX_WORDS),
        drawing=_drawing(found) if found is not None else None,
    )


def _group(record: Record, expression: Expression) -> str:
    """Words for a formula that is but the name of a group: typeset, it would tell nobody anything."""
    names = {choice.name for choice in record.choices}
    if isinstance(expression, Name) and expression.name in names:
        return f"the rate of the member of {visible(expression.name)} that is set"
    return ""


def spark(model: Model, record: Record, example: Example | None) -> str:
    """A small curve beside a member of a group; empty when there is no curve."""
    found = _curve(model, record, example) if record.schedule is not None else None
    return polyline(found, *SPARK) if found is not None else ""


def _curve(model: Model, record: Record, example: Example | None) -> Curve | None:
    if example is None or not isinstance(example.value, dict):
        return None
    return curve(model.index, record, plain(example.value))


def _drawing(found: Curve) -> Drawing:
    return Drawing(polyline(found, *BOX), _shown(found.top), f"{found.last:,}", _told(found), found)


def _told(found: Curve) -> str:
    """A curve for who does not see it: its ends, and its highest point between them."""
    first, last = found.points[0], found.points[-1]
    peak = max(found.points, key=lambda point: point[1])
    middle = [peak] if peak not in (first, last) and peak[1] > max(first[1], last[1]) else []
    told = [f"{_shown(rate)} at step {step:,}" for step, rate in (first, *middle, last)]
    return f"Learning rate of the example: {', '.join(told[:-1])}, and {told[-1]}."


def _shown(rate: float) -> str:
    """A rate as people write it: ``1e-7``, not ``1e-07``."""
    return re.sub(r"(?<=e[+-])0", "", f"{rate:.6g}")


def own_rules(record: Record) -> tuple[Text, ...]:
    """The entries of ``x-rules``, each with its formula."""
    return tuple(_rule(rule) for rule in record.rules)


def _rule(rule: Rule) -> Text:
    message = visible(" ".join(cut(rule.message, 300).split()))
    return (*code(rule.at), Piece(f" {message}: "), *code(to_text(rule.expression)))
