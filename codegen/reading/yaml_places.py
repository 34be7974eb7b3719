"""Where each key and value of a YAML text stands."""

from __future__ import annotations

from typing import Any

from codegen.positions import Places
from codegen.reading.yaml_syntax import (
    Alias,
    MappingEnd,
    MappingStart,
    Scalar,
    SequenceEnd,
    SequenceStart,
    StreamEnd,
    Syntax,
)

__all__ = ["first_twice", "places"]

_STARTS = (MappingStart, SequenceStart)
_ENDS = (MappingEnd, SequenceEnd)


def places(text: str, value: Any) -> Places:
    """The place of every key and value of a text that can be read.

    An alias stands where it is written; what is in it, where its anchor has it.
    """
    found = Places(value)
    following = Syntax(text, "").next
    boxes: list[tuple[int, bool, str | None]] = []  # node, whether it is a mapping, anchor
    anchors: dict[str, int] = {}
    key = -1
    key_is_next = False
    while (event := following()).__class__ is not StreamEnd:
        kind = event.__class__
        if kind in _ENDS:
            node, _, anchor = boxes.pop()
            found.close(node)
            if anchor is not None:
                anchors[anchor] = node
        elif kind is not Scalar and kind is not Alias and kind not in _STARTS:
            continue
        elif key_is_next:
            key, key_is_next = event.start_mark.index, False
            if event.anchor is not None and kind is Scalar:
                anchors[event.anchor] = -1
            continue
        else:
            node = found.add(key, event.start_mark.index)
            if kind in _STARTS:
                boxes.append((node, kind is MappingStart, event.anchor))
            elif kind is Alias:
                if anchors[event.anchor] >= 0:
                    found.repeat(anchors[event.anchor])
                    found.close(node)
            elif event.anchor is not None:
                anchors[event.anchor] = node
        key = -1
        key_is_next = bool(boxes) and boxes[-1][1]
    return found


def first_twice(text: str) -> tuple[str, int, int]:
    """The first key that stands a second time in its mapping: the key and the offsets of both."""
    syntax = Syntax(text, "")
    anchors: dict[str, str] = {}
    boxes: list[dict[str, int] | None] = []
    key_is_next = False
    while (event := syntax.next()).__class__ is not StreamEnd:
        kind = event.__class__
        if kind is Scalar and event.anchor is not None:
            anchors[event.anchor] = event.value
        if kind in _STARTS:
            boxes.append({} if kind is MappingStart else None)
        elif kind in _ENDS:
            boxes.pop()
        elif key_is_next and (kind is Scalar or kind is Alias):
            key = syntax.restore(event.value if kind is Scalar else anchors[event.anchor])
            seen = boxes[-1]
            assert seen is not None
            if key in seen:
                return key, seen[key], event.start_mark.index
            seen[key] = event.start_mark.index
            key_is_next = False
            continue
        key_is_next = bool(boxes) and boxes[-1] is not None
    raise AssertionError("no key stands twice")
