"""What changed in the property groups of an object, in words."""

from __future__ import annotations

from collections.abc import Iterator

from codegen import messages
from codegen.ir import Choice, Member, Record

__all__ = ["group_changes"]


def group_changes(old: Record, new: Record) -> Iterator[str]:
    """``group optimizer: member lion added``, and the like."""
    pairs, gone, fresh = _paired(list(old.choices), list(new.choices))
    for was, now in pairs:
        yield from _of_pair(was, now)
    yield from (f"group {_name(c)} removed ({_said(c)})" for c in gone)
    yield from (f"group {_name(c)} added ({_said(c)})" for c in fresh)


def _paired(
    old: list[Choice], new: list[Choice]
) -> tuple[list[tuple[Choice, Choice]], list[Choice], list[Choice]]:
    """Groups of the same name; then those that share most of their members."""
    pairs = [(was, now) for was in old for now in new if was.name == now.name]
    gone = [c for c in old if all(c is not was for was, _ in pairs)]
    fresh = [c for c in new if all(c is not now for _, now in pairs)]
    for was in list(gone):
        near = max(fresh, key=lambda c: _shared(was, c), default=None)
        if near is not None and 2 * _shared(was, near) >= min(len(was.members), len(near.members)):
            pairs.append((was, near))
            gone.remove(was)
            fresh.remove(near)
    return pairs, gone, fresh


def _shared(one: Choice, other: Choice) -> int:
    return len({m.keys for m in one.members} & {m.keys for m in other.members})


def _of_pair(old: Choice, new: Choice) -> Iterator[str]:
    group = f"group {_name(new)}"
    if old.name != new.name and (old.named or new.named):
        yield f"{group}: its name was {_name(old)}"
    if old.kind != new.kind:
        yield f"{group}: {new.kind} member is set, in place of {old.kind}"
    was = {m.keys: m for m in old.members}
    now = {m.keys: m for m in new.members}
    yield from (f"{group}: member {_member(m)} added" for keys, m in now.items() if keys not in was)
    yield from (f"{group}: member {_member(m)} removed" for keys, m in was.items() if keys not in now)
    for keys, member in now.items():
        if keys in was and was[keys].null_is_set != member.null_is_set:
            means = "counts as set now" if member.null_is_set else "means not set now"
            yield f"{group}: null for {_member(member)} {means}"


def _member(member: Member) -> str:
    return " with ".join(map(messages.name, member.keys))


def _name(choice: Choice) -> str:
    return messages.name(choice.name)


def _said(choice: Choice) -> str:
    shown = [_member(m) for m in choice.members[:8]]
    more = f", … {len(choice.members) - 8} more" if len(choice.members) > 8 else ""
    return f"{choice.kind} of {', '.join(shown)}{more}"
