"""Which schemas become definitions, and under what name."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace

from codegen.errors import LimitExceeded
from codegen.ir import Definition, Node, Origin, Record, Ref
from codegen.keywords import HOLDING
from codegen.naming import Names, words_of
from codegen.resolve import Graph, Scope

__all__ = ["MAX_DEFINITIONS", "Builder", "key_of"]

MAX_DEFINITIONS = 5_000


def key_of(origin: Origin) -> str:
    """The identity of the definition that a schema at this place becomes."""
    return f"{origin.document}#{origin.pointer}"


@dataclass(slots=True)
class Builder:
    """Collects definitions while schemas are lowered.  Lives for one call of ``lower``."""

    graph: Graph
    names: Names = field(default_factory=Names)
    words: dict[str, tuple[str, ...]] = field(default_factory=dict)
    done: dict[str, Definition] = field(default_factory=dict)
    waiting: deque[Scope] = field(default_factory=deque)
    lowering: set[str] = field(default_factory=set)

    def define(self, scope: Scope) -> str:
        """Ask for a definition of the schema at ``scope``; returns its key."""
        key = key_of(scope.origin)
        if key not in self.words:
            if len(self.words) >= MAX_DEFINITIONS:
                raise LimitExceeded(f"more than {MAX_DEFINITIONS} types", "split the schema", scope.origin)
            self.words[key] = self._name(scope)
            self.waiting.append(scope)
        return key

    def define_first(self, scope: Scope) -> str:
        """Ask for a definition that is lowered before all others."""
        key = self.define(scope)
        self.waiting = deque(sorted(self.waiting, key=lambda s: key_of(s.origin) != key))
        return key

    def hoist(self, node: Record, hint: tuple[str, ...], at: Origin, part: str = "") -> Ref:
        """Give a record met in passing a definition of its own and refer to that."""
        key = key_of(at) + part
        if key not in self.words:
            title = words_of(node.docs.title) if not part else ()
            self.words[key] = self.names.make(title or hint, Origin(at.document, at.pointer + part))
        self.add(key, replace(node, default=None), at)
        return Ref(origin=at, docs=node.docs, default=node.default, target=key)

    def add(self, key: str, node: Node, source: Origin) -> None:
        """Store a finished definition."""
        self.done[key] = Definition(key=key, words=self.words[key], node=node, source=source)

    def _name(self, scope: Scope) -> tuple[str, ...]:
        origin = scope.origin
        steps = [s.replace("~1", "/").replace("~0", "~") for s in origin.pointer.split("/")[1:]]
        first = origin.document == self.graph.documents[0].uri
        if len(steps) == 2 and steps[0] in ("$defs", "definitions"):
            return self.names.give(steps[1], origin) if first else self._made(steps[1:], origin)
        title = scope.schema.get("title", "") if isinstance(scope.schema, dict) else ""
        if not steps:
            stem = origin.document.rsplit("/", 1)[-1].split(".")[0]
            return self.names.make(words_of(title) or words_of(stem), origin)
        if words_of(title):
            return self._made([title], origin)
        named = [s for s in steps if s not in HOLDING] or steps  # a keyword says nothing about what it holds
        return self._made(named[-1:] if named[-1][:1].isupper() else named[-2:], origin)

    def _made(self, parts: list[str], origin: Origin) -> tuple[str, ...]:
        words = tuple(w for part in parts for w in words_of(part))
        return self.names.make(words, origin)
