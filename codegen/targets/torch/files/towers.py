"""Which tower a parameter belongs to: whole segments of its name.

A tower ``recap.engagement.is_favorited`` has the parameters below a module that is called
``recap__engagement__is_favorited``, at any depth.  A name is looked up segment by segment, so the number of
towers costs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from .names import Owned
from .problems import Problem, listed, near, quoted
from .values import below
from .wanted import Rate, Spelling

__all__ = ["BACKBONE", "OnOverlap", "assign_towers", "checked_towers"]

OnOverlap = Literal["error", "first", "most_specific"]
#: The name of the group of all parameters that are in no tower; no tower may have it.
BACKBONE = "backbone"
_NARROW = 'name one of them only, or plan with on_overlap="first" or on_overlap="most_specific"'
_MOST = 10  # towers that get a did-you-mean


def checked_towers(towers: Mapping[str, Rate], spelling: Spelling, problems: list[Problem]) -> dict[str, int]:
    """The place of each tower in config order, by the segment it stands for."""
    places: dict[str, int] = {}
    names = list(towers)
    for place, name in enumerate(names):
        pointer = _pointer(spelling, name)
        if name == BACKBONE:
            message = f"a tower cannot be called {BACKBONE}: that is the group of what is in no tower"
            problems.append(Problem(pointer, message, "rename the tower, and its module"))
        other = names[places.setdefault(_segment(name), place)]
        if other != name:
            message = (
                f"the towers {quoted(other)} and {quoted(name)} stand for the same module {_segment(name)}"
            )
            problems.append(Problem(pointer, message, "take one of them out, or rename it and its module"))
    return places


def assign_towers(
    owned: Sequence[Owned],
    towers: Mapping[str, Rate],
    spelling: Spelling,
    on_overlap: OnOverlap,
    problems: list[Problem],
) -> list[int]:
    """For each parameter the place of its tower in config order; ``len(towers)`` for the backbone.

    Where several towers match, ``first`` takes the first in config order and ``most_specific`` the one
    whose module stands deepest in the name.  All names of a tied parameter count.
    """
    places = checked_towers(towers, spelling, problems)
    found, unclear, matched = _assigned(owned, places, len(towers), on_overlap)
    names = list(towers)
    for (tied, *hit), those in unclear.items():
        where = _tied(those, names, places) if tied else _in_several(those, names, hit)
        last = max(place for place in hit if place < len(names))
        problems.append(Problem(_pointer(spelling, names[last]), where, _NARROW))
    missing = [(segment, place) for segment, place in places.items() if place not in matched]
    problems += _unmatched(missing, owned, names, spelling)
    return found


def _assigned(
    owned: Sequence[Owned], places: Mapping[str, int], backbone: int, on_overlap: OnOverlap
) -> tuple[list[int], dict[tuple[int, ...], list[Owned]], set[int]]:
    """The place of each parameter; those where it is unclear, by whether they are tied and what matches; and
    all places that something matches.
    """
    found = []
    unclear: dict[tuple[int, ...], list[Owned]] = {}
    matched: set[int] = set()
    known: dict[str, int] = {}  # by module: most parameters of one are in one tower
    for one in owned:
        module = one.first.name.rpartition(".")[0]
        place = -1 if one.others else known.get(module, -1)
        if place < 0:
            hits = _hits(one, places, backbone)
            matched.update(hits)
            place = _chosen(hits, on_overlap)
            if len(hits) == 1 and not one.others:
                known[module] = place
            if place < 0:
                unclear.setdefault((bool(one.others), *sorted(hits)), []).append(one)
                place = min(hits)  # so that no second error follows from this one
        found.append(place)
    return found, unclear, matched


def _pointer(spelling: Spelling, tower: str) -> str:
    return below(spelling.towers, tower) if spelling.towers else ""


def _segment(tower: str) -> str:
    return tower.replace(".", "__")


def _hits(one: Owned, places: Mapping[str, int], backbone: int) -> dict[int, int]:
    """The towers that a parameter is in, by any of its names, with the depth of their modules there."""
    hits: dict[int, int] = {}
    for held in one.held:
        segments = held.name.split(".")
        segments.pop()
        inside = False
        for depth, segment in enumerate(segments):
            place = places.get(segment)
            if place is not None:
                hits[place] = max(depth, hits.get(place, 0))
                inside = True
        if not inside:
            hits[backbone] = -1
    return hits


def _chosen(hits: Mapping[int, int], on_overlap: OnOverlap) -> int:
    """The place of the tower that is meant; -1: it cannot be told."""
    if len(hits) == 1 or on_overlap == "first":
        return min(hits)
    deepest = max(hits.values())
    at = [place for place, depth in hits.items() if depth == deepest]
    return at[0] if on_overlap == "most_specific" and len(at) == 1 else -1


def _in_several(those: Sequence[Owned], towers: list[str], hit: Sequence[int]) -> str:
    names = [one.first.name for one in those]
    found = ", ".join(quoted(towers[place]) for place in hit)
    return f"{listed(names)} {'is' if len(names) == 1 else 'are'} in {len(hit)} towers: {found}"


def _tied(those: Sequence[Owned], towers: list[str], places: Mapping[str, int]) -> str:
    where = []
    for held in those[0].held:
        segments = held.name.split(".")[:-1]
        own = dict.fromkeys(quoted(towers[places[s]]) for s in segments if s in places)
        where.append(f"{quoted(held.name)} in {' and '.join(own) or BACKBONE}")
    more = f" (and {len(those) - 1} more like it)" if len(those) > 1 else ""
    return f"one tied parameter goes to several groups: {', '.join(where)}{more}"


def _unmatched(
    missing: list[tuple[str, int]], owned: Sequence[Owned], towers: list[str], spelling: Spelling
) -> list[Problem]:
    if not missing:
        return []
    segments = dict.fromkeys(s for one in owned for h in one.held for s in h.name.split(".")[:-1])
    known = [s for s in segments if not s.isdecimal()]
    found = []
    for number, (segment, place) in enumerate(missing):
        message = (
            f"tower {quoted(towers[place])} matches no parameter: "
            f"no module of the model is called {quoted(segment)}"
        )
        meant = near(segment, known) if number < _MOST else ""
        if meant:
            dotted = "." in towers[place] and "__" not in towers[place]
            hint = f"did you mean {quoted(meant.replace('__', '.') if dotted else meant)}?"
        else:
            hint = f"the modules are {listed(known)}" if known else "the model has no modules"
        found.append(Problem(_pointer(spelling, towers[place]), message, hint))
    return found
