"""Doc comments: what the schema says about a thing, and what its reader needs beyond the type."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable

from codegen.facts import MAX_SHOWN, facts_of, rule_of
from codegen.ir import Definition, Field, Model, Record
from codegen.terminal import escape_hidden

__all__ = ["about_definition", "about_field", "comment"]

WIDTH = 100
MAX_TEXT = 4000  # characters of one description that are taken over
#: What begins or ends a comment or a script element; the order matters, ``/*/`` has two of them.
_ENDS = (("*/", "*\\/"), ("/*", "/\\*"), ("</", "<\\/"), ("<!", "<\\!"))
_TAG = re.compile(r"@(?=[A-Za-z])|\{(?=@)")


def comment(paragraphs: Iterable[str], indent: str, deprecated: bool = False) -> list[str]:
    """The lines of a doc comment.  The one gate for schema text into comments."""
    wrapped = [
        textwrap.wrap(p[:MAX_TEXT], WIDTH - len(indent) - 3, break_long_words=False, break_on_hyphens=False)
        for p in paragraphs
    ]
    blocks = [[_escaped(line) for line in lines] for lines in wrapped if lines]
    if deprecated:
        blocks.append(["@deprecated"])
    if not blocks:
        return []
    if len(blocks) == 1 and len(blocks[0]) == 1 and len(blocks[0][0]) <= WIDTH - len(indent) - 7:
        return [f"{indent}/** {blocks[0][0]} */"]
    lines = [line for number, block in enumerate(blocks) for line in (*([""] if number else []), *block)]
    return [f"{indent}/**", *(f"{indent} * {line}".rstrip() for line in lines), f"{indent} */"]


def _escaped(line: str) -> str:
    """Nothing ends the comment, nothing is a tag or a directive, nothing is invisible."""
    for mark, instead in _ENDS:
        line = line.replace(mark, instead)
    text = _TAG.sub(lambda found: "\\" + found[0], line)
    return escape_hidden(text, lambda code: f"\\u{{{code:x}}}")


def about_definition(definition: Definition, untyped: Iterable[str]) -> list[str]:
    """The paragraphs of a type; ``untyped`` are the groups that its type leaves to the checker."""
    node = definition.node
    docs = node.docs
    rules = [rule_of(choice) for choice in node.choices] if isinstance(node, Record) else []
    left = [f"The type does not hold the group {name[:MAX_SHOWN]}: `validate` does." for name in untyped]
    return [docs.description or docs.title or "", *rules, *left]


def about_field(model: Model, field: Field) -> list[str]:
    """The paragraphs of a field: its description, then facts."""
    node = field.node
    said = node.docs.description or node.docs.title
    facts = list(facts_of(model, node))
    if node.default is not None:
        facts.append(f"Default: {node.default.text[:MAX_SHOWN]}.")
    return [" ".join([said.strip(), *facts]).strip()]
