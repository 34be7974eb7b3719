"""From the IR to pages: what stands where, and in which words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from urllib.parse import unquote

from codegen import __version__
from codegen.checker.book import Book
from codegen.checker.kinds import kinds
from codegen.header import header
from codegen.ir import Choice, Definition, Docs, Field, Json, Member, Model, Never, Record, Scalar, shape_refs
from codegen.jsontext import pretty
from codegen.naming import pascal
from codegen.outpaths import problem
from codegen.targets.docs.examples import Examples
from codegen.targets.docs.judge import judge_of
from codegen.targets.docs.pages import Card, Entry, Fact, Page, Site
from codegen.targets.docs.pages import Member as MemberView
from codegen.targets.docs.schedules import formula_of, own_rules, spark
from codegen.targets.docs.text import (
    Piece,
    Text,
    anchor_of,
    code,
    cut,
    first_sentence,
    joined,
    link,
    paragraphs,
    said,
)
from codegen.targets.docs.words import Words
from codegen.terminal import visible

__all__ = ["page_file", "site"]

_ODD = re.compile(r"[\W_]+")
MAX_USES = 24
MAX_FILE = 80
MAX_INLINE_SCHEMA = 4000  # characters; a longer one is a file of its own


def site(model: Model, package: str) -> Site:
    """Every page."""
    views = _Views(model)
    pages = tuple(views.page(d) for d in model.definitions if not d.internal)
    title, about = _heading(model)
    return Site(
        title=visible(cut(title, 80)) or package,
        about=paragraphs(about),
        package=package,
        header=header(model),
        version=__version__,
        digest=model.digest,
        pages=(pages[0], *sorted(pages[1:], key=lambda p: p.name.casefold())),
        roots=tuple(p for p in pages if p.root),
    )


def _heading(model: Model) -> tuple[str, str]:
    """Title and description of the whole schema."""
    schema = model.schema if isinstance(model.schema, dict) else {}
    title, about = schema.get("title", ""), schema.get("description", "")
    return (title if isinstance(title, str) else "", about if isinstance(about, str) else "")


def page_file(definition: Definition) -> str:
    """The name of a type's page without its ending: its own name, unless a file system minds."""
    return _file(pascal(definition.words))


@lru_cache(4096)  # each type is linked to from others
def _file(name: str) -> str:
    if len(name) > MAX_FILE:
        name = f"{name[:MAX_FILE]}-{sha256(name.encode()).hexdigest()[:12]}"
    return name if problem(name) is None else f"{name}_"


@dataclass(slots=True)
class _Views:
    """Lives for one call of :func:`site`."""

    model: Model
    words: Words = field(init=False)
    examples: Examples = field(init=False)
    uses: Mapping[str, list[tuple[Definition, str]]] = field(init=False)

    def __post_init__(self) -> None:
        self.words = Words(self.model, Book(self.model), self._link)
        self.examples = Examples(self.model, judge_of(self.model))
        self.uses = _uses(self.model)

    def _link(self, key: str) -> Text:
        definition = self.model.definition(key)
        return link(pascal(definition.words), f"{page_file(definition)}.html")

    def page(self, definition: Definition) -> Page:
        """The page of a type."""
        node, name, file = definition.node, pascal(definition.words), page_file(definition)
        record = node if isinstance(node, Record) else None
        cards = self._cards(definition, record) if record is not None else ()
        members = {k for c in record.choices for m in c.members for k in m.keys} if record is not None else ()
        fields = [f for f in record.fields if f.key not in members] if record is not None else []
        about = _about(node.docs, name)
        schema = self._schema(definition)
        example = self.examples.of(definition)
        return Page(
            name=name,
            file=file,
            sentence=first_sentence(about),
            about=paragraphs(about),
            kind=said(_object(record)) if record is not None else self.words.whole(node),
            facts=tuple(self.words.facts(node)),
            cards=cards,
            entries=tuple(self._entry(record, f, {}) for f in fields) if record is not None else (),
            formula=formula_of(self.model, record, example) if record is not None else None,
            rules=tuple(self.words.rules(node)),
            own_rules=own_rules(record) if record is not None else (),
            example=example,
            used_by=self._used_by(definition),
            schema=schema,
            schema_file=f"schema/{file}.json" if len(schema) > MAX_INLINE_SCHEMA else "",
            root=definition.key == self.model.root or not self.uses[definition.key],
            deprecated=node.docs.deprecated,
        )

    def _cards(self, definition: Definition, record: Record) -> tuple[Card, ...]:
        placed: set[str] = set()
        groups = {k: c for c in reversed(record.choices) for m in c.members for k in m.keys}
        fields = {f.key: f for f in record.fields}

        def member(choice: Choice, one: Member) -> MemberView:
            new = [fields[k] for k in dict.fromkeys(one.keys) if k in fields and k not in placed]
            placed.update(f.key for f in new)
            example = self.examples.of_member(definition, choice, one)
            return MemberView(
                keys=joined([link(k, f"#{anchor_of(k)}") for k in one.keys], " and "),
                anchor="" if new else f"{anchor_of(choice.name)}:{'+'.join(map(anchor_of, one.keys))}"[:300],
                entries=tuple(self._entry(record, f, groups) for f in new),
                example=example,
                curve=spark(self.model, record, example),
            )

        return tuple(
            Card(
                name=visible(cut(choice.name, 80)),
                anchor=f"group:{anchor_of(choice.name)}",
                rule=f"set {choice.kind} of {len(choice.members)}",
                about=(*paragraphs(choice.docs.description), *_null(choice)),
                members=tuple(member(choice, m) for m in choice.members),
            )
            for choice in record.choices
        )

    def _entry(self, record: Record, found: Field, groups: Mapping[str, Choice]) -> Entry:
        node = found.node
        choice = groups.get(found.key)
        facts = list(self.words.facts(node))
        if node.docs.examples and choice is None:
            facts.append(Fact("Example", joined([code(e.text) for e in node.docs.examples[:3]])))
        facts += [Fact("Rule", rule) for rule in self.words.rules(node)]
        name = visible(cut(choice.name, 80)) if choice is not None else ""
        return Entry(
            key=visible(cut(found.key, 200)),
            anchor=anchor_of(found.key),
            type=self.words.type(node),
            state="required" if found.required else f"one of {name}" if choice else "optional",
            about=paragraphs(_about(node.docs, found.key)),
            facts=tuple(facts),
            unset=self._unset(found, choice, name),
            default=node.default.text if node.default is not None else "",
            deprecated=node.docs.deprecated,
        )

    def _unset(self, found: Field, choice: Choice | None, name: str) -> Text:
        """What happens when a key is left out."""
        nullable = "null" in kinds(self.model, found.node)
        default = found.node.default
        null = "; it may be null" if nullable else ""
        if found.required:
            return said(f"refused: the key is required{null}")
        if default is not None and default.value is not None:
            return (Piece("the default "), *code(default.text), Piece(f" holds{null}"))
        if choice is not None:
            return said(
                f"another member of {name} has to be set" if choice.kind != "at most one" else "not set"
            )
        return said("not set, as with null" if nullable else "not set")

    def _used_by(self, definition: Definition) -> Text:
        found = self.uses[definition.key]
        places = [
            link(f"{pascal(d.words)}.{key}" if key else pascal(d.words), f"{page_file(d)}.html{_hash(key)}")
            for d, key in found[:MAX_USES]
        ]
        more = [said(f"{len(found) - MAX_USES} more")] if len(found) > MAX_USES else []
        return joined([*places, *more])

    def _schema(self, definition: Definition) -> str:
        ref = self.model.refs.get(definition.key)
        return "" if ref is None else pretty(_at(self.model.schema, ref))


def _about(docs: Docs, name: str) -> str:
    """The description, or else a title that says more than the name."""
    if docs.description or not docs.title:
        return docs.description
    return "" if _ODD.sub("", docs.title).casefold() == _ODD.sub("", name).casefold() else docs.title


def _object(record: Record) -> str:
    empty = not record.fields and not record.patterns and isinstance(record.additional, Never)
    return "object without keys" if empty else "object"


def _null(choice: Choice) -> tuple[Text, ...]:
    """What null means to a group."""
    if any(m.null_is_set for m in choice.members):
        return ()
    return ((Piece("A member that is "), *code("null"), Piece(" is not set.")),)


def _hash(key: str) -> str:
    return f"#{anchor_of(key)}" if key else ""


def _uses(model: Model) -> Mapping[str, list[tuple[Definition, str]]]:
    """By definition, the public definitions and keys that refer to it (no key: the type itself does)."""
    found: dict[str, list[tuple[Definition, str]]] = defaultdict(list)
    for definition in model.definitions:
        if definition.internal:
            continue
        for key, target in dict.fromkeys(_refs(model, definition)):
            if target != definition.key:
                found[target].append((definition, key))
    return found


def _refs(model: Model, definition: Definition) -> Iterator[tuple[str, str]]:
    node = definition.node
    if not isinstance(node, Record):
        yield from (("", target) for target in shape_refs(node))
        return
    for one in node.fields:
        if not isinstance(one.node, Scalar):  # as most are
            yield from [(one.key, target) for target in shape_refs(one.node)]
    for below in (*(p.node for p in node.patterns), node.additional):
        yield from (("", target) for target in shape_refs(below))


def _at(schema: Json, ref: str) -> Json:
    """What stands in the bundle at ``#/$defs/Name`` (a pointer in a fragment: RFC 6901 section 6)."""
    found = schema
    for step in ref.removeprefix("#").split("/")[1:]:
        name = unquote(step).replace("~1", "/").replace("~0", "~")
        if isinstance(found, list):
            found = found[int(name)]
        else:
            assert isinstance(found, dict)
            found = found[name]
    return found
