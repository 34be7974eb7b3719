"""Issues of residuals, one function a keyword."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from codegen import messages
from codegen.checker.accept import expr
from codegen.checker.book import Book
from codegen.checker.describe import condition, describe, schema_at
from codegen.checker.kinds import EVERY, kinds, narrowed
from codegen.checker.residuals import IN_PLACE
from codegen.checker.scalars import test_of
from codegen.checker.search import SHOWN, Search, call_search, searcher
from codegen.checker.search_scalars import write_values
from codegen.checker.search_unions import call_union
from codegen.checker.source import FALSE, TRUE, Expr, any_of, grouped, leaf, negate, quote
from codegen.checker.speech import Code, Path, say, speech
from codegen.ir import Array, Const, Enum, Map, Never, Node, Record, Residual, Scalar, Tuple

__all__ = ["forbidden_keys", "known_kind", "write_rules"]


def write_rules(search: Search, node: Node) -> None:
    """Statements for everything that stands beside the shape of a node."""
    known = known_kind(search.book, node)
    for rule in node.residuals:
        about, write = _WRITERS[rule.keyword]
        kind = about if about != "any" else known
        if kind and rule.keyword in IN_PLACE:
            rule = replace(rule, nodes=tuple(narrowed(search.book.model, n, kind) for n in rule.nodes))
        if about in ("any", known):
            write(search, node, rule)
            continue
        search.lines.when(test_of(about, "value"))
        search.indented(partial(write, search, node, rule))


def known_kind(book: Book, node: Node) -> str:
    """The JSON type that a value has for sure behind the statements of a shape; they return on any other."""
    typed = isinstance(node, (Array, Map, Record, Scalar, Tuple))
    return kinds(book.model, replace(node, residuals=()))[0] if typed else ""


def _all_of(search: Search, node: Node, rule: Residual) -> None:
    for below in rule.nodes:
        _apply(search, below)


def _apply(search: Search, below: Node) -> None:
    """The issues of a schema that judges the same value."""
    if isinstance(below, Never) or searcher(search.book, below, search.type) is not None:
        call_search(search, below, "value", Path())


def _alternatives(search: Search, node: Node, rule: Residual) -> None:
    """``anyOf`` and ``oneOf`` beside a shape, in a function of their own."""
    call_union(search, node, rule.nodes, "any" if rule.keyword == "anyOf" else "one")


def _not(search: Search, node: Node, rule: Residual) -> None:
    below = rule.nodes[0]
    accepted = negate(expr(search.book, below, "value", True))
    if accepted == FALSE:
        search.add("not-allowed")
        return
    keys = forbidden_keys(search.book, below)
    if keys:
        shown = " and ".join(map(messages.name, keys[: messages.MAX_LISTED]))
        search.unless(
            accepted, "not-keys-together" if len(keys) > 1 else "not-keys", keys=messages.escaped(shown, 300)
        )
        return
    simple = isinstance(below, (Scalar, Const, Enum)) or len(kinds(search.book.model, below)) < len(EVERY)
    excluded = describe(search.book, below) if simple and not below.residuals else schema_at(below.origin)
    search.unless(accepted, "not", excluded=excluded, found=SHOWN)


def forbidden_keys(book: Book, node: Node) -> list[str]:
    """The keys of ``not: {required: [...]}``."""
    from codegen.checker.describe import record_of

    record = record_of(book, node)
    if record is None or record.fields or record.patterns or record.choices or record.residuals:
        return []
    return list(record.required_extra)


def _if(search: Search, node: Node, rule: Residual) -> None:
    test, then, otherwise = rule.nodes
    judged = expr(search.book, test, "value", True)
    about = condition(search.book, test)
    if judged in (TRUE, FALSE):
        _apply(search, then if judged == TRUE else otherwise)
        return
    for branch, when, code in ((then, judged, "if"), (otherwise, negate(judged), "else")):
        if isinstance(branch, Never) or searcher(search.book, branch, search.type) is not None:
            _under(search, when, branch, messages.words(code, words="", condition=about))


def _under(search: Search, when: Expr, branch: Node, words: str) -> None:
    """The issues of a branch that holds under a condition, with the condition behind each."""
    lines = search.lines
    lines.when(when)
    lines.depth += 1
    lines.add("start = len(issues.found)")
    call_search(search, branch, "value", Path())
    lines.add(f"issues.behind(start, {quote(words)})")
    lines.depth -= 1


def _values(search: Search, node: Node, rule: Residual) -> None:
    write_values(search, rule.literals, rule.keyword)


def _dependent_required(search: Search, node: Node, rule: Residual) -> None:
    for key, needed in rule.needed:
        about = f"{messages.name(key)} is present"
        literals = speech("dependent-required", {"type": messages.name(search.type), "condition": about})
        for other in needed:
            search.lines.when(leaf(f"{quote(key)} in value and {quote(other)} not in value"))
            search.lines.depth += 1
            say(search.lines, "issues.missing", ["path", quote(other)], literals, ('"dependent-required"',))
            search.lines.depth -= 1


def _dependent_schemas(search: Search, node: Node, rule: Residual) -> None:
    for key, below in zip(rule.keys, rule.nodes, strict=True):
        if isinstance(below, Never):
            search.lines.add(f"if {quote(key)} in value:")
            search.lines.depth += 1
            search.add("not-keys", keys=messages.name(key))
            search.lines.depth -= 1
        elif searcher(search.book, below, search.type) is not None:
            words = messages.words("if", words="", condition=f"{messages.name(key)} is present")
            _under(search, leaf(f"{quote(key)} in value"), below, words)


def _property_names(search: Search, node: Node, rule: Residual) -> None:
    below = rule.nodes[0]
    lines = search.lines
    if isinstance(below, Never):
        lines.add("for key in value:")
        lines.depth += 1
        search.add("not-allowed", Path().child("key"))
        lines.depth -= 1
        return
    name = searcher(search.book, below, search.type)
    if name is None:
        return
    lines.add("for key in value:")
    lines.depth += 1
    lines.add("start = len(issues.found)")
    lines.add(f"{name}(key, (*path, key), issues)")
    words = messages.words("property-names", words="")
    lines.add(f"issues.of_key(start, (*path, key), {quote(words)})")
    lines.depth -= 1


def _contains(search: Search, node: Node, rule: Residual) -> None:
    low, high = rule.bounds
    below = rule.nodes[0]
    judged = expr(search.book, below, "item", True)
    if low == 0 and high is None:
        return
    search.lines.add(f"count = sum(1 for item in value if {grouped(judged)})")
    for limit, word, test in ((low, "least", "<"), (high, "most", ">")):
        if limit is not None and not (word == "least" and limit == 0):
            search.lines.add(f"if count {test} {limit}:")
            search.lines.depth += 1
            search.add(
                "contains",
                bound=f"at {word} {messages.quantity(limit, 'item')}",
                verb="is" if limit == 1 else "are",
                expected=describe(search.book, below),
                found=Code("count"),
            )
            search.lines.depth -= 1


def _unevaluated(search: Search, node: Node, rule: Residual) -> None:
    """What no other keyword looked at: each key or place on its own."""
    from codegen.checker.unevaluated import collector

    kind = "object" if rule.keyword == "unevaluatedProperties" else "array"
    below = rule.nodes[0]
    if not isinstance(below, Never) and searcher(search.book, below, search.type) is None:
        return
    lines = search.lines
    lines.add("seen: set[object] = set()")
    lines.add(f"{collector(search.book, node, kind, True)}(value, seen)")
    lines.add("for key, item in value.items():" if kind == "object" else "for key, item in enumerate(value):")
    lines.depth += 1
    lines.when(any_of([leaf("key not in seen", "key in seen")]))
    lines.depth += 1
    path = Path().child("key")
    if isinstance(below, Never) and kind == "object":
        literals = speech("unknown-key", {"type": messages.name(search.type), "hint": ""})
        say(lines, "issues.unknown", ["value", "path", "key"], literals)
    else:
        call_search(search, below, "item", path)
    lines.depth -= 2


_Writer = Callable[[Search, Node, Residual], None]
_WRITERS: dict[str, tuple[str, _Writer]] = {
    "allOf": ("any", _all_of),
    "anyOf": ("any", _alternatives),
    "oneOf": ("any", _alternatives),
    "not": ("any", _not),
    "if": ("any", _if),
    "enum": ("any", _values),
    "const": ("any", _values),
    "dependentRequired": ("object", _dependent_required),
    "dependentSchemas": ("object", _dependent_schemas),
    "propertyNames": ("object", _property_names),
    "contains": ("array", _contains),
    "unevaluatedProperties": ("object", _unevaluated),
    "unevaluatedItems": ("array", _unevaluated),
}
