"""From nodes to TypeScript types.

A type lets through every document that the schema accepts, and refuses what TypeScript can refuse: wrong
kinds, unknown keys of a closed object, and the wrong number of members of a group.
"""

from __future__ import annotations

from collections.abc import Iterable

from codegen.checker.kinds import follow, is_any
from codegen.ir import (
    Array,
    Choice,
    Const,
    Definition,
    Enum,
    Field,
    Json,
    Map,
    Model,
    Never,
    Node,
    Record,
    Ref,
    Scalar,
    Tuple,
    Union,
)
from codegen.javascript.source import identifier, quote
from codegen.targets.typescript.names import fields_name, type_name
from codegen.targets.typescript.words import about_definition, about_field, comment

__all__ = ["HELPERS", "declaration"]

MAX_COMBINATIONS = 2000  # ways to choose one member of each group; beyond, groups are left to the checker
MAX_FIXED = 8  # places of an array of fixed size that are written out
_SCALARS = {"null": "null", "boolean": "boolean", "integer": "number", "number": "number", "string": "string"}
_HELPER = {"exactly one": "ExactlyOne", "at most one": "AtMostOne", "at least one": "AtLeastOne"}

#: One of some keys is set, and the others are null or absent.
HELPERS = """\
/** Any JSON value. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/** Of the keys K, exactly one is set; the others are absent or, where null is allowed, null. */
type ExactlyOne<T, K extends keyof T, Unset = null> = {
  [P in K]-?: { readonly [Q in P]-?: Exclude<T[Q], Unset | undefined> } & {
    readonly [Q in Exclude<K, P>]?: Unset;
  };
}[K];

/** Of the keys K, one is set or none. */
type AtMostOne<T, K extends keyof T, Unset = null> =
  | ExactlyOne<T, K, Unset>
  | { readonly [Q in K]?: Unset };

/** Of the keys K, one or more are set. */
type AtLeastOne<T, K extends keyof T, Unset = null> = {
  [P in K]-?: { readonly [Q in P]-?: Exclude<T[Q], Unset | undefined> };
}[K];
"""


def declaration(model: Model, definition: Definition) -> list[str]:
    """The lines that declare the type of a definition."""
    name, node = type_name(model, definition), definition.node
    choices = _typed_groups(node) if isinstance(node, Record) else ()
    untyped = [c.name for c in node.choices if c not in choices] if isinstance(node, Record) else []
    about = comment(about_definition(definition, untyped), "", node.docs.deprecated)
    if not isinstance(node, Record):
        return [*about, f"export type {name} = {type_of(model, node)};"]
    members = _members(model, node)
    if not choices:
        return [*about, f"export type {name} = {{", *members, "};"]
    fields = fields_name(model, definition)
    groups = [_group(fields, choice) for choice in choices]
    return [
        f"type {fields} = {{",
        *members,
        "};",
        "",
        *about,
        f"export type {name} = {fields} &",
        *(f"  {group}{' &' if n < len(groups) else ';'}" for n, group in enumerate(groups, 1)),
    ]


def _typed_groups(node: Record) -> tuple[Choice, ...]:
    """The groups that the type holds: those that TypeScript can say, as long as they do not multiply."""
    chosen: list[Choice] = []
    combinations = 1
    for choice in node.choices:
        alone = all(len(m.keys) == 1 for m in choice.members)
        if (alone and len({m.null_is_set for m in choice.members}) > 1) or not choice.members:
            continue
        size = len(choice.members) + (choice.kind == "at most one")
        if combinations * size <= MAX_COMBINATIONS and (alone or choice.kind != "at most one"):
            combinations *= size
            chosen.append(choice)
    return tuple(chosen)


def _group(fields: str, choice: Choice) -> str:
    if any(len(m.keys) > 1 for m in choice.members):
        parts = [" & ".join(_all_set(fields, key, m.null_is_set) for key in m.keys) for m in choice.members]
        return f"({' | '.join(parts)})"
    keys = " | ".join(quote(m.keys[0]) for m in choice.members)
    unset = ", never" if choice.members[0].null_is_set else ""
    return f"{_HELPER[choice.kind]}<{fields}, {keys}{unset}>"


def _all_set(fields: str, key: str, null_is_set: bool) -> str:
    return f"AtLeastOne<{fields}, {quote(key)}{', never' if null_is_set else ''}>"


def _members(model: Model, node: Record) -> list[str]:
    lines: list[str] = []
    for field in node.fields:
        lines += comment(about_field(model, field), "  ", field.node.docs.deprecated)
        lines.append(_member(field, type_of(model, field.node)))
    declared = {f.key for f in node.fields}
    others = dict.fromkeys(
        (*node.required_extra, *(k for c in node.choices for m in c.members for k in m.keys))
    )
    for key in others:
        if key not in declared:
            known = type_of(model, node.additional) if not node.patterns else "Json"
            mark = "" if key in node.required_extra else "?"
            lines.append(f"  readonly {_key(key)}{mark}: {known};")
    if node.patterns or not isinstance(node.additional, Never):
        lines.append(f"  readonly [key: string]: {'unknown' if lines else _others(model, node)};")
    elif not lines:
        lines.append("  readonly [key: string]: never;")
    return lines


def _others(model: Model, node: Record) -> str:
    """The type of a value whose key is no property: what one of the patterns says, or all else."""
    nodes = (*(p.node for p in node.patterns), node.additional)
    if any(is_any(n) for n in nodes):
        return "Json"
    return _union(dict.fromkeys(part for n in nodes for part in _alternatives(model, n)))


def _member(field: Field, type_text: str) -> str:
    return f"  readonly {_key(field.key)}{'' if field.required else '?'}: {type_text};"


def _key(key: str) -> str:
    return key if identifier(key) else quote(key)


def type_of(model: Model, node: Node) -> str:
    """The type of a node as an expression."""
    return _union(dict.fromkeys(_alternatives(model, node)))


def _alternatives(model: Model, node: Node) -> Iterable[str]:
    """The members of the union that a node is; one for most."""
    match node:
        case Scalar(kind=kind):
            yield _SCALARS[kind]
        case Const(value=value):
            yield _literal(value.value)
        case Enum(values=values):
            yield from (_literal(v.value) for v in values)
        case Array() | Tuple():
            yield _array(model, node)
        case Map(values=values):
            yield f"{{ readonly [key: string]: {type_of(model, values)} }}"
        case Record():
            yield f"{{ {' '.join(line.strip() for line in _members(model, node))} }}"
        case Union(members=members):
            for member in members:
                yield from _alternatives(model, member)
        case Ref(target=target):
            yield type_name(model, model.definition(target))
        case Never():
            yield "never"
        case _:
            yield from _any(model, node)


def _any(model: Model, node: Node) -> Iterable[str]:
    """A node without a shape of its own: what its alternatives or its fixed values say, else any JSON."""
    for rule in node.residuals:
        if rule.keyword in ("anyOf", "oneOf"):
            for part in rule.nodes:
                yield from _alternatives(model, part)
            return
        if rule.keyword in ("enum", "const"):
            yield from (_literal(v.value) for v in rule.literals)
            return
    yield "Json"


def _union(parts: Iterable[str]) -> str:
    """``null`` goes last, and ``never`` only stands alone."""
    found = [p for p in parts if p not in ("null", "never")]
    found += ["null"] if "null" in parts else []
    if "Json" in found:
        return "Json"
    return " | ".join(found) or "never"


def _grouped(text: str) -> str:
    return f"({text})" if " | " in text or text.startswith("readonly ") else text


def _literal(value: Json) -> str:
    """A literal type; numbers that TypeScript would write otherwise are just numbers."""
    if isinstance(value, str):
        return quote(value) if len(value) <= 1000 else "string"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, (int, float)):
        whole = int(value) if value == value // 1 and abs(value) < 2**53 else None
        return str(whole) if whole is not None else repr(value) if 1e-6 < abs(value) < 1e16 else "number"
    if isinstance(value, list):
        return f"readonly [{', '.join(map(_literal, value))}]"
    return f"{{ {' '.join(f'readonly {_key(k)}: {_literal(v)};' for k, v in value.items())} }}"


def _array(model: Model, node: Array | Tuple) -> str:
    prefix = list(node.prefix) if isinstance(node, Tuple) else []
    rest = node.rest if isinstance(node, Tuple) else node.items
    low, high = node.min_items or 0, node.max_items
    if not prefix and low == high and 0 < low <= MAX_FIXED:
        prefix, rest = [rest] * low, Never(origin=rest.origin)
    if not prefix:
        return f"readonly {_grouped(type_of(model, rest))}[]"
    places = [type_of(model, part) for part in prefix]
    shown = [text if n < low else f"{_grouped(text)}?" for n, text in enumerate(places)]
    closed = isinstance(follow(model, rest), Never) or (high is not None and high <= len(prefix))
    shown += [] if closed else [f"...{_grouped(type_of(model, rest))}[]"]
    return f"readonly [{', '.join(shown)}]"
