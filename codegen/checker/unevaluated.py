"""``unevaluatedProperties`` and ``unevaluatedItems`` (Core 2020-12 section 11).

Which keys (or places) a schema has evaluated depends on which of its branches accept the value, so a function
walks the same branches again and collects them.  An object that says nothing about other keys has its
``additional`` node at its own origin; one that says ``additionalProperties`` has it below.
"""

from __future__ import annotations

from codegen.checker.accept import expr
from codegen.checker.body import Body, function
from codegen.checker.book import Book
from codegen.checker.kinds import kinds
from codegen.checker.source import FALSE, TRUE, Expr, any_of, leaf, negate, quote
from codegen.ir import Array, Map, Node, Record, Ref, Residual, Tuple, Union

__all__ = ["collector", "unevaluated"]

_KIND = {"unevaluatedProperties": "object", "unevaluatedItems": "array"}
_KEYWORD = {kind: keyword for keyword, kind in _KIND.items()}
_TYPE = {"object": '"dict[Any, Any]"', "array": '"list[Any]"'}


def unevaluated(book: Book, node: Node, rule: Residual, x: str) -> Expr:
    """Whether everything that nothing else evaluated meets the rule's schema."""
    kind, below = _KIND[rule.keyword], rule.nodes[0]

    def write(name: str) -> list[str]:
        return function(book, f"def {name}(value: {_TYPE[kind]}) -> bool:", "", lines)

    def lines(body: Body) -> None:
        judged = expr(book, below, "item", True)
        body.lines.add("seen: set[object] = set()")
        body.lines.add(f"{collector(book, node, kind, True)}(value, seen)")
        items = "value.items()" if kind == "object" else "enumerate(value)"
        if judged == FALSE:
            each = "value" if kind == "object" else "range(len(value))"
            body.lines.add(f"return all(key in seen for key in {each})")
            return
        body.lines.add(f"for key, item in {items}:")
        body.lines.depth += 1
        body.lines.refuse(any_of([leaf("key in seen", "key not in seen"), judged]))
        body.lines.depth -= 1
        body.lines.add("return True")

    if expr(book, below, "item", True) == TRUE:
        return TRUE
    return leaf(f"{book.helper(node, rule.keyword, 'rest', write)}({x})")


def collector(book: Book, node: Node, kind: str, own: bool) -> str:
    """The name of the function that adds the keys (places) a node evaluates in a value it accepts.

    ``own``: it is asked by the ``unevaluated...`` keyword of the node itself, which then does not count.
    """

    def write(name: str) -> list[str]:
        head = f'def {name}(value: {_TYPE[kind]}, seen: "set[object]") -> None:'

        def lines(body: Body) -> None:
            _Walk(body, kind).visit(node, own)
            if not body.lines.lines:
                body.lines.add("pass")

        return function(book, head, "", lines)

    return book.helper(node, f"evaluated {kind} {own}", "evaluated", write)


class _Walk:
    """Writes statements that add what a node evaluates to ``seen``."""

    def __init__(self, body: Body, kind: str) -> None:
        self.body = body
        self.book = body.book
        self.kind = kind

    def visit(self, node: Node, own: bool = False) -> None:
        """A node and the residuals on it."""
        keyword = _KEYWORD[self.kind]
        if not own and any(r.keyword == keyword for r in node.residuals):
            self._all()
            return
        match node:
            case Record() if self.kind == "object":
                self._record(node)
            case Map() if self.kind == "object" and node.values.origin != node.origin:
                self._all()
            case Array() if self.kind == "array" and node.items.origin != node.origin:
                self._all()
            case Tuple() if self.kind == "array":
                rest = node.rest.origin != node.origin
                self.body.lines.add(f"seen.update(range({'len(value)' if rest else len(node.prefix)}))")
            case Ref(target=target):
                below = self.book.model.definition(target).node
                self.body.lines.add(f"{collector(self.book, below, self.kind, False)}(value, seen)")
            case Union(members=members):
                for member in members:
                    self._when(member)
        for rule in node.residuals:
            self._rule(rule)

    def _all(self) -> None:
        self.body.lines.add(
            "seen.update(value)" if self.kind == "object" else "seen.update(range(len(value)))"
        )

    def _record(self, node: Record) -> None:
        if node.additional.origin != node.origin:
            self._all()
            return
        if node.fields:
            keys = ", ".join(quote(f.key) for f in node.fields)
            self.body.lines.add(f"seen.update(({keys},))")
        for pattern in node.patterns:
            test = f"_matches({self.book.pattern(pattern.pattern)}, key)"
            self.body.lines.add(f"seen.update(key for key in value if {test})")

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
                        self._block(leaf(f"{quote(key)} in value"), node)
            case "contains" if self.kind == "array":
                test = expr(self.book, rule.nodes[0], "item", True)
                self.body.lines.add("for key, item in enumerate(value):")
                self.body.lines.depth += 1
                self.body.lines.when(test)
                self.body.lines.add("    seen.add(key)")
                self.body.lines.depth -= 1

    def _visit_if_any(self, node: Node) -> None:
        if self.kind in kinds(self.book.model, node):
            if self.body.deep:
                self.body.lines.add(f"{collector(self.book, node, self.kind, False)}(value, seen)")
            else:
                self.visit(node)

    def _when(self, node: Node) -> None:
        if self.kind in kinds(self.book.model, node):
            self._block(expr(self.book, node, "value", True), node)

    def _block(self, test: Expr, *nodes: Node) -> None:
        """``if test:`` and what the nodes evaluate; nothing when they evaluate nothing."""
        lines = self.body.lines
        lines.when(test)
        lines.depth += 1
        before = len(lines.lines)
        for node in nodes:
            self._visit_if_any(node)
        empty = len(lines.lines) == before
        lines.depth -= 1
        if empty:
            lines.add("    pass")

    def _if(self, test: Node, then: Node, otherwise: Node) -> None:
        judged = expr(self.book, test, "value", True)
        self._block(judged, test, then)
        self._block(negate(judged), otherwise)
