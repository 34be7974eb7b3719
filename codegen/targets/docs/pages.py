"""What a site holds, before it is HTML, Markdown or JSON.  Made by :mod:`.view`.

Tuples, since a large site has tens of thousands: they are made in a third of the time of frozen dataclasses.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from codegen.curves import Curve
from codegen.targets.docs.text import Text

__all__ = ["Card", "Drawing", "Entry", "Example", "Fact", "Formula", "Member", "Page", "Row", "Site"]


class Example(NamedTuple):
    """A valid document: as YAML, as one line of JSON, and as the query that opens it in the playground."""

    value: Any
    yaml: str
    json: str
    query: str


class Fact(NamedTuple):
    """A line below a property: ``Range`` and ``0 <= x < 1``."""

    label: str
    text: Text


class Formula(NamedTuple):
    """The schedule of a type.  ``mathml`` is markup that holds ASCII words alone; empty where words do."""

    mathml: str
    text: str
    words: str
    drawing: Drawing | None


class Drawing(NamedTuple):
    """A curve of the type's example: the points of a line in a box of 600 by 200, and what it says in words.

    ``curve`` has the same points as numbers.
    """

    points: str
    top: str
    last: str
    words: str
    curve: Curve


class Entry(NamedTuple):
    """A property."""

    key: str
    anchor: str
    type: Text
    state: str  # required, optional, one of GROUP
    about: tuple[Text, ...]
    facts: tuple[Fact, ...]
    unset: Text
    default: str  # as written; empty when there is none
    deprecated: bool = False


class Member(NamedTuple):
    """One way to meet a group.  ``entries`` are those of its properties that stand here; ``keys`` all."""

    keys: Text
    anchor: str
    entries: tuple[Entry, ...]
    example: Example | None
    curve: str = ""  # points of a small SVG polyline


class Card(NamedTuple):
    """A property group."""

    name: str
    anchor: str
    rule: str  # set exactly one of 15
    about: tuple[Text, ...]
    members: tuple[Member, ...]


class Row(NamedTuple):
    """A line of the list of types."""

    name: str
    href: str
    sentence: str


class Page(NamedTuple):
    """A type."""

    name: str
    file: str  # without its ending
    sentence: str
    about: tuple[Text, ...]
    kind: Text
    facts: tuple[Fact, ...]
    cards: tuple[Card, ...]
    entries: tuple[Entry, ...]
    formula: Formula | None
    rules: tuple[Text, ...]
    own_rules: tuple[Text, ...]  # which a stock validator does not see
    example: Example | None
    used_by: Text
    schema: str  # pretty JSON; empty when there is none
    schema_file: str  # where it stands when it is too long for the page
    root: bool
    deprecated: bool = False

    @property
    def row(self) -> Row:
        """Its line in a list of types."""
        return Row(self.name, f"types/{self.file}.html", self.sentence)


class Site(NamedTuple):
    """All of it.  ``digest`` is that of the schema in full."""

    title: str
    about: tuple[Text, ...]
    package: str
    header: str
    version: str
    digest: str
    pages: tuple[Page, ...]
    roots: tuple[Page, ...]
