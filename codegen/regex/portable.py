"""What ECMAScript and Python would not agree on is refused here, rather than be wrong.

*Lookbehind*: Python steps back by a fixed width, so the width must be fixed.

*Back references*: in ECMAScript a reference to a group that took no part matches the empty string, and
every round of a repeat forgets the captures of the round before; in Python the reference fails and
captures stay.  So the group must have been passed for certain, once, before its reference is met: earlier
in the same row, under no repeat, and not through an alternative or a negated assertion.
"""

from __future__ import annotations

from dataclasses import dataclass

from codegen.regex.measure import width
from codegen.regex.syntax import (
    Alternatives,
    BackReference,
    Group,
    Look,
    Node,
    Repeat,
    Series,
    UnportablePattern,
    children,
)

__all__ = ["check_portable"]

_HINT = "put the group before the reference in the same row, unrepeated, or spell the alternatives out"


@dataclass(frozen=True, slots=True)
class _Path:
    """The way from the root to a node: the parent's path, the parent, and which child it is."""

    above: _Path | None
    parent: Node
    index: int


def check_portable(root: Node) -> None:
    """Refuse a tree whose verdict would depend on the language.  :raises UnportablePattern: it would."""
    groups: dict[int, _Path | None] = {}
    references: list[tuple[BackReference, _Path | None]] = []
    todo: list[tuple[Node, _Path | None]] = [(root, None)]
    while todo:
        node, path = todo.pop()
        if isinstance(node, Group):
            groups[node.number] = path
        elif isinstance(node, BackReference):
            references.append((node, path))
        elif isinstance(node, Look) and node.behind:
            _check_width(node)
        below = children(node)
        todo.extend((kid, _Path(path, node, i)) for i, kid in enumerate(below))
    for reference, path in sorted(references, key=lambda r: r[0].offset):
        _check_reference(reference, _steps(path), _steps(groups.get(reference.number)))


def _check_width(node: Look) -> None:
    low, high = width(node.body)
    if low != high:
        found = f"{low} or more" if high is None else f"{low} to {high}"
        raise UnportablePattern(
            f"a lookbehind of variable width ({found} characters); Python needs a fixed one",
            node.offset,
            "give each alternative of it a fixed width",
        )


def _steps(path: _Path | None) -> list[tuple[Node, int]]:
    steps: list[tuple[Node, int]] = []
    while path is not None:
        steps.append((path.parent, path.index))
        path = path.above
    return steps[::-1]


def _check_reference(
    reference: BackReference, to_reference: list[tuple[Node, int]], to_group: list[tuple[Node, int]]
) -> None:
    common = 0
    while to_group[common : common + 1] and _same(to_group, to_reference, common):
        common += 1
    if any(isinstance(node, Look) and node.behind for node, _ in (*to_group, *to_reference)):
        raise UnportablePattern("a back reference in or into a lookbehind", reference.offset, _HINT)
    if any(isinstance(node, Repeat) for node, _ in to_group):
        raise UnportablePattern("a back reference to a repeated group", reference.offset, _HINT)
    if not _passed(to_group, to_reference, common):
        reason = "a back reference to a group that may have taken no part in the match"
        raise UnportablePattern(reason, reference.offset, _HINT)


def _same(left: list[tuple[Node, int]], right: list[tuple[Node, int]], at: int) -> bool:
    return at < len(right) and left[at][0] is right[at][0] and left[at][1] == right[at][1]


def _passed(to_group: list[tuple[Node, int]], to_reference: list[tuple[Node, int]], common: int) -> bool:
    """Whether every way to the reference leads through the whole group."""
    if common == len(to_group) or common == len(to_reference):
        return False
    (fork, first), (_, second) = to_group[common], to_reference[common]
    if not isinstance(fork, Series) or first > second:
        return False
    return not any(
        isinstance(node, Alternatives) or (isinstance(node, Look) and node.negative)
        for node, _ in to_group[common + 1 :]
    )
