"""Decisions about what to print; templates only place it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from codegen.checker.book import python_value
from codegen.checker.kinds import kinds
from codegen.checker.source import quote
from codegen.ir import (
    Choice,
    Definition,
    Field,
    Literal,
    Member,
    Model,
    Never,
    Node,
    Record,
    Scalar,
    shape_refs,
)
from codegen.overriding import overriding_keys
from codegen.python_docs import docstring
from codegen.python_names import RecordNames, class_name, record_names
from codegen.targets.pydantic.order import Order, order_of
from codegen.targets.pydantic.types import Annotator
from codegen.targets.pydantic.words import about_choice, about_field, about_kind, about_record

__all__ = ["AliasView", "ClassView", "PackageView", "package_view"]

LISTED = 70  # characters of a group's members, from which on they stand once above its accessors


@dataclass(frozen=True, slots=True)
class ClassView:
    """One class: its heading and the blocks of its body, each some lines, already indented."""

    key: str
    name: str
    head: str
    blocks: tuple[tuple[str, ...], ...]
    depends: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AliasView:
    """A definition that is no object: a name for a type."""

    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PackageView:
    """The whole package.  ``early`` aliases stand before the classes, ``late`` ones after them."""

    classes: tuple[ClassView, ...]
    early: tuple[AliasView, ...]
    late: tuple[AliasView, ...]
    root: str
    root_is_class: bool
    root_definition: str
    exported: tuple[str, ...]

    @property
    def imported(self) -> list[str]:
        """The names in the order of an import."""
        return sorted(self.exported, key=str.lower)

    @property
    def public(self) -> list[str]:
        """What the package exports besides its functions."""
        return sorted((*self.exported, "InvalidDocument", "Root"))


def package_view(model: Model) -> PackageView:
    """Everything the templates of one package need."""
    shown = [d for d in model.definitions if not d.internal]
    names = {d.key: class_name(d) for d in shown}
    annotator = Annotator(model, names.__getitem__)
    order = order_of(model, shown)
    printer = _Printer(model, names, annotator, order)
    root = model.definition(model.root)
    return PackageView(
        classes=tuple(printer.class_view(d) for d in shown if isinstance(d.node, Record)),
        early=tuple(printer.alias_view(model.definition(k)) for k in order.early),
        late=tuple(printer.alias_view(model.definition(k)) for k in order.late),
        root=names[root.key],
        root_is_class=isinstance(root.node, Record),
        root_definition=quote("".join(names[root.key].rstrip("_"))),
        exported=tuple(sorted(names.values())),
    )


@dataclass(frozen=True, slots=True)
class _Printer:
    model: Model
    names: dict[str, str]
    annotator: Annotator
    order: Order

    def class_view(self, definition: Definition) -> ClassView:
        record = definition.node
        assert isinstance(record, Record)
        given = record_names(record, frozenset(self.names.values()))
        blocks = [tuple(docstring(about_record(record), 1) or ['    """An object."""'])]
        blocks += self._special(definition, record)
        for field in record.fields:
            if not isinstance(field.node, Never):
                blocks.append(tuple(self._field(definition, record, field, given)))
        for choice in record.choices:
            blocks += self._accessors(definition, record, choice, given)
        name = self.names[definition.key]
        base = "Model" if isinstance(record.additional, Never) and not record.patterns else "OpenModel"
        depends = tuple(
            k for k in self.order.records_of(definition.key) if not self.order.quoted(definition.key, k)
        )
        return ClassView(definition.key, name, f"class {name}({base}):", tuple(blocks), depends)

    def _special(self, definition: Definition, record: Record) -> Iterable[tuple[str, ...]]:
        name = self.names[definition.key]
        if name.endswith("_"):
            yield (f"    _definition: ClassVar[str] = {quote(name[:-1])}",)
        if keys := overriding_keys(record):
            lines = (f"        {quote(key)}," for key in keys)
            yield ("    __as_written__: ClassVar[tuple[str, ...]] = (", *lines, "    )")
        others = [*(p.node for p in record.patterns), record.additional]
        others = [n for n in others if not isinstance(n, Never)]
        if others:
            # Of several types pydantic might take another than the one whose key it is.
            kind = self.annotator.text(others[0]) if len(others) == 1 else "Json"
            values = self._quoted(definition.key, f"dict[str, {kind}]", *others)
            yield (f"    __pydantic_extra__: {values} = Field(init=False)",)

    def _field(
        self, definition: Definition, record: Record, field: Field, given: RecordNames
    ) -> Iterable[str]:
        name, node = given.fields[field.key], field.node
        parts = self.annotator.parts(node)
        kind = " | ".join(parts)
        value = "" if field.required else "None"
        if not field.required and node.default is not None:
            value = _default(node.default, isinstance(node, Scalar) and node.kind == "integer")
        elif not field.required and parts != ("Json",) and "null" not in kinds(self.model, node):
            kind = f"Maybe[{kind}]"
        if name != field.key:
            kind = f"Annotated[{kind}, Field(alias={quote(field.key)})]"
        line = f"    {name}: {self._quoted(definition.key, kind, node)}"
        yield f"{line} = {value}" if value else line
        yield from docstring(about_field(self.model, field, record, name), 1)

    def _quoted(self, key: str, text: str, *nodes: Node) -> str:
        """An annotation that names something not defined yet is a string."""
        mentioned = [k for n in nodes for k in shape_refs(n)]
        return quote(text) if any(self.order.quoted(key, k) for k in mentioned) else text

    def _accessors(
        self, definition: Definition, record: Record, choice: Choice, given: RecordNames
    ) -> Iterable[tuple[str, ...]]:
        value, kind = given.groups[choice.name]
        types = dict.fromkeys(p for m in choice.members for p in self._member_type(record, m))
        labels = [quote(" and ".join(m.keys)) for m in choice.members]
        arguments = [_member(m, given) for m in choice.members]
        if len(", ".join(arguments)) > LISTED:
            yield _listed(value, arguments)
            arguments = [f"*self._{value}"]
        nulls = [quote(given.fields[k]) for m in choice.members if m.null_is_set for k in m.keys]
        if nulls:
            arguments.append(f"null_is_set=({', '.join(nulls)},)")
        after = ["None"] if choice.kind == "at most one" else []
        late = any(self.order.quoted(definition.key, k) for f in record.fields for k in shape_refs(f.node))
        if choice.kind == "at least one":
            returns = f"tuple[{' | '.join(types)}, ...]"
            returns = quote(returns) if late else returns
            yield _accessor(value, returns, "set_members", about_choice(choice), arguments)
            kinds = f"tuple[Literal[{', '.join(labels)}], ...]"
            yield _accessor(kind, kinds, "set_kinds", about_kind(choice), arguments)
            return
        returns = _wrapped([*types, *after], " | ", late)
        yield _accessor(value, returns, "chosen", about_choice(choice), arguments)
        literal = _bracketed("Literal", labels) + ("" if not after else " | None")
        yield _accessor(kind, literal, "chosen_kind", about_kind(choice), arguments)

    def _member_type(self, record: Record, member: Member) -> tuple[str, ...]:
        nodes = [f.node for key in member.keys for f in record.fields if f.key == key]
        found = [
            self.annotator.parts(n) if member.null_is_set else self.annotator.without_none(n) for n in nodes
        ]
        if len(found) == 1:
            return found[0]
        return (f"tuple[{', '.join(' | '.join(parts) for parts in found)}]",)

    def alias_view(self, definition: Definition) -> AliasView:
        name, node = self.names[definition.key], definition.node
        text = self.annotator.text(node)
        said = docstring([node.docs.description or node.docs.title or ""], 0)
        if definition.key in self.order.recursive:
            return AliasView(name, (f'{name} = TypeAliasType("{name}", {quote(text)})', *said))
        return AliasView(name, (f"{name}: TypeAlias = {text}", *said))


def _member(member: Member, given: RecordNames) -> str:
    names = [quote(given.fields[key]) for key in member.keys]
    return names[0] if len(names) == 1 else f"({', '.join(names)})"


def _default(default: Literal, whole: bool) -> str:
    value = default.value
    if isinstance(value, (list, dict)):
        return f"default({python_value(value)})"
    if isinstance(value, float) and not whole:
        return default.text
    return python_value(int(value) if isinstance(value, float) else value)


def _accessor(
    name: str, returns: str, helper: str, about: list[str], arguments: list[str]
) -> tuple[str, ...]:
    call = f"        return {helper}(self, {', '.join(arguments)})"
    return ("    @property", f"    def {name}(self) -> {returns}:", *docstring(about, 2), call)


def _listed(name: str, members: list[str]) -> tuple[str, ...]:
    lines = (f"        {member}," for member in members)
    kind = "tuple[str | tuple[str, ...], ...]" if any("(" in m for m in members) else "tuple[str, ...]"
    return (f"    _{name}: ClassVar[{kind}] = (", *lines, "    )")


def _wrapped(parts: list[str], between: str, late: bool) -> str:
    whole = between.join(parts)
    if late:
        return quote(whole)
    if len(whole) <= 70:
        return whole
    return "(\n        " + f"\n        {between.strip()} ".join(parts) + "\n    )"


def _bracketed(head: str, parts: list[str]) -> str:
    whole = f"{head}[{', '.join(parts)}]"
    if len(whole) <= 70:
        return whole
    return f"{head}[\n" + "".join(f"        {part},\n" for part in parts) + "    ]"
