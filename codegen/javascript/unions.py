"""Issues of alternatives: those of the one that a value is meant to be, never of all of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from codegen import messages
from codegen.checker.describe import constants, record_of
from codegen.checker.kinds import EVERY, kinds
from codegen.checker.search import summary_of
from codegen.checker.search_unions import is_integer, kind_names, labels_of, only_type
from codegen.checker.source import FALSE, TRUE, Expr, any_of, leaf, negate
from codegen.checker.speech import Code
from codegen.ir import Node
from codegen.javascript.scalars import type_test
from codegen.javascript.search import SHOWN, Search, check_name, test
from codegen.javascript.source import literal, quote, strings, test_text

__all__ = ["call_union", "write_union"]


def call_union(search: Search, node: Node, members: tuple[Node, ...], kind: str) -> None:
    """A call of a function of its own for alternatives that are not all a node says."""

    def write(name: str) -> list[str]:
        inner = Search(search.book, search.type)
        write_union(inner, members, kind)
        summary = summary_of(search.book, members[0], search.type).replace("``", "`")
        return inner.function(name, summary)

    role = f"check {members[0].origin} in {search.type}"
    search.lines.call(search.book.helper(node, role, "check", write), ["value", "issues"])


def write_union(search: Search, members: tuple[Node, ...], kind: str) -> None:
    """Statements for ``anyOf``, ``oneOf`` and unions of types."""
    model = search.book.model
    taken = [(m, kinds(model, m)) for m in members]
    by_kind = {k: [m for m, theirs in taken if k in theirs] for k in EVERY}
    if all(len(found) < 2 for found in by_kind.values()):
        _by_type(search, members)
        return
    if kind == "one":
        _several(search, members)
    else:
        search.lines.when(_any(search, members), lambda: search.lines.add("return;"))
    search.lines.add("issues.miss();")
    for name, found in by_kind.items():
        if found:
            search.lines.when(type_test(name), partial(_choice, search, name, found))
    expected = kind_names(search.book, members)
    if expected is not None:
        search.wrong_type(expected, members)


def _choice(search: Search, kind: str, members: list[Node]) -> None:
    """Issues of the member that is meant, or one issue that names them all."""
    if len(members) == 1:
        search.call(members[0])
    elif kind == "object" and all(record_of(search.book, m) is not None for m in members):
        _choose_object(search, members)
    else:
        _summary(search, members)
    search.lines.add("return;")


def _any(search: Search, members: tuple[Node, ...]) -> Expr:
    return any_of([test(search, m, "value") for m in members])


def _several(search: Search, members: tuple[Node, ...]) -> None:
    """Tell when more than one alternative of ``oneOf`` fits."""
    lines = search.lines
    labels = labels_of(search.book, members)
    lines.add("const fitting = [")
    for member, label in zip(members, labels, strict=True):
        lines.add(f"  [{quote(label)}, {test_text(test(search, member, 'value'))}],")
    lines.add("].filter(([, fit]) => fit);")
    found = Code("listed(fitting.map(([label]) => label))")
    lines.block(
        "if (fitting.length > 1)",
        lambda: search.add("one-of", members=messages.listed(labels), found=found),
    )
    lines.block("if (fitting.length > 0)", lambda: lines.add("return;"))


def _by_type(search: Search, members: tuple[Node, ...]) -> None:
    """The type of the value picks the member."""
    branches: list[tuple[Expr, Callable[[], None]]] = []
    untouched: list[Expr] = []
    for member in members:
        test_of_type = _type_test(search, member)
        if test_of_type == FALSE:
            continue
        name = check_name(search.book, member, search.type)
        if name is None or only_type(member):
            untouched.append(test_of_type)
        else:
            branches.append((test_of_type, _calling(search, name)))
    expected = kind_names(search.book, members)
    if expected is not None:
        wrong = negate(any_of(untouched))
        branches.append((wrong, lambda: search.wrong_type(expected, members)))
    search.lines.chain(branches)


def _calling(search: Search, name: str) -> Callable[[], None]:
    return lambda: search.lines.call(name, ["value", "issues"])


def _type_test(search: Search, member: Node) -> Expr:
    if is_integer(search.book, member):
        return type_test("integer")
    return any_of([type_test(k) for k in kinds(search.book.model, member)])


def _summary(search: Search, members: list[Node]) -> None:
    expected = messages.either(labels_of(search.book, tuple(members)))
    search.add("any-of", expected=expected, found=SHOWN)


def _choose_object(search: Search, members: list[Node]) -> None:
    lines = search.lines
    lines.add("const best = pick([")
    for member in members:
        record = record_of(search.book, member)
        assert record is not None
        rows = [f"[{quote(k)}, {literal(values)}]" for k, values in constants(search.book, record)]
        known = [f.key for f in record.fields]
        required = [f.key for f in record.fields if f.required] + list(record.required_extra)
        lines.add(f"  mark(value, [{', '.join(rows)}], {strings(required)}, {strings(known)}),")
    lines.add("]);")
    branches = [
        (leaf(f"best === {number}"), partial(search.call, member)) for number, member in enumerate(members)
    ]
    lines.chain([*branches, (TRUE, lambda: _summary(search, members))])
