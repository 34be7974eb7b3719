"""Faults of a schema that is valid: each rule has a name, a reason and a way to mend what it finds.

``docs/lint.md`` has the table of rules; a test compares it with :data:`RULES`.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from codegen.errors import Diagnostic
from codegen.linting import group_rules, keyword_rules, object_rules, text_rules
from codegen.linting.place import Rule, subject_of

if TYPE_CHECKING:
    from codegen.pipeline import Compiled

__all__ = ["RULES", "Rule", "lint"]

RULES = (
    Rule(
        "unknown-keyword",
        "Validators ignore a keyword they do not know, so that a misspelt one checks nothing.",
        "Mend the spelling, remove it, or name an annotation `x-…`.",
        keyword_rules.unknown_keyword,
    ),
    Rule(
        "old-keyword",
        "Keywords of other drafts and of OpenAPI are ignored by validators of 2020-12, or only tolerated.",
        "Write what says the same in 2020-12; the hint names it.",
        keyword_rules.old_keyword,
    ),
    Rule(
        "unknown-annotation",
        "An `x-` annotation outside the vocabulary has no effect on anything printed.",
        "Mend the spelling, or say it in the description.",
        keyword_rules.unknown_annotation,
    ),
    Rule(
        "keyword-without-effect",
        "A keyword for another type, or one that lacks its partner, never refuses anything.",
        "Remove it, or mend the type.",
        keyword_rules.keyword_without_effect,
    ),
    Rule(
        "format-not-checked",
        "`format` is only an annotation in 2020-12: it refuses nothing.",
        "Add a `pattern`.",
        keyword_rules.format_not_checked,
    ),
    Rule(
        "unanchored-pattern",
        "Without `^` and `$` a pattern passes every string that holds a match somewhere.",
        "Write `^(?:…)$`.",
        keyword_rules.unanchored_pattern,
    ),
    Rule(
        "group-without-title",
        "Messages, models and documentation name a property group by its title.",
        "Put the rule into `allOf` with a `title`.",
        group_rules.group_without_title,
    ),
    Rule(
        "group-member-order",
        "Messages list the members as the group does, documentation as `properties` does.",
        "List the members in the order of `properties`.",
        group_rules.group_member_order,
    ),
    Rule(
        "property-without-description",
        "Models, documentation and editors show the description of a property, or nothing.",
        "Describe it, or what it refers to.",
        object_rules.property_without_description,
    ),
    Rule(
        "required-undeclared",
        "A required name that is no property is a misspelling, or has no type.",
        "Declare it in `properties`.",
        object_rules.required_undeclared,
    ),
    Rule(
        "default-of-required",
        "A required property is never absent, so that its default is never used.",
        "Remove the default, or do not require the property.",
        object_rules.default_of_required,
    ),
    Rule(
        "open-object",
        "Where some objects refuse unknown keys, people count on it, and a misspelt key is lost.",
        "Write `additionalProperties: false`, or `true` where any key may pass.",
        object_rules.open_object,
    ),
    Rule(
        "unused-definition",
        "Every definition is printed into every target, also one that nothing refers to.",
        "Remove it; a definition that is a root of its own shows so with `examples`.",
        object_rules.unused_definition,
    ),
    Rule(
        "duplicate-in-enum",
        "A value that stands twice is a misspelling of another one, or noise.",
        "Remove one of the two.",
        text_rules.duplicate_in_enum,
        mends=True,
    ),
    Rule(
        "description-without-full-stop",
        "Descriptions become sentences in docstrings, comments and pages.",
        "End it with a full stop.",
        text_rules.description_without_full_stop,
        mends=True,
    ),
)


def lint(compiled: Compiled, ignore: Collection[str] = ()) -> list[Diagnostic]:
    """Everything the rules find, in the order of the documents; ``ignore`` names rules to leave out."""
    subject = subject_of(compiled.model, compiled.documents)
    found = [d for rule in RULES if rule.id not in ignore for d in rule.diagnostics(subject)]
    files = {document.file: number for number, document in enumerate(compiled.documents)}

    def place(diagnostic: Diagnostic) -> tuple[int, int, int]:
        line, column = (0, 0)
        if diagnostic.position is not None:
            line, column = diagnostic.position.line, diagnostic.position.column
        return files.get(diagnostic.file or "", 0), line, column

    return sorted(found, key=place)
