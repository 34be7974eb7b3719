"""Finding targets by name, through Python entry points; the built-in ones come the same way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from codegen.errors import UsageError
from codegen.installed import GROUP, entry_points
from codegen.target import Target

__all__ = ["find_targets", "known_targets"]


def known_targets() -> tuple[str, ...]:
    """The names of all targets that are installed, sorted."""
    return tuple(sorted(entry_points(GROUP)))


def find_targets(names: Iterable[str] = ()) -> tuple[Target, ...]:
    """The targets of these names (all, when none is named), sorted and each once.

    :raises UsageError: there is no target of that name, or it cannot be loaded.
    """
    points = entry_points(GROUP)
    return tuple(_load(name, points) for name in sorted(set(names) or points))


def _load(name: str, points: Mapping[str, tuple[str, str]]) -> Target:
    from importlib import import_module

    if name not in points:
        raise UsageError(f"there is no target {name!r}", f"the targets are {', '.join(sorted(points))}")
    value = points[name][0]
    module, _, attribute = value.partition(":")
    try:
        found = getattr(import_module(module), attribute or "TARGET")
    except (ImportError, AttributeError) as error:
        raise UsageError(f"the target {name!r} cannot be loaded: {error}", "install what it needs") from None
    if not isinstance(found, Target):
        raise UsageError(f"{value} is no codegen.target.Target", "mend its entry point")
    return found
