"""``unevaluatedProperties`` and ``unevaluatedItems`` (Core 2020-12 section 11).

Which keys (or places) a schema has evaluated depends on which of its branches fit the value, so a function
walks the same branches again and collects them, as :mod:`codegen.checker.unevaluated` does.
"""

from __future__ import annotations

from codegen.checker.kinds import kinds
from codegen.checker.source import Expr, negate
from codegen.ir import Array, Map, Node, Record, Ref, Residual, Tuple, Union
from codegen.javascript.objects import has
from codegen.javascript.scalars import matches
from codegen.javascript.search import Search, check_name, test
from codegen.javascript.source import strings, test_text

__all__ = ["collector"]

_KEYWORD = {"object": "unevaluatedProperties", "array": "unevaluatedItems"}
_ALL = {"object": "keysOf(value)", "array": "value.keys()"}
_DEEP = 8  # levels of blocks; what is below goes to a function of its own


def collector(search: Search, node: Node, kind: str, own: bool) -> str:
    """The name of the function that adds the keys (places) a node evaluates in a value that fits it.

    ``own``: it is asked by the ``unevaluated...`` keyword of the node itself, which then does not count.
    """

    def write(name: str) -> list[str]:
        walk = _Walk(Search(search.book, search.type), kind)
        walk.visit(node, own)
        return [f"function {name}(value, seen) {{", *walk.search.lines.lines, "}"]

    role = f"evaluated {kind} {own} in {search.type}"
    return search.book.helper(node, role, "evaluated", write)


class _Walk:
    """Writes statements that add what a node evaluates to ``seen``."""

    def __init__(self, search: Search, kind: str) -> None:
        self.search = search
        self.lines = search.lines
        self.kind = kind

    def visit(self, node: Node, own: bool = False) -> None:
        """A node and the residuals on it."""
        keyword = _KEYWORD[self.kind]
        if not own and any(r.keyword == keyword for r in node.residuals):
            self._add(_ALL[self.kind])
            return
        match node:
            case Record() if self.kind == "object":
                self._record(node)
            case Map() if self.kind == "object" and node.values.origin != node.origin:
                self._add(_ALL[self.kind])
            case Array() if self.kind == "array" and node.items.origin != node.origin:
                self._add(_ALL[self.kind])
            case Tuple() if self.kind == "array":
                rest = node.rest.origin != node.origin
                self._add("value.keys()" if rest else f"Array({len(node.prefix)}).keys()")
            case Ref(target=target):
                self._call(self.search.book.model.definition(target).node)
            case Union(members=members):
                for member in members:
                    self._when(member)
        for rule in node.residuals:
            self._rule(rule)

    def _add(self, steps: str) -> None:
        self.lines.add(f"for (const key of {steps}) seen.add(key);")

    def _call(self, node: Node) -> None:
        self.lines.call(collector(self.search, node, self.kind, False), ["value", "seen"])

    def _record(self, node: Record) -> None:
        if node.additional.origin != node.origin:
            self._add("keysOf(value)")
            return
        if node.fields:
            self._add(strings(f.key for f in node.fields))
        for pattern in node.patterns:
            matched = test_text(matches(self.search, pattern.pattern, "key"))
            self._add(f"keysOf(value).filter((key) => {matched})")

    def _rule(self, rule: Residual) -> None:
        match rule.keyword:
            case "allOf":
                for node in rule.nodes:
                    self._visit_if_any(node)
            case "anyOf" | "oneOf":
                for node in rule.nodes:
                    self._when(node)
            case "if":
                self._if(*rule.nodes)
            case "dependentSchemas":
                if self.kind == "object":
                    for key, node in zip(rule.keys, rule.nodes, strict=True):
                        self._block(has(key), node)
            case "contains" if self.kind == "array":
                name = check_name(self.search.book, rule.nodes[0], self.search.type)
                fit = f"fits({name}, value[key])" if name is not None else "true"
                self._add(f"[...value.keys()].filter((key) => {fit})")

    def _visit_if_any(self, node: Node) -> None:
        if self.kind in kinds(self.search.book.model, node):
            if self.lines.depth > _DEEP:
                self._call(node)
            else:
                self.visit(node)

    def _when(self, node: Node) -> None:
        if self.kind in kinds(self.search.book.model, node):
            self._block(test(self.search, node, "value"), node)

    def _block(self, when: Expr, *nodes: Node) -> None:
        """What the nodes evaluate under a condition."""

        def write() -> None:
            for node in nodes:
                self._visit_if_any(node)

        self.lines.when(when, write)

    def _if(self, when: Node, then: Node, otherwise: Node) -> None:
        judged = test(self.search, when, "value")
        self._block(judged, when, then)
        self._block(negate(judged), otherwise)
