"""What is shared while one checker is printed: names, constants, patterns and the functions to print."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from codegen.checker.kinds import is_any
from codegen.checker.names import Taken
from codegen.checker.source import Lines, quote
from codegen.errors import Origin
from codegen.ir import Array, Definition, Json, Map, Model, Node, Record, Ref, Tuple, Union
from codegen.naming import pascal

__all__ = ["Book", "python_value"]

#: Definitions up to this cost are written out where they are used.
INLINE_COST = 14
_TOO_MUCH = 10_000


def python_value(value: Json) -> str:
    """Python source of a JSON value, ASCII only."""
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, list):
        return "[" + ", ".join(map(python_value, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{quote(k)}: {python_value(v)}" for k, v in value.items()) + "}"
    if isinstance(value, int) and value.bit_length() > 10_000:
        return hex(value)  # int() refuses to read that many decimal digits
    return repr(value)


@dataclass(slots=True)
class Book:
    """Lives for one call of ``print_python``."""

    model: Model
    taken: Taken = field(default_factory=Taken)
    constants: dict[str, str] = field(default_factory=dict)
    patterns: dict[str, int] = field(default_factory=dict)
    pages: list[list[str]] = field(default_factory=list)
    waiting: deque[Callable[[], list[str]]] = field(default_factory=deque)
    helpers: dict[tuple[int, str], str] = field(default_factory=dict)
    kept: list[Node] = field(default_factory=list)
    costs: dict[tuple[str, int], int] = field(default_factory=dict)
    functions: dict[str, str] = field(default_factory=dict)
    searches: dict[str, str] = field(default_factory=dict)
    shared: dict[object, str] = field(default_factory=dict)
    looped: frozenset[str] = frozenset()
    types: dict[Origin, Definition] = field(default_factory=dict)

    def constant(self, prefix: str, parts: Iterable[str], source: str) -> str:
        """The name of a module constant with this source; equal sources share one."""
        if source not in self.constants:
            self.constants[source] = self.taken.function(prefix, parts).upper()
        return self.constants[source]

    def pattern(self, pattern: str) -> int:
        """The number of a pattern in the table."""
        return self.patterns.setdefault(pattern, len(self.patterns))

    def helper(self, node: Node, role: str, prefix: str, write: Callable[[str], list[str]]) -> str:
        """The name of the function that does ``role`` for a node; printed once, when first asked for."""
        key = (id(node), role)
        if key not in self.helpers:
            self.kept.append(node)  # so that its id stays its own
            name = self.taken.function(prefix, self.title(node.origin))
            self.helpers[key] = name
            self.waiting.append(lambda: write(name))
        return self.helpers[key]

    def share(self, key: object, prefix: str, parts: Iterable[str], write: Callable[[str], list[str]]) -> str:
        """The name of the function that does what ``key`` says; nodes that say the same share one."""
        if key not in self.shared:
            name = self.shared[key] = self.taken.function(prefix, parts)
            self.waiting.append(lambda: write(name))
        return self.shared[key]

    def title(self, origin: Origin) -> list[str]:
        """Words for a function about the schema at a place: the last telling steps of its pointer."""
        steps = [s.replace("~1", "/").replace("~0", "~") for s in origin.pointer.split("/")[1:]]
        telling = [s for s in steps if s not in _DULL and not s.isdigit()]
        return telling[-2:] or ["value"]

    def write_waiting(self) -> None:
        """Print helpers until none asks for another."""
        while self.waiting:
            self.pages.append(self.waiting.popleft()())

    def type_name(self, definition: Definition) -> str:
        """The name of a definition in messages and in ``ACCEPTS``."""
        return pascal(definition.words)

    def named(self, origin: Origin) -> Definition | None:
        """The definition (no internal one) that the schema object at a place became: the first of them, which
        the schema's own name goes to when a schema became several.
        """
        if not self.types:
            for definition in self.model.definitions:
                if not definition.internal:
                    self.types.setdefault(definition.source, definition)
        return self.types.get(origin)

    def inlines(self, node: Ref, depth: int) -> bool:
        """Whether the target is small enough to be written out in place of a call."""
        return self._target_cost(node.target, depth) <= INLINE_COST

    def _target_cost(self, target: str, depth: int) -> int:
        if depth > 2 or target in self.looped:
            return _TOO_MUCH
        key = (target, depth)
        if key not in self.costs:
            self.costs[key] = _TOO_MUCH  # what a definition that holds itself costs
            self.costs[key] = self._cost(self.model.definition(target).node, depth + 1)
        return self.costs[key]

    def _cost(self, node: Node, depth: int) -> int:
        """Roughly how many statements a node prints as."""
        below = 3 * len(node.residuals) + sum(len(r.nodes) for r in node.residuals)
        match node:
            case Record(fields=fields, choices=choices, rules=rules):
                below += 3 + len(rules) + 2 * len(choices) + sum(self._cost(f.node, depth) for f in fields)
                below += 0 if is_any(node.additional) else self._cost(node.additional, depth)
            case Map(values=items) | Array(items=items):
                below += 2 + self._cost(items, depth)
            case Tuple(prefix=prefix, rest=rest):
                below += 2 + sum(self._cost(n, depth) for n in (*prefix, rest))
            case Union(members=members):
                below += sum(self._cost(m, depth) for m in members)
            case Ref(target=target):
                cost = self._target_cost(target, depth)
                below += cost if cost <= INLINE_COST else 1
            case _:
                below += 1
        return below


_DULL = frozenset(
    ("$defs", "definitions", "properties", "items", "anyOf", "oneOf", "allOf", "additionalProperties")
)


def looped(model: Model) -> frozenset[str]:
    """Definitions that stand for the values of a map or the items of an array.

    Their functions take all values at once: a call per map is much cheaper than one per value.
    """
    found: set[str] = set()

    def visit(node: Node) -> None:
        stack = [node]
        while stack:
            at = stack.pop()
            for residual in at.residuals:
                stack.extend(residual.nodes)
            match at:
                case Map(values=items) | Array(items=items):
                    _note(items, found)
                    stack.append(items)
                case Record(fields=fields, additional=additional, patterns=patterns):
                    stack.extend((additional, *(f.node for f in fields), *(p.node for p in patterns)))
                case Tuple(prefix=prefix, rest=rest):
                    stack.extend((*prefix, rest))
                case Union(members=members):
                    stack.extend(members)

    for definition in model.definitions:
        visit(definition.node)
    return frozenset(k for k in found if isinstance(model.definition(k).node, Record))


def _note(node: Node, found: set[str]) -> None:
    if isinstance(node, Ref) and not node.residuals:
        found.add(node.target)


def docstring(lines: Lines, text: str) -> None:
    """A one-line docstring; the text has to be safe already."""
    lines.add(f'"""{text}"""')
