"""Issues of objects: missing keys and groups first, then key by key."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from codegen import messages
from codegen.checker.search_objects import MAX_CHAIN
from codegen.checker.source import Expr, all_of, leaf, negate
from codegen.ir import Choice, Field, Map, Member, Never, Record
from codegen.javascript.scalars import matches, type_test, write_sizes
from codegen.javascript.search import Search, check_name, speech
from codegen.javascript.source import member as at
from codegen.javascript.source import quote, strings, test_text

__all__ = ["has", "write_map", "write_record"]


def has(key: str) -> Expr:
    """Whether the value has a key."""
    return leaf(f"has(value, {quote(key)})", f"!has(value, {quote(key)})")


def write_map(search: Search, node: Map) -> None:
    """Type, size, and each value."""
    search.type_error(type_test("object"), messages.KINDS["object"])
    write_sizes(search, "properties", node.min_properties, node.max_properties)
    name = check_name(search.book, node.values, search.type)
    if name is not None:
        search.lines.call("issues.values", ["value", name])


def write_record(search: Search, node: Record) -> None:
    """Type, required keys, groups, size, each key, and rules between them."""
    search.type_error(type_test("object"), messages.KINDS["object"], (node,))
    needed = [*(f.key for f in node.fields if f.required), *node.required_extra]
    if needed:
        keys = search.book.strings("REQUIRED", search.book.title(node.origin), needed)
        words = speech("required", {"type": messages.name(search.type)})
        search.lines.call("issues.required", ["value", keys, words])
    for choice in node.choices:
        _group(search, choice)
    write_sizes(search, "properties", node.min_properties, node.max_properties)
    if node.patterns or len(node.fields) > MAX_CHAIN:
        _keys_apart(search, node)
    else:
        _keys(search, node)
    if node.rules:
        from codegen.javascript.between import write_formulas

        write_formulas(search, node)


def _group(search: Search, choice: Choice) -> None:
    """How many members of a group are set."""
    labels = [" and ".join(m.keys) for m in choice.members]
    members = search.book.strings("MEMBERS", [choice.name], labels)
    arguments = ["value", quote(choice.name), f'"{choice.kind}"', members]
    if not all(len(m.keys) == 1 and not m.null_is_set for m in choice.members):
        sets = ", ".join(test_text(_is_set(m)) for m in choice.members)
        arguments.append(f"{members}.filter((_, i) => [{sets}][i])")
    search.lines.call("issues.group", arguments)


def _is_set(member: Member) -> Expr:
    null = "" if member.null_is_set else " && {at} !== null"
    return all_of(leaf(f"has(value, {quote(k)}){null.format(at=at('value', k))}") for k in member.keys)


def _keys(search: Search, node: Record) -> None:
    """One loop over the document's keys, in its order."""
    cases: dict[str, list[str]] = {}
    for field in node.fields:
        name = check_name(search.book, field.node, search.type)
        cases.setdefault(f"{name}(item, issues);" if name is not None else "", []).append(field.key)
    other = _other(search, node)
    if not other:
        cases.pop("", None)
    if cases or other:
        _loop(search, lambda: _switch(search, cases, other))


def _loop(search: Search, write: Callable[[], None]) -> None:
    lines = search.lines

    def body() -> None:
        lines.add("const item = value[key];")
        lines.add("issues.path.push(key);")
        write()
        lines.add("issues.path.pop();")

    lines.block("for (const key of keysOf(value))", body)


def _switch(search: Search, cases: dict[str, list[str]], other: str) -> None:
    """What to do with each key; keys that are treated alike stand together."""
    lines = search.lines

    def body() -> None:
        for call, keys in cases.items():
            for key in keys:
                lines.add(f"case {quote(key)}:")
            lines.add(f"  {call}" if call else "  break;")
            if call:
                lines.add("  break;")
        if other:
            lines.add("default:")
            lines.add(f"  {other}")

    if cases:
        lines.block("switch (key)", body)
    else:
        lines.add(other)


def _closed(node: Record) -> bool:
    return isinstance(node.additional, Never) and not node.additional.residuals


def _other(search: Search, node: Record) -> str:
    """The statement about a key that is not declared; empty when nothing can be wrong with it."""
    if not _closed(node):
        name = check_name(search.book, node.additional, search.type)
        return f"{name}(item, issues);" if name is not None else ""
    words = speech("unknown-key", {"type": messages.name(search.type), "hint": ""})
    keys = [f.key for f in node.fields]
    names = [search.book.strings("KEYS", search.book.title(node.origin), keys)] if keys else []
    return f"issues.unknown({', '.join(['value', words, *names])});"


def _keys_apart(search: Search, node: Record) -> None:
    """Declared keys one by one; then the keys that patterns or ``additional`` speak of."""
    for field in node.fields:
        search.lines.when(has(field.key), partial(_declared, search, field))
    patterns = []
    for pattern in node.patterns:
        name = check_name(search.book, pattern.node, search.type)
        if name is not None:
            patterns.append((matches(search, pattern.pattern, "key"), f"{name}(item, issues);"))
    other = _other(search, node)
    if not patterns and not other:
        return

    def write() -> None:
        for test, call in patterns:
            search.lines.when(test, partial(search.lines.add, call))
        if other:
            known = [matches(search, p.pattern, "key") for p in node.patterns]
            unknown = all_of([*_undeclared(search, node.fields), *map(negate, known)])
            search.lines.when(unknown, lambda: search.lines.add(other))

    _loop(search, write)


def _declared(search: Search, field: Field) -> None:
    search.at(quote(field.key), field.node, at("value", field.key))


def _undeclared(search: Search, fields: Iterable[Field]) -> list[Expr]:
    keys = [f.key for f in fields]
    if not keys:
        return []
    known = f"{search.book.strings('KEYS', ['known'], keys)}.includes(key)" if strings(keys) else ""
    return [leaf(f"!{known}", known)]
