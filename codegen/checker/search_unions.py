"""Issues of alternatives: those of the one that a value is meant to be, never of all of them.

The JSON type of the value comes first; among several objects the constants, the required keys and the number
of known keys decide.  When nothing does, one issue says what would have been right.
"""

from __future__ import annotations

from codegen import messages
from codegen.checker.accept import expr
from codegen.checker.book import Book, python_value
from codegen.checker.describe import constants, describe, record_of
from codegen.checker.kinds import EVERY, follow, is_null, kinds
from codegen.checker.scalars import test_of
from codegen.checker.search import SHOWN, Search, call_search, searcher, summary_of
from codegen.checker.search_scalars import integer_test
from codegen.checker.source import FALSE, Expr, any_of, leaf, negate, quote, text
from codegen.checker.speech import Code, Path
from codegen.ir import AnyValue, Array, Json, Map, Node, Scalar

__all__ = ["call_union", "is_integer", "kind_names", "labels_of", "only_type", "write_union"]


def call_union(search: Search, node: Node, members: tuple[Node, ...], kind: str) -> None:
    """A call of a function of its own for alternatives that are not all a node says."""

    def write(name: str) -> list[str]:
        inner = Search(search.book, search.type)
        write_union(inner, members, kind)
        return inner.function(name, summary_of(search.book, members[0], search.type))

    role = f"check {members[0].origin} in {search.type}"
    search.lines.add(f"{search.book.helper(node, role, 'check', write)}(value, path, issues)")


def write_union(search: Search, members: tuple[Node, ...], kind: str) -> None:
    """Statements for ``anyOf``, ``oneOf`` and unions of types."""
    model = search.book.model
    taken = [(m, kinds(model, m)) for m in members]
    by_kind = {k: [m for m, theirs in taken if k in theirs] for k in EVERY}
    if all(len(found) < 2 for found in by_kind.values()):
        _by_type(search, members)
        return
    if kind == "one":
        if _several(search, members):
            return
    else:
        _return_if_any(search, members)
    for name, found in by_kind.items():
        if found:
            search.lines.when(test_of(name, "value"))
            search.lines.depth += 1
            _choose(search, name, found)
            search.lines.add("return")
            search.lines.depth -= 1
    _expected(search, members)


def _return_if_any(search: Search, members: tuple[Node, ...]) -> None:
    search.lines.when(any_of([expr(search.book, m, "value", True) for m in members]))
    search.lines.add("    return")


def _several(search: Search, members: tuple[Node, ...]) -> bool:
    """Tell when more than one alternative of ``oneOf`` fits; True when nothing else can be said."""
    lines = search.lines
    labels = labels_of(search.book, members)
    lines.add("fits = [")
    lines.add("    name")
    lines.add("    for name, is_one in (")
    for member, label in zip(members, labels, strict=True):
        lines.add(f"        ({quote(label)}, {text(expr(search.book, member, 'value', True))}),")
    lines.add("    )")
    lines.add("    if is_one")
    lines.add("]")
    lines.add("if len(fits) > 1:")
    lines.depth += 1
    search.add("one-of", members=messages.listed(labels), found=Code("_listed(fits)"))
    lines.depth -= 1
    lines.add("if fits:")
    lines.add("    return")
    return False


def labels_of(book: Book, members: tuple[Node, ...]) -> list[str]:
    """What each alternative is called; numbered where two would read alike."""
    found = [messages.escaped(describe(book, m)) for m in members]
    return [
        f"{label} ({found[: i + 1].count(label)})" if found.count(label) > 1 else label
        for i, label in enumerate(found)
    ]


def _expected(search: Search, members: tuple[Node, ...]) -> None:
    """The value has a type that no alternative has."""
    found = kind_names(search.book, members)
    if found is not None:
        search.wrong_type(found, members)


def kind_names(book: Book, members: tuple[Node, ...]) -> str | None:
    """``a number, a string or null``; None when every type is there."""
    model = book.model
    covered = dict.fromkeys(k for m in members for k in kinds(model, m))
    if len(covered) == len(EVERY):
        return None
    if not covered:
        return "nothing"
    whole = not any("number" in kinds(model, m) and not is_integer(book, m) for m in members)
    names = [messages.KINDS["integer" if k == "number" and whole else k] for k in covered if k != "null"]
    return messages.either([*names, *(["null"] if "null" in covered else [])])


def is_integer(book: Book, node: Node) -> bool:
    """Whether a node is about integers alone, seen through references."""
    below = follow(book.model, node)
    whole = isinstance(below, Scalar) and below.kind == "integer"
    return whole and "number" in kinds(book.model, node)  # or nothing can be valid


def _by_type(search: Search, members: tuple[Node, ...]) -> None:
    """The type of the value picks the member."""
    lines, keyword = search.lines, "if"
    untouched: list[Expr] = []
    for member in members:
        test = _type_test(search, member)
        if test == FALSE:
            continue
        if searcher(search.book, member, search.type) is None or only_type(member):
            untouched.append(test)
            continue
        lines.when(test, keyword)
        lines.depth += 1
        call_search(search, member, "value", Path())
        lines.depth -= 1
        keyword = "elif"
    expected = kind_names(search.book, members)
    if expected is None:
        return
    left = negate(any_of(untouched)) if untouched else None
    if left is not None:
        lines.when(left, keyword)
    elif keyword == "elif":
        lines.add("else:")
    lines.depth += left is not None or keyword == "elif"
    search.wrong_type(expected, members)
    lines.depth -= left is not None or keyword == "elif"


def _type_test(search: Search, member: Node) -> Expr:
    if is_integer(search.book, member):
        return integer_test("value")
    return any_of([test_of(k, "value") for k in kinds(search.book.model, member)])


def only_type(member: Node) -> bool:
    """Whether the type is all that a member says."""
    if member.residuals:
        return False
    match member:
        case Scalar():
            return member == Scalar(
                origin=member.origin,
                docs=member.docs,
                default=member.default,
                kind=member.kind,
                format=member.format,
            )
        case Array(items=AnyValue(residuals=()), min_items=None, max_items=None, unique=False):
            return True
        case Map(values=AnyValue(residuals=()), min_properties=None, max_properties=None):
            return True
    return is_null(member)


def _choose(search: Search, kind: str, members: list[Node]) -> None:
    """Issues of the member that is meant, or one issue that names them all."""
    if len(members) == 1:
        call_search(search, members[0], "value", Path())
        return
    if kind == "object" and all(record_of(search.book, m) is not None for m in members):
        _choose_object(search, members)
        return
    _summary(search, members)


def _summary(search: Search, members: list[Node]) -> None:
    expected = messages.either(labels_of(search.book, tuple(members)))
    search.add("any-of", expected=expected, found=SHOWN)


def _choose_object(search: Search, members: list[Node]) -> None:
    lines = search.lines
    lines.add("best = _pick((")
    for member in members:
        record = record_of(search.book, member)
        assert record is not None
        rows = [f"({quote(k)}, {_identities(vs)})" for k, vs in constants(search.book, record)]
        required = [quote(f.key) for f in record.fields if f.required] + list(
            map(quote, record.required_extra)
        )
        known = [quote(f.key) for f in record.fields]
        lines.add(f"    _mark(value, {_tuple(rows)}, {_tuple(required)}, {_tuple(known)}),")
    lines.add("))")
    keyword = "if"
    for number, member in enumerate(members):
        lines.when(leaf(f"best == {number}"), keyword)
        lines.depth += 1
        call_search(search, member, "value", Path())
        lines.depth -= 1
        keyword = "elif"
    lines.add("else:")
    lines.depth += 1
    _summary(search, members)
    lines.depth -= 1


def _identities(values: list[Json]) -> str:
    return _tuple([f"_identity({python_value(v)})" if not isinstance(v, str) else quote(v) for v in values])


def _tuple(parts: list[str]) -> str:
    return "(" + ", ".join(parts) + ("," if len(parts) == 1 else "") + ")"
