"""Issues of objects: missing keys and groups first, then key by key."""

from __future__ import annotations

from codegen import messages
from codegen.checker.objects import known_key
from codegen.checker.scalars import test_of
from codegen.checker.search import Search, call_search, searcher
from codegen.checker.search_scalars import write_sizes
from codegen.checker.source import FALSE, Expr, all_of, any_of, leaf, negate, quote
from codegen.checker.speech import Code, Path, say, speech
from codegen.ir import Choice, Map, Member, Never, Node, Record

__all__ = ["write_map", "write_record"]

_FEW = 20  # names that a tuple is searched for one by one
_KINDS = {"exactly one": "!= 1", "at most one": "> 1", "at least one": "< 1"}


def write_map(search: Search, node: Map) -> None:
    """Type, size, and each value."""
    search.type_error(test_of("object", "value"), messages.KINDS["object"])
    write_sizes(search, "properties", "property", node.min_properties, node.max_properties)
    if _says_something(search, node.values):
        search.lines.add("for key, item in value.items():")
        _indented(search, node.values, "item", Path().child("key"))


def write_record(search: Search, node: Record) -> None:
    """Type, required keys, groups, size, declared keys, other keys."""
    search.type_error(test_of("object", "value"), messages.KINDS["object"])
    _required(search, node)
    for choice in node.choices:
        _group(search, choice)
    write_sizes(search, "properties", "property", node.min_properties, node.max_properties)
    for field in node.fields:
        if _says_something(search, field.node):
            key = quote(field.key)
            search.lines.add(f"if {key} in value:")
            _indented(search, field.node, f"value[{key}]", Path().child(key))
    _other_keys(search, node)


def _says_something(search: Search, node: Node) -> bool:
    return isinstance(node, Never) or searcher(search.book, node, search.type) is not None


def _indented(search: Search, node: Node, x: str, path: Path) -> None:
    search.lines.depth += 1
    call_search(search, node, x, path)
    search.lines.depth -= 1


def _required(search: Search, node: Record) -> None:
    keys = [*(f.key for f in node.fields if f.required), *node.required_extra]
    if not keys:
        return
    lines = search.lines
    literals = speech("required", type=messages.name(search.type))
    if len(keys) == 1:
        key = quote(keys[0])
        lines.add(f"if {key} not in value:")
        lines.depth += 1
        say(lines, "issues.missing", ["path", '"required"', key], literals)
        lines.depth -= 1
        return
    lines.add(f"for key in {_names(search, node, 'REQUIRED', keys)}:")
    lines.add("    if key not in value:")
    lines.depth += 2
    say(lines, "issues.missing", ["path", '"required"', "key"], literals)
    lines.depth -= 2


def _names(search: Search, node: Node, prefix: str, keys: list[str]) -> str:
    """Names as a tuple: in place when short, else a constant."""
    shown = "(" + ", ".join(map(quote, keys)) + ("," if len(keys) == 1 else "") + ")"
    if len(shown) <= 70:
        return shown
    source = f"dict.fromkeys({shown})" if prefix == "KEYS" and len(keys) > _FEW else shown
    return search.book.constant(prefix, search.book.title(node.origin), source)


def _group(search: Search, choice: Choice) -> None:
    """How many members of a group are set."""
    lines, book = search.lines, search.book
    keys = list(dict.fromkeys(k for m in choice.members for k in m.keys))
    found = search.taken.give("found")
    constant = book.constant(
        "MEMBERS", [choice.name], "(" + ", ".join(map(quote, keys)) + ("," if len(keys) == 1 else "") + ")"
    )
    if all(len(m.keys) == 1 and not m.null_is_set for m in choice.members) and len(keys) == len(
        choice.members
    ):
        lines.add(f"{found} = [key for key in {constant} if value.get(key) is not None]")
        members = Code(f"_listed({constant})")
    else:
        members = _labels(search, choice)
        _set_members(search, choice, found)
    nulls = [m.keys[0] for m in choice.members if not m.null_is_set]
    null_keys = constant if members.startswith("_listed(MEM") or len(nulls) else "()"
    lines.add(f"if len({found}) {_KINDS[choice.kind]}:")
    code = "group-" + choice.kind.replace(" ", "-")
    literals = speech(code, members=members, found=Code(f"_members(value, {null_keys}, {found})"))
    lines.depth += 1
    say(lines, "issues.group", ["path", f'"{code}"', quote(choice.name)], literals, (found,))
    lines.depth -= 1


def _labels(search: Search, choice: Choice) -> str:
    return messages.listed(messages.member_labels(choice))


def _set_members(search: Search, choice: Choice, found: str) -> None:
    lines = search.lines
    lines.add(f"{found} = [")
    lines.add("    name")
    lines.add("    for name, is_set in (")
    for member in choice.members:
        lines.add(f"        ({quote(messages.member_label(member))}, {_is_set(member)}),")
    lines.add("    )")
    lines.add("    if is_set")
    lines.add("]")


def _is_set(member: Member) -> str:
    tests = [
        f"{quote(k)} in value" if member.null_is_set else f"value.get({quote(k)}) is not None"
        for k in member.keys
    ]
    return " and ".join(tests)


def _other_keys(search: Search, node: Record) -> None:
    """Keys that patterns or ``additional`` speak of."""
    patterns = [p for p in node.patterns if _says_something(search, p.node)]
    closed = isinstance(node.additional, Never) and not node.additional.residuals
    judged = closed or _says_something(search, node.additional)
    if not patterns and not judged:
        return
    lines = search.lines
    values = any(not isinstance(p.node, Never) for p in patterns) or not closed
    lines.add("for key, item in value.items():" if values else "for key in value:")
    lines.depth += 1
    path = Path().child("key")
    for pattern in patterns:
        lines.when(_matches(search, pattern.pattern))
        _indented(search, pattern.node, "item", path)
    if judged:
        names = _names(search, node, "KEYS", [f.key for f in node.fields])
        declared: Expr = (
            known_key(search.book, node, "key") if not closed or len(node.fields) < 2 else _in(names)
        )
        known = any_of([declared, *(_matches(search, p.pattern) for p in node.patterns)])
        _unknown(search, node, known, names, closed)
    lines.depth -= 1


def _matches(search: Search, pattern: str) -> Expr:
    return leaf(f"_matches({search.book.pattern(pattern)}, key)")


def _in(names: str) -> Expr:
    return leaf(f"key in {names}", f"key not in {names}")


def _unknown(search: Search, node: Record, known: Expr, names: str, closed: bool) -> None:
    lines, path = search.lines, Path().child("key")
    bare = known == FALSE
    if not bare:
        lines.when(negate(known))
    lines.depth += not bare
    if closed:
        hint = Code(f"_hint(key, {names}, value, issues)") if '"' not in names else Code("hint")
        if hint == "hint":
            lines.add(f"hint = _hint(key, {names}, value, issues)")
        search.add("unknown-key", path, type=messages.name(search.type), hint=hint if node.fields else "")
    else:
        call_search(search, node.additional, "item", path)
    lines.depth -= not bare


def pair(tests: list[Expr]) -> Expr:
    """All of some tests."""
    return all_of(tests)
