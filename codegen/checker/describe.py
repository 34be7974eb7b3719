"""What a node accepts, in a few words for a message: ``a number >= 5``, ``"all" or null``, ``a Circle``."""

from __future__ import annotations

from codegen import messages
from codegen.checker.book import Book
from codegen.checker.kinds import EVERY, follow, is_any, kinds
from codegen.checker.search_scalars import scalar_words
from codegen.errors import Origin
from codegen.ir import Array, Const, Enum, Field, Json, Map, Never, Node, Record, Ref, Scalar, Tuple, Union

__all__ = ["condition", "constants", "describe", "record_of", "schema_at"]

_DEEP = 3


def describe(book: Book, node: Node, depth: int = 0) -> str:
    """A noun phrase for what a node accepts."""
    match node:
        case Scalar():
            return scalar_words(node)
        case Const(value=value):
            return messages.shown(value)
        case Enum(values=values):
            return messages.either(map(messages.shown, values))
        case Array() | Tuple():
            return messages.KINDS["array"]
        case Map():
            return messages.KINDS["object"]
        case Never():
            return "nothing"
        case Ref(target=target):
            return _definition(book, target, depth)
        case Union(members=members) if depth < _DEEP and len(kinds(book.model, node)) < len(EVERY):
            return messages.escaped(_sorted([describe(book, m, depth + 1) for m in members]), 200)
    found = kinds(book.model, node)
    if len(found) < len(EVERY):
        return _sorted([messages.KINDS[k] for k in found])
    record = record_of(book, node)
    needed = _needed(record) if record is not None else ""
    return f"an object with {needed}" if needed else schema_at(node.origin)


def _sorted(names: list[str]) -> str:
    """``null`` goes last."""
    return messages.either(sorted(names, key=lambda name: name == "null"))


def schema_at(origin: Origin) -> str:
    """A schema that no few words describe."""
    return f"what the schema says at #{messages.escaped(origin.pointer, 200)}"


def _definition(book: Book, target: str, depth: int) -> str:
    definition = book.model.definition(target)
    node = definition.node
    if isinstance(node, (Record, Map)) or depth >= _DEEP:
        if definition.internal and isinstance(node, Record):
            return _object(node)
        return messages.name(book.type_name(definition))
    return describe(book, node, depth + 1)


def _object(node: Record) -> str:
    """An object that has no name of its own."""
    needed = _needed(node)
    return f"an object with {needed}" if needed else "an object"


def _needed(node: Record) -> str:
    """The required keys of a record: ``a and b``."""
    keys = [messages.name(f.key) for f in node.fields if f.required]
    keys += map(messages.name, node.required_extra)
    return messages.escaped(" and ".join(keys[: messages.MAX_LISTED]), 200)


def record_of(book: Book, node: Node) -> Record | None:
    """The record that an alternative is, through references; or what it says about objects."""
    found = follow(book.model, node)
    if isinstance(found, Union) and found.kind == "types":
        objects = [m for m in found.members if kinds(book.model, m) == ("object",)]
        found = follow(book.model, objects[0]) if len(objects) == 1 else found
    return found if isinstance(found, Record) else None


def constants(book: Book, node: Record) -> list[tuple[str, list[Json]]]:
    """Keys that tell alternatives apart by fixed values."""
    found: list[tuple[str, list[Json]]] = []
    for field in node.fields:
        below = follow(book.model, field.node)
        if isinstance(below, Const):
            found.append((field.key, [below.value.value]))
        elif isinstance(below, Enum):
            found.append((field.key, [v.value for v in below.values]))
    return found


def condition(book: Book, node: Node) -> str:
    """When a node accepts, as a clause: ``kind is "a"``, ``nesterov is set``."""
    record = record_of(book, node)
    if record is not None and _about_keys(record) and (isinstance(node, Union) or not _more(book, node)):
        facts = [_fact(book, f) for f in record.fields]
        facts += [f"{messages.name(k)} is present" for k in record.required_extra]
        if facts and all(facts):
            return messages.escaped(" and ".join(facts), 300)
    found = kinds(book.model, node)
    plain = follow(book.model, node)
    if isinstance(plain, (Scalar, Const, Enum)) and not plain.residuals:
        return f"it is {describe(book, plain)}"
    if isinstance(plain, Union) and plain.kind == "types" and len(found) < len(EVERY) and record is None:
        return f"it is {describe(book, plain)}"
    return f"it is {schema_at(node.origin)}"


def _more(book: Book, node: Node) -> bool:
    return bool(node.residuals)


def _about_keys(record: Record) -> bool:
    plain = not (record.patterns or record.choices or record.residuals or record.min_properties)
    return plain and record.max_properties is None and is_any(record.additional)


def _fact(book: Book, field: Field) -> str:
    """What a condition says about one key."""
    key, node = messages.name(field.key), field.node
    absent = "" if field.required else " or absent"
    if is_any(node):
        return f"{key} is present" if field.required else ""
    if isinstance(node, Const) and node.value.value is True and field.required:
        return f"{key} is set"
    if isinstance(node, Never):
        return "" if field.required else f"{key} is absent"
    if node.residuals:
        return ""
    return f"{key} is {describe(book, node)}{absent}"
