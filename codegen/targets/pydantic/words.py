"""What docstrings say about a thing: the schema's words, and what its reader needs beyond the type."""

from __future__ import annotations

from codegen.facts import MAX_SHOWN, facts_of, rule_of
from codegen.formula import to_text
from codegen.ir import Choice, Field, Model, Record

__all__ = ["about_choice", "about_field", "about_kind", "about_record"]


def about_record(node: Record) -> list[str]:
    """The paragraphs of a class."""
    formulas = [f"Rule: {to_text(r.expression)}." for r in node.rules]
    if node.schedule is not None:
        formulas.append(f"Learning rate: {to_text(node.schedule.expression)}.")
    return [node.docs.description or node.docs.title or "", *map(rule_of, node.choices), *formulas]


def about_field(model: Model, field: Field, record: Record, python_name: str) -> list[str]:
    """The paragraphs of a field: its description, then facts."""
    node = field.node
    said = node.docs.description or node.docs.title
    facts = list(facts_of(model, node))
    if python_name != field.key:
        facts.append(f"Key: {field.key[:MAX_SHOWN]}.")
    if node.docs.deprecated:
        facts.append("Deprecated.")
    return [" ".join([said.strip(), *facts]).strip()]


def about_choice(choice: Choice) -> list[str]:
    """The paragraphs of the accessor of a group's value."""
    if choice.kind == "at least one":
        return [
            f"The members of group `{choice.name}` that are set (at least one is).",
            choice.docs.description,
        ]
    end = "None when none is" if choice.kind == "at most one" else "exactly one is"
    return [f"The member of group `{choice.name}` that is set ({end}).", choice.docs.description]


def about_kind(choice: Choice) -> list[str]:
    """The paragraphs of the accessor of a group's kind."""
    if choice.kind == "at least one":
        return [f"The names of the members of group `{choice.name}` that are set."]
    return [f"The name of the member of group `{choice.name}` that is set."]
