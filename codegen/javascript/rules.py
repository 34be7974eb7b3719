"""Issues of residuals, one function a keyword."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from codegen import messages
from codegen.checker.describe import condition, describe, schema_at
from codegen.checker.kinds import EVERY, kinds, narrowed
from codegen.checker.residuals import IN_PLACE
from codegen.checker.search_rules import forbidden_keys, known_kind
from codegen.checker.source import FALSE, TRUE, Expr, all_of, leaf, negate
from codegen.checker.speech import Code
from codegen.errors import UnsupportedKeyword
from codegen.ir import Const, Enum, Never, Node, Residual, Scalar
from codegen.javascript.objects import has
from codegen.javascript.scalars import equals, type_test
from codegen.javascript.search import SHOWN, Search, check_name, speech, test
from codegen.javascript.source import literal, quote
from codegen.javascript.unions import call_union

__all__ = ["write_rules"]


def write_rules(search: Search, node: Node) -> None:
    """Statements for everything that stands beside the shape of a node.

    :raises UnsupportedKeyword: a keyword is none this printer knows.
    """
    known = known_kind(search.book, node)
    for rule in node.residuals:
        if rule.keyword not in _WRITERS:
            raise UnsupportedKeyword(
                f"the checker cannot enforce {rule.keyword}", "say it with other keywords", rule.origin
            )
        about, write = _WRITERS[rule.keyword]
        kind = about if about != "any" else known
        if kind and rule.keyword in IN_PLACE:
            rule = replace(rule, nodes=tuple(narrowed(search.book.model, n, kind) for n in rule.nodes))
        if about in ("any", known):
            write(search, node, rule)
        else:
            search.lines.when(type_test(about), partial(write, search, node, rule))


def _all_of(search: Search, node: Node, rule: Residual) -> None:
    for below in rule.nodes:
        search.call(below)


def _alternatives(search: Search, node: Node, rule: Residual) -> None:
    """``anyOf`` and ``oneOf`` beside a shape, in a function of their own."""
    call_union(search, node, rule.nodes, "any" if rule.keyword == "anyOf" else "one")


def _not(search: Search, node: Node, rule: Residual) -> None:
    below = rule.nodes[0]
    accepted = negate(test(search, below, "value"))
    if accepted == FALSE:
        search.add("not-allowed")
        return
    keys = forbidden_keys(search.book, below)
    if keys:
        shown = " and ".join(map(messages.name, keys[: messages.MAX_LISTED]))
        code = "not-keys-together" if len(keys) > 1 else "not-keys"
        search.unless(accepted, code, keys=messages.escaped(shown, 300))
        return
    simple = isinstance(below, (Scalar, Const, Enum)) or len(kinds(search.book.model, below)) < len(EVERY)
    excluded = describe(search.book, below) if simple and not below.residuals else schema_at(below.origin)
    search.unless(accepted, "not", excluded=excluded, found=SHOWN)


def _if(search: Search, node: Node, rule: Residual) -> None:
    when, then, otherwise = rule.nodes
    judged = test(search, when, "value")
    if judged in (TRUE, FALSE):
        search.call(then if judged == TRUE else otherwise)
        return
    about = condition(search.book, when)
    for branch, held, code in ((then, judged, "if"), (otherwise, negate(judged), "else")):
        _under(search, held, branch, messages.words(code, words="", condition=about))


def _under(search: Search, when: Expr, branch: Node, words: str) -> None:
    """The issues of a branch that holds under a condition, with the condition behind each."""
    name = check_name(search.book, branch, search.type)
    if name is None:
        return

    def write() -> None:
        search.lines.add("const start = issues.found.length;")
        search.lines.call(name, ["value", "issues"])
        search.lines.call("issues.behind", ["start", quote(words)])

    search.lines.when(when, write)


def _values(search: Search, node: Node, rule: Residual) -> None:
    expected = messages.either(map(messages.shown, rule.literals))
    accepted = equals(search, [v.value for v in rule.literals])
    search.unless(accepted, rule.keyword, expected=expected, found=SHOWN)


def _dependent_required(search: Search, node: Node, rule: Residual) -> None:
    for key, needed in rule.needed:
        about = f"{messages.name(key)} is present"
        words = speech("dependent-required", {"type": messages.name(search.type), "condition": about})
        for other in needed:
            arguments = [quote(other), words, '"dependent-required"']
            search.lines.when(
                all_of([has(key), negate(has(other))]),
                partial(search.lines.call, "issues.missing", arguments),
            )


def _dependent_schemas(search: Search, node: Node, rule: Residual) -> None:
    for key, below in zip(rule.keys, rule.nodes, strict=True):
        shown = messages.name(key)
        if isinstance(below, Never):
            search.lines.when(has(key), partial(search.add, "not-keys", keys=shown))
        else:
            words = messages.words("if", words="", condition=f"{shown} is present")
            _under(search, has(key), below, words)


def _property_names(search: Search, node: Node, rule: Residual) -> None:
    below = rule.nodes[0]
    name = check_name(search.book, below, search.type)
    if isinstance(below, Never):
        search.lines.call("issues.values", ["value", "never"])
    elif name is not None:
        words = messages.words("property-names", words="")
        search.lines.call("issues.names", ["value", name, quote(words)])


def _contains(search: Search, node: Node, rule: Residual) -> None:
    low, high = rule.bounds
    below = rule.nodes[0]
    if low == 0 and high is None:
        return
    name = check_name(search.book, below, search.type)
    counted = f"value.filter((item) => fits({name}, item)).length" if name is not None else "value.length"
    limits = [
        (limit, w, t) for limit, w, t in ((low, "least", "<"), (high, "most", ">")) if limit is not None
    ]
    for limit, word, sign in limits:
        if word == "most" or limit > 0:
            search.lines.when(
                leaf(f"{counted} {sign} {literal(limit)}"),
                partial(
                    search.add,
                    "contains",
                    bound=f"at {word} {messages.quantity(limit, 'item')}",
                    verb="is" if limit == 1 else "are",
                    expected=describe(search.book, below),
                    found=Code(counted),
                ),
            )


def _unevaluated(search: Search, node: Node, rule: Residual) -> None:
    """What no other keyword looked at: each key or place on its own."""
    from codegen.javascript.unevaluated import collector

    kind = "object" if rule.keyword == "unevaluatedProperties" else "array"
    below = rule.nodes[0]
    name = check_name(search.book, below, search.type)
    if name is None:
        return
    collect = collector(search, node, kind, True)
    steps = "keysOf(value)" if kind == "object" else "value.keys()"
    lines = search.lines
    lines.add(f"const {collect}Seen = new Set();")
    lines.call(collect, ["value", f"{collect}Seen"])

    def unseen() -> None:
        if isinstance(below, Never) and kind == "object":
            words = speech("unknown-key", {"type": messages.name(search.type), "hint": ""})
            lines.add("issues.path.push(key);")
            lines.call("issues.unknown", ["value", words])
            lines.add("issues.path.pop();")
        else:
            lines.call("issues.at", ["key", name, "value[key]"])

    def each() -> None:
        lines.block(f"if (!{collect}Seen.has(key))", unseen)

    lines.block(f"for (const key of {steps})", each)


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
