"""Which definitions can be named when a class is made, and which only later."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from codegen.ir import Definition, Model, Record, shape_refs

__all__ = ["Order", "order_of"]


@dataclass(frozen=True, slots=True)
class Order:
    """The order of definitions in the module.

    ``early``: names of types that mention no class; ``late``: those that do, or that mention themselves
    (``recursive``).  Classes stand between them, each behind those it mentions, as far as there is such an
    order: classes of one ``cycle`` mention each other as strings.
    """

    early: tuple[str, ...]
    late: tuple[str, ...]
    recursive: frozenset[str]
    cycles: dict[str, int]
    mentions: dict[str, tuple[str, ...]]
    late_set: frozenset[str] = field(default_factory=frozenset)

    def quoted(self, owner: str, target: str) -> bool:
        """Whether a class has to mention a definition as a string."""
        if target in self.late_set:
            return True
        return target in self.cycles and self.cycles.get(owner) == self.cycles[target]

    def records_of(self, key: str) -> tuple[str, ...]:
        """The classes that a class mentions."""
        return tuple(k for k in self.mentions[key] if k in self.cycles)


def order_of(model: Model, shown: Iterable[Definition]) -> Order:
    """Sort the definitions that become types."""
    keys = [d.key for d in shown]
    known = frozenset(keys)
    mentions = {
        k: tuple(dict.fromkeys(r for r in shape_refs(model.definition(k).node) if r in known)) for k in keys
    }
    records = [k for k in keys if isinstance(model.definition(k).node, Record)]
    aliases = [k for k in keys if k not in set(records)]
    alias_cycles = _components(
        aliases, {k: tuple(m for m in mentions[k] if m in set(aliases)) for k in aliases}
    )
    recursive = frozenset(k for k in aliases if _in_cycle(k, mentions, alias_cycles, set(aliases)))
    early: list[str] = []
    late: list[str] = []
    for key in sorted(aliases, key=lambda k: (alias_cycles[k], keys.index(k))):
        fits = key not in recursive and all(m in early for m in mentions[key])
        (early if fits else late).append(key)
    through = {k: _through(k, mentions, set(records)) for k in records}
    return Order(
        tuple(early), tuple(late), recursive, _components(records, through), mentions, frozenset(late)
    )


def _in_cycle(
    key: str, mentions: dict[str, tuple[str, ...]], cycles: dict[str, int], inside: set[str]
) -> bool:
    return any(m in inside and cycles[m] == cycles[key] for m in mentions[key])


def _through(key: str, mentions: dict[str, tuple[str, ...]], records: set[str]) -> tuple[str, ...]:
    """The classes a class mentions directly; what stands behind a late alias is a string anyway."""
    return tuple(m for m in mentions[key] if m in records)


def _components(keys: list[str], edges: dict[str, tuple[str, ...]]) -> dict[str, int]:
    """The number of the strongly connected component of each key (Tarjan 1972), dependencies first."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    found: dict[str, int] = {}
    number = 0
    for start in keys:
        if start in index:
            continue
        work = [(start, iter(edges[start]))]
        index[start] = low[start] = len(index)
        stack.append(start)
        on_stack.add(start)
        while work:
            at, following = work[-1]
            step = next((n for n in following if n not in index or n in on_stack), None)
            if step is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[at])
                if low[at] == index[at]:
                    while True:
                        member = stack.pop()
                        on_stack.discard(member)
                        found[member] = number
                        if member == at:
                            break
                    number += 1
            elif step in index:
                low[at] = min(low[at], index[step])
            else:
                index[step] = low[step] = len(index)
                stack.append(step)
                on_stack.add(step)
                work.append((step, iter(edges[step])))
    return found
