"""Keys whose objects override others: a default of the schema does not hold in them.

An entry of parameter groups (``x-torch``: ``{"group": {"optimizer": "way"}}``) writes only what is different
from the algorithm of the whole configuration.  Filling in the rest with defaults would change what it says.
"""

from __future__ import annotations

from codegen.ir import Record

__all__ = ["overriding_keys"]


def overriding_keys(record: Record) -> tuple[str, ...]:
    """The members of the group that overrides, in the order of the schema; none for other objects."""
    note = next((literal.value for name, literal in record.docs.extensions if name == "x-torch"), None)
    entry = note.get("group") if isinstance(note, dict) else None
    name = entry.get("optimizer") if isinstance(entry, dict) else None
    return tuple(
        key for choice in record.choices if choice.name == name for m in choice.members for key in m.keys
    )
