"""Objects: which keys are there, how many of a group are set, and what the values are.

A closed object is judged by counting: every declared key that is found is one less of ``len(value)``,
and what is left over at the end is unknown.  So no key is looked up twice and no set is built.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from codegen.checker.accept import call_each, expr, need
from codegen.checker.body import Body
from codegen.checker.book import Book
from codegen.checker.kinds import is_any, kinds, without_null
from codegen.checker.names import identifier
from codegen.checker.scalars import sizes, test_of
from codegen.checker.source import FALSE, Expr, all_of, any_of, leaf, quote
from codegen.errors import Origin
from codegen.ir import Choice, Field, Map, Never, Node, Record

__all__ = ["need_object", "small_object"]


def need_object(body: Body, node: Record | Map, x: str, trusted: bool) -> None:
    """Statements that return False unless ``x`` is such an object (residuals are not looked at)."""
    if isinstance(node, Map):
        _need_map(body, node, x, trusted)
        return
    from codegen.checker.chosen import is_chosen, need_chosen

    if is_chosen(node):
        need_chosen(body, node, x, trusted)
    else:
        _Reading(body, node, x, trusted).run()


def _need_map(body: Body, node: Map, x: str, trusted: bool) -> None:
    tests = [test_of("object", x), *sizes(x, node.min_properties, node.max_properties)]
    if is_any(node.values):
        body.lines.refuse(all_of([*tests, *([] if trusted else [leaf(f"_is_json({x})")])]))
        return
    body.lines.refuse(all_of(tests))
    each = call_each(body.book, node.values, f"{x}.values()")
    key = body.taken.give("key")
    if each is not None:
        if not trusted:
            body.lines.add(f"for {key} in {x}:")
            body.lines.add(f"    if type({key}) is not str:")
            body.lines.add("        return False")
        body.lines.refuse(each)
        return
    item = body.taken.give("item")
    body.lines.add(f"for {key}, {item} in {x}.items():" if not trusted else f"for {item} in {x}.values():")
    body.lines.depth += 1
    if not trusted:
        body.lines.add(f"if type({key}) is not str:")
        body.lines.add("    return False")
    _in_block(body, node.values, item, trusted)
    body.lines.depth -= 1


def _in_block(body: Body, node: Node, x: str, trusted: bool) -> None:
    before = len(body.lines.lines)
    need(body, node, x, trusted)
    if len(body.lines.lines) == before:
        body.lines.add("pass")


@dataclass(slots=True)
class _Reading:
    """Writes the statements for one record."""

    body: Body
    node: Record
    x: str
    trusted: bool

    def run(self) -> None:
        """Type and size, required keys, optional keys, the other keys, groups."""
        body, node, x = self.body, self.node, self.x
        needed = [f for f in node.fields if f.required]
        optional = [f for f in node.fields if not f.required and self._matters(f)]
        low, high = node.min_properties, node.max_properties
        counted = self._counted()
        if counted and not optional:
            tests = [leaf(f"len({x}) == {len(needed)}", f"len({x}) != {len(needed)}")]
            if not node.fields:
                tests = [leaf(f"not {x}", x)]
        else:
            tests = sizes(x, low, high)
        body.lines.refuse(all_of([test_of("object", x), *tests]))
        for key in node.required_extra:
            body.lines.refuse(leaf(f"{quote(key)} in {x}", f"{quote(key)} not in {x}"))
        left = body.taken.give("left") if counted and optional else ""
        if left:
            body.lines.add(f"{left} = len({x})" + (f" - {len(needed)}" if needed else ""))
        groups, counters = self._start_groups()
        for field in needed:
            self._required(field, groups)
        for field in optional:
            self._optional(field, groups, left)
        if left:
            body.lines.add(f"if {left}:")
            body.lines.add("    return False")
        elif not counted:
            self._others()
        self._end_groups(counters)
        if counted and not optional and (low or high is not None):
            body.lines.refuse(all_of(sizes(x, low, high)))

    def _counted(self) -> bool:
        return isinstance(self.node.additional, Never) and not self.node.patterns

    def _matters(self, field: Field) -> bool:
        """Whether an optional key has to be looked at for itself."""
        if self._counted() or not (self.trusted and is_any(field.node)):
            return True
        return any(field.key in m.keys for c in self.node.choices for m in c.members)

    def _start_groups(self) -> tuple[dict[str, list[tuple[str, bool]]], list[str]]:
        """Counters for groups of single declared keys: key to (counter, whether null counts); and all."""
        found: dict[str, list[tuple[str, bool]]] = {}
        counters: list[str] = []
        for choice in self.node.choices:
            if self._simple(choice):
                counter = self.body.taken.give("set_" + identifier(choice.name).rstrip("_"))
                self.body.lines.add(f"{counter} = 0")
                counters.append(counter)
                for member in choice.members:
                    found.setdefault(member.keys[0], []).append((counter, member.null_is_set))
        return found, counters

    def _simple(self, choice: Choice) -> bool:
        declared = {f.key for f in self.node.fields}
        keys = [m.keys[0] for m in choice.members]
        return (
            all(len(m.keys) == 1 for m in choice.members)
            and set(keys) <= declared
            and len(set(keys)) == len(keys)
        )

    def _end_groups(self, counters: list[str]) -> None:
        left = iter(counters)
        for choice in self.node.choices:
            count = next(left) if self._simple(choice) else count_of(choice, self.x)
            self.body.lines.refuse(kind_test(choice, count))

    def _required(self, field: Field, groups: dict[str, list[tuple[str, bool]]]) -> None:
        if is_any(field.node) and self.trusted and field.key not in groups:
            key = quote(field.key)
            self.body.lines.refuse(leaf(f"{key} in {self.x}", f"{key} not in {self.x}"))
            return
        self.body.keyed = True
        self._value(field, groups)

    def _optional(self, field: Field, groups: dict[str, list[tuple[str, bool]]], left: str) -> None:
        lines = self.body.lines
        lines.add(f"if {left + ' and ' if left else ''}{quote(field.key)} in {self.x}:")
        lines.depth += 1
        before = len(lines.lines)
        if left:
            lines.add(f"{left} -= 1")
        self._value(field, groups)
        if len(lines.lines) == before:
            lines.add("pass")
        lines.depth -= 1

    def _value(self, field: Field, groups: dict[str, list[tuple[str, bool]]]) -> None:
        """Bind the value, count it in its groups, judge it."""
        body, node = self.body, field.node
        counters = groups.get(field.key, [])
        always = [c for c, null_counts in counters if null_counts]
        unless_null = [c for c, null_counts in counters if not null_counts]
        for counter in always:
            body.lines.add(f"{counter} += 1")
        if isinstance(node, Never):
            body.lines.add("return False")
            return
        if is_any(node) and self.trusted and not unless_null:
            if field.required:
                body.lines.add(f"{self.x}[{quote(field.key)}]")
            return
        name = body.taken.give(identifier(field.key))
        body.lines.add(f"{name} = {self.x}[{quote(field.key)}]")
        if field.required:
            body.held.setdefault(self.x, {})[field.key] = name
        self._judge(node, name, unless_null)

    def _judge(self, node: Node, name: str, unless_null: list[str]) -> None:
        body = self.body
        rest = without_null(body.book.model, node)
        if unless_null and rest is not None:
            body.lines.add(f"if {name} is not None:")
            body.lines.depth += 1
            self._count(unless_null)
            need(body, rest, name, self.trusted)
            body.lines.depth -= 1
            return
        need(body, node, name, self.trusted)
        if not unless_null:
            return
        if "null" not in kinds(body.book.model, node):
            self._count(unless_null)
            return
        body.lines.add(f"if {name} is not None:")
        body.lines.depth += 1
        self._count(unless_null)
        body.lines.depth -= 1

    def _count(self, counters: Iterable[str]) -> None:
        for counter in counters:
            self.body.lines.add(f"{counter} += 1")

    def _others(self) -> None:
        """Keys that patterns or ``additional`` speak of."""
        node, body, x = self.node, self.body, self.x
        if not node.patterns and is_any(node.additional) and self.trusted:
            return
        key, item = body.taken.give("key"), body.taken.give("item")
        uses = any(not isinstance(p.node, Never) for p in node.patterns) or not isinstance(
            node.additional, Never
        )
        body.lines.add(f"for {key}, {item} in {x}.items():" if uses else f"for {key} in {x}:")
        body.lines.depth += 1
        if not self.trusted:
            body.lines.add(f"if type({key}) is not str:")
            body.lines.add("    return False")
        known = known_key(body.book, node.origin, node.fields, key)
        matches = [leaf(f"_matches({body.book.pattern(p.pattern)}, {key})") for p in node.patterns]
        if known != FALSE and (not matches or (is_any(node.additional) and self.trusted)):
            pass
        other = any_of([known, *matches])
        for pattern, match in zip(node.patterns, matches, strict=True):
            if is_any(pattern.node) and self.trusted:
                continue
            body.lines.when(match)
            body.lines.depth += 1
            _in_block(body, pattern.node, item, self.trusted)
            body.lines.depth -= 1
        self._additional(other, item)
        body.lines.depth -= 1

    def _additional(self, known: Expr, item: str) -> None:
        from codegen.checker.source import negate

        body, node = self.body, self.node
        if is_any(node.additional) and self.trusted:
            body.lines.add("pass")
            return
        judged = expr(body.book, node.additional, item, self.trusted)
        body.lines.refuse(any_of([known, judged]) if judged != FALSE else negate(negate(known)))


def known_key(book: Book, origin: Origin, fields: Sequence[Field], key: str) -> Expr:
    """Whether a key is one of the declared ones."""
    if not fields:
        return FALSE
    shown = ", ".join(quote(f.key) for f in fields)
    if len(fields) == 1:
        return leaf(f"{key} == {shown}", f"{key} != {shown}")
    if len(fields) > 4 or len(shown) > 50:
        shown = book.constant("KEYS", book.title(origin), f"frozenset(({shown}))")
    else:
        shown = f"({shown})"
    return leaf(f"{key} in {shown}", f"{key} not in {shown}")


def count_of(choice: Choice, x: str) -> str:
    """How many members of a group are set, as one expression."""
    terms = []
    for member in choice.members:
        facts = []
        for key in member.keys:
            k = quote(key)
            facts.append(f"{k} in {x}" if member.null_is_set else f"{x}.get({k}) is not None")
        terms.append(f"({' and '.join(facts)})")
    return " + ".join(terms)


def kind_test(choice: Choice, count: str) -> Expr:
    """What the count has to be."""
    if choice.kind == "exactly one":
        return leaf(f"{count} == 1", f"{count} != 1")
    if choice.kind == "at most one":
        return leaf(f"{count} <= 1", f"{count} > 1")
    return leaf(f"{count} >= 1", f"{count} < 1")


def small_object(book: Book, node: Record | Map, x: str, trusted: bool) -> Expr | None:
    """An open object with a handful of keys as an expression; None when it takes statements."""
    tests = [test_of("object", x), *sizes(x, node.min_properties, node.max_properties)]
    if isinstance(node, Map):
        if not is_any(node.values):
            return None
        return all_of([*tests, *([] if trusted else [leaf(f"_is_json({x})")])])
    if not trusted or node.patterns or node.choices or not is_any(node.additional) or len(node.fields) > 4:
        return None
    for field in node.fields:
        key = quote(field.key)
        value = expr(book, field.node, f"{x}[{key}]", True)
        if value.size > 60:
            from codegen.checker.accept import call

            value = call(book, field.node, f"{x}[{key}]", True)
        there = leaf(f"{key} in {x}", f"{key} not in {x}")
        tests.append(all_of([there, value]) if field.required else any_of([_absent(key, x), value]))
    tests += [leaf(f"{quote(k)} in {x}", f"{quote(k)} not in {x}") for k in node.required_extra]
    return all_of(tests)


def _absent(key: str, x: str) -> Expr:
    return leaf(f"{key} not in {x}", f"{key} in {x}")
