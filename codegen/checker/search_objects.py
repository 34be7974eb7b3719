"""Issues of objects: missing keys and groups first, then key by key."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from codegen import messages
from codegen.checker.objects import known_key
from codegen.checker.scalars import test_of
from codegen.checker.search import Search, call_search, says_something
from codegen.checker.search_formulas import write_formulas
from codegen.checker.search_scalars import write_sizes
from codegen.checker.source import FALSE, TRUE, Expr, any_of, leaf, negate, quote
from codegen.checker.speech import Path, say, speech
from codegen.ir import Choice, Field, Map, Member, Never, Node, Record

__all__ = ["write_map", "write_record"]

#: With more declared keys than this, a chain of comparisons would be slow (and deep to compile).
MAX_CHAIN = 40
_HERE = Path().child("key")
_WRONG = {"exactly one": "!= 1", "at most one": "> 1", "at least one": "< 1"}


def write_map(search: Search, node: Map) -> None:
    """Type, size, and each value."""
    search.type_error(test_of("object", "value"), messages.KINDS["object"])
    write_sizes(search, "properties", "property", node.min_properties, node.max_properties)
    if says_something(search, node.values):
        search.lines.add("for key, item in value.items():")
        search.indented(lambda: call_search(search, node.values, "item", _HERE))


def write_record(search: Search, node: Record) -> None:
    """Type, required keys, groups, size, and each key."""
    search.type_error(test_of("object", "value"), messages.KINDS["object"], (node,))
    _required(search, node)
    for choice in node.choices:
        _group(search, choice)
    write_sizes(search, "properties", "property", node.min_properties, node.max_properties)
    if node.patterns or len(node.fields) > MAX_CHAIN:
        _keys_apart(search, node)
    else:
        _keys(search, node)
    write_formulas(search, node)


def _required(search: Search, node: Record) -> None:
    keys = [*(f.key for f in node.fields if f.required), *node.required_extra]
    lines, key = search.lines, "key"
    if not keys:
        return
    depth = lines.depth
    if len(keys) == 1:
        key = quote(keys[0])
    else:
        lines.add(f"for key in {_names(search, node, 'REQUIRED', keys)}:")
        lines.depth += 1
    lines.add(f"if {key} not in value:")
    lines.depth += 1
    say(lines, "issues.missing", ["path", key], speech("required", {"type": messages.name(search.type)}))
    lines.depth = depth


def _tuple(sources: Iterable[str]) -> str:
    parts = list(sources)
    return "(" + ", ".join(parts) + ("," if len(parts) == 1 else "") + ")"


def _names(search: Search, node: Node, prefix: str, keys: list[str]) -> str:
    """Names as a tuple: in place when it is short, else a constant."""
    shown = _tuple(map(quote, keys))
    return shown if len(shown) <= 30 else search.book.constant(prefix, search.book.title(node.origin), shown)


def _group(search: Search, choice: Choice) -> None:
    """How many members of a group are set."""
    lines = search.lines
    labels = [" and ".join(m.keys) for m in choice.members]
    members = search.book.constant("MEMBERS", [choice.name], _tuple(map(quote, labels)))
    if all(len(m.keys) == 1 and not m.null_is_set for m in choice.members):
        lines.add(f"found = [key for key in {members} if value.get(key) is not None]")
    else:
        lines.add("found = []")
        for member, label in zip(choice.members, labels, strict=True):
            lines.when(_is_set(member))
            lines.add(f"    found.append({quote(label)})")
    lines.add(f"if len(found) {_WRONG[choice.kind]}:")
    call = f"issues.group(value, path, {quote(choice.name)}, {quote(choice.kind)}, {members}, found)"
    lines.add(f"    {call}")


def _is_set(member: Member) -> Expr:
    tests = [
        f"{quote(k)} in value" if member.null_is_set else f"value.get({quote(k)}) is not None"
        for k in member.keys
    ]
    return leaf(" and ".join(tests))


def _keys(search: Search, node: Record) -> None:
    """One loop over the document's keys, in its order."""
    closed = _closed(node)
    said = [f for f in node.fields if says_something(search, f.node)]
    others = says_something(search, node.additional)
    if not said and not others:
        return
    lines = search.lines
    lines.add("for key in value:" if closed and not said else "for key, item in value.items():")
    lines.depth += 1
    keyword = "if"
    for field in said:
        lines.when(leaf(f"key == {quote(field.key)}"), keyword)
        search.indented(partial(_value, search, field))
        keyword = "elif"
    if others:
        silent = [f for f in node.fields if not says_something(search, f.node)]
        known = known_key(search.book, node.origin, silent, "key")
        _others(search, node, negate(known), keyword)
    lines.depth -= 1


def _others(search: Search, node: Record, test: Expr, keyword: str) -> None:
    lines = search.lines
    bare = test in (TRUE, negate(FALSE))
    if not bare:
        lines.when(test, keyword)
    elif keyword == "elif":
        lines.add("else:")
    depth = lines.depth
    lines.depth += not (bare and keyword == "if")
    _other(search, node)
    lines.depth = depth


def _value(search: Search, field: Field) -> None:
    call_search(search, field.node, "item", _HERE)


def _closed(node: Record) -> bool:
    return isinstance(node.additional, Never) and not node.additional.residuals


def _other(search: Search, node: Record) -> None:
    """The issue of a key that is not declared, or the issues of its value."""
    if not _closed(node):
        call_search(search, node.additional, "item", _HERE)
        return
    names = [_names(search, node, "KEYS", [f.key for f in node.fields])] if node.fields else []
    literals = speech("unknown-key", {"type": messages.name(search.type), "hint": ""})
    say(search.lines, "issues.unknown", ["value", "path", "key"], literals, tuple(names))


def _keys_apart(search: Search, node: Record) -> None:
    """Declared keys one by one; then the keys that patterns or ``additional`` speak of."""
    lines = search.lines
    for field in node.fields:
        if says_something(search, field.node):
            key = quote(field.key)
            lines.add(f"if {key} in value:")
            path = Path().child(key)
            search.indented(partial(call_search, search, field.node, f"value[{key}]", path))
    patterns = [p for p in node.patterns if says_something(search, p.node)]
    others = says_something(search, node.additional)
    if not patterns and not others:
        return
    used = (not isinstance(p.node, Never) or p.node.residuals for p in patterns)
    values = any(used) or (others and not _closed(node))
    lines.add("for key, item in value.items():" if values else "for key in value:")
    lines.depth += 1
    for pattern in patterns:
        lines.when(_matches(search, pattern.pattern))
        search.indented(partial(call_search, search, pattern.node, "item", _HERE))
    if others:
        known = [
            known_key(search.book, node.origin, node.fields, "key"),
            *(_matches(search, p.pattern) for p in node.patterns),
        ]
        _others(search, node, negate(any_of(known)), "if")
    lines.depth -= 1


def _matches(search: Search, pattern: str) -> Expr:
    return leaf(f"_matches({search.book.pattern(pattern)}, key)")
