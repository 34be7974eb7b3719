"""YAML 1.2 to values, from the events of libyaml.

libyaml (through PyYAML) does the syntax; what scalars mean is decided here, by the core schema.  There
are no tags, no merge keys and no second document.  An alias is a copy of what its anchor names.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from codegen.errors import LimitExceeded, MalformedDocument, Position, SchemaError
from codegen.reading.limits import MAX_DEPTH, MAX_EXPANDED, MAX_NODES
from codegen.reading.refusals import not_finite, out_of_range, too_deep, too_many, twice
from codegen.reading.scalars import NotFinite, resolve
from codegen.reading.text import at, decode
from codegen.reading.yaml_places import first_twice, places
from codegen.reading.yaml_syntax import (
    Alias,
    DocumentStart,
    MappingEnd,
    MappingStart,
    Scalar,
    SequenceEnd,
    SequenceStart,
    StreamEnd,
    Syntax,
    refusal,
)
from codegen.reading.yaml_words import TAGS

__all__ = ["places", "value_of"]

Event = Any


def value_of(data: bytes, file: str, number: Callable[[str], float]) -> tuple[Any, str]:
    """Value and text of a YAML document."""
    text = decode(data, file)
    syntax = Syntax(text, file)
    builder = _Builder(syntax, number)
    try:
        return builder.document(), text
    except syntax.errors as error:
        raise refusal(error, text, file) from None
    except UnicodeDecodeError:
        raise _unreadable_tag(text, file) from None


def _unreadable_tag(text: str, file: str) -> SchemaError:
    """A tag has escapes that are no UTF-8, and PyYAML does not say where: with others, it is read as far."""
    text = re.sub("%[0-9A-Fa-f]{2}", "%41", text)
    try:
        _Builder(Syntax(text, file), float).document()
    except SchemaError as error:
        return MalformedDocument(*TAGS, position=error.diagnostics[0].position, file=file)
    raise AssertionError("there is no tag")


class _Builder:
    """Makes the value.  Recursive, and so deep as :data:`MAX_DEPTH` allows."""

    def __init__(self, syntax: Syntax, number: Callable[[str], float]) -> None:
        self.syntax = syntax
        self.next = syntax.next
        self.number = number
        self.adorned = any(mark in syntax.text for mark in "!&*")  # there may be tags, anchors, aliases
        self.depth = 0
        self.nodes = 0
        self.expanded = 0
        self.plain: dict[str, Any] = {}  # what plain scalars met so far mean
        self.names: dict[str, str] = {}  # plain keys met so far, each one object
        self.anchors: dict[str, Any] = {}
        self.open: set[str] = set()

    def document(self) -> Any:
        """The one document of the stream."""
        self.next()  # the stream begins
        event = self.next()
        if event.__class__ is not DocumentStart:
            raise MalformedDocument(
                "the file is empty",
                "write {} where nothing is to be said",
                position=Position(1, 1),
                file=self.syntax.file,
            )
        value = self.value(self.next())
        self.next()  # the document ends
        event = self.next()
        if event.__class__ is not StreamEnd:
            raise self.refuse(
                event, "a second document begins here", "a file holds one document; take the rest out"
            )
        return value

    def value(self, event: Event) -> Any:
        """Any value.  ``mapping`` and ``sequence`` do the commonest, plain scalars, themselves."""
        if event.__class__ is Alias:
            return self.alias(event)
        if event.tag is not None:
            raise self.tagged(event)
        if event.__class__ is Scalar:
            value = self.scalar(event)
        else:
            if event.anchor is not None:
                self.anchors.pop(event.anchor, None)
                self.open.add(event.anchor)
            value = self.container(event)
            self.open.discard(event.anchor)
        if event.anchor is not None:
            self.anchors[event.anchor] = value
        return value

    def container(self, event: Event) -> Any:
        self.depth += 1
        self.nodes += 1
        if self.depth > MAX_DEPTH:
            raise too_deep(self.place(event), self.syntax.file)
        value = self.mapping() if event.__class__ is MappingStart else self.sequence()
        self.depth -= 1
        return value

    def mapping(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        following, plain, names, adorned = self.next, self.plain, self.names, self.adorned
        end, a_scalar = MappingEnd, Scalar  # names of a function are found faster
        room = (MAX_NODES - self.nodes) // 2
        while (event := following()).__class__ is not end:
            if (
                event.__class__ is a_scalar
                and event.value in names
                and (not adorned or (event.tag is None and event.anchor is None))
            ):
                key = names[event.value]
            else:
                key = self.key(event)
            if key in found:
                raise self.duplicate(event)
            event = following()
            if event.__class__ is a_scalar and (not adorned or (event.tag is None and event.anchor is None)):
                text = event.value
                if text in plain and not event.style:
                    found[key] = plain[text]
                else:
                    found[key] = self.scalar(event)
            else:
                found[key] = self.value(event)
                room = (MAX_NODES - self.nodes) // 2
            if len(found) > room:
                raise too_many(self.syntax.file, self.place(event))
        self.nodes += 2 * len(found)
        return found

    def sequence(self) -> list[Any]:
        found: list[Any] = []
        following, plain, adorned = self.next, self.plain, self.adorned
        room = MAX_NODES - self.nodes
        while (event := following()).__class__ is not SequenceEnd:
            if (
                event.__class__ is Scalar
                and event.value in plain
                and not event.style
                and (not adorned or (event.tag is None and event.anchor is None))
            ):
                found.append(plain[event.value])
            else:
                found.append(self.value(event))
                room = MAX_NODES - self.nodes
            if len(found) > room:
                raise too_many(self.syntax.file, self.place(event))
        self.nodes += len(found)
        return found

    def scalar(self, event: Event) -> Any:
        text = self.syntax.restore(event.value)
        if event.style:
            return text
        try:
            value = resolve(text, self.number)
        except NotFinite:
            raise not_finite(text, self.place(event), self.syntax.file) from None
        except OverflowError:
            raise out_of_range(text, self.place(event), self.syntax.file) from None
        if len(text) <= 64 and len(self.plain) < 100_000 and text == event.value:
            self.plain[text] = value
        return value

    def key(self, event: Event) -> str:
        if event.__class__ is SequenceStart or event.__class__ is MappingStart:
            raise self.compound(event)
        if event.__class__ is Scalar and event.value == "<<" and not event.style and event.tag is None:
            raise self.refuse(
                event,
                "YAML 1.2 has no merge keys, so << would be read differently elsewhere",
                'repeat the keys here, or use an alias for a whole value; "<<" in quotes is an ordinary key',
            )
        value = self.value(event)
        if isinstance(value, str):
            if event.__class__ is Scalar and not event.style and value == event.value:
                self.names[value] = value
            return value
        if event.__class__ is Scalar and not event.value:
            raise self.refuse(event, "a key is missing before the colon", "write key: value")
        written = "this alias" if event.__class__ is Alias else f"the key {event.value[:40]}"
        kind = "null" if value is None else "true or false" if isinstance(value, bool) else "a number"
        if not isinstance(value, (type(None), bool, int, float)):
            kind = "a list or a mapping"
        hint = f'write "{event.value[:40]}": in quotes' if event.__class__ is Scalar else "keys are strings"
        raise self.refuse(event, f"{written} is {kind}, not a string", hint)

    def compound(self, event: Event) -> SchemaError:
        kind = "list" if event.__class__ is SequenceStart else "mapping"
        index = event.start_mark.index
        hint = "keys are strings"
        if self.syntax.text[index - 1 : index + 1] == "{{":
            hint = "templates are not filled in here; put the text in quotes"
        return self.refuse(event, f"a {kind} is used as a key", hint)

    def alias(self, event: Event) -> Any:
        name = event.anchor
        if name in self.open:
            raise self.refuse(
                event, f"*{name[:40]} stands inside the value it names", "a value cannot contain itself"
            )
        if name not in self.anchors:
            raise self.refuse(
                event,
                f"*{name[:40]} names no anchor above it",
                f"write &{name[:40]} before the value it stands for",
            )
        return self.copy(self.anchors[name], event, self.depth)

    def copy(self, value: Any, event: Event, depth: int) -> Any:
        """What an alias stands for is counted as if it were written out."""
        if not isinstance(value, (dict, list)):
            return value
        if depth >= MAX_DEPTH:
            raise too_deep(self.place(event), self.syntax.file)
        size = 1 + (2 * len(value) if isinstance(value, dict) else len(value))
        self.expanded += size
        self.nodes += size
        if self.expanded > MAX_EXPANDED:
            raise LimitExceeded(
                f"aliases add more than {MAX_EXPANDED} keys and values",
                "write the values out, or fewer of them",
                position=self.place(event),
                file=self.syntax.file,
            )
        if isinstance(value, dict):
            return {k: self.copy(v, event, depth + 1) for k, v in value.items()}
        return [self.copy(v, event, depth + 1) for v in value]

    def tagged(self, event: Event) -> SchemaError:
        tag = event.tag.replace("tag:yaml.org,2002:", "!!", 1)
        hint = "take the tag out; put a value in quotes to make it a string"
        return self.refuse(event, f"the tag {tag[:40]} is not read: values have no tags here", hint)

    def duplicate(self, event: Event) -> SchemaError:
        key, first, second = first_twice(self.syntax.text)
        text = self.syntax.text
        return twice(key, at(text, first).line, at(text, second), self.syntax.file)

    def place(self, event: Event) -> Position:
        return at(self.syntax.text, event.start_mark.index)

    def refuse(self, event: Event, message: str, hint: str) -> SchemaError:
        return MalformedDocument(message, hint, position=self.place(event), file=self.syntax.file)
