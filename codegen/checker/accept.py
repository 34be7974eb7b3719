"""From a node to code that says whether it accepts a value: as an expression, or as statements that
``return False`` as soon as something is wrong.

Statements are for speed where a value is read once, top down; expressions are for rules that ask *whether*
a schema accepts (``anyOf``, ``not``, ``if``).  What is too large for an expression becomes a function.

``trusted`` says that the value is known to be plain JSON, so that "anything" needs no look.
"""

from __future__ import annotations

from collections.abc import Mapping

from codegen.checker.body import Body, function
from codegen.checker.book import Book
from codegen.checker.kinds import EVERY, is_null, kinds, without_null
from codegen.checker.scalars import equals, scalar, test_of
from codegen.checker.source import FALSE, TRUE, Expr, all_of, any_of, leaf, negate, text
from codegen.ir import AnyValue, Array, Const, Enum, Map, Never, Node, Record, Ref, Scalar, Tuple, Union

__all__ = ["call", "call_each", "definition_functions", "expr", "function_name", "need"]

MAX_EXPR = 150


def definition_functions(book: Book, key: str) -> list[list[str]]:
    """The function (or two) that accepts values of a definition."""
    definition = book.model.definition(key)
    name, title = book.functions[key], book.type_name(definition)
    node = definition.node
    if key not in book.looped:
        head = f"def {name}(value: object) -> bool:"
        return [function(book, head, f"{title}.", lambda body: _whole(body, node, False))]
    each = _each(name)
    return [
        function(
            book,
            f'def {each}(values: "Iterable[Any]") -> bool:',
            f"Every one is a {title}." if title[0] not in "AEIOU" else f"Every one is an {title}.",
            lambda body: need(body, node, "value"),
            "for value in values:",
        ),
        [f"def {name}(value: object) -> bool:", f'    """{title}."""', f"    return {each}((value,))"],
    ]


def _each(name: str) -> str:
    return name.replace("_accept_", "_accept_each_", 1)


def call_each(book: Book, node: Node, values: str) -> Expr | None:
    """A call that judges all values of a map or an array at once, where there is such a function."""
    if isinstance(node, Ref) and not node.residuals and node.target in book.looped:
        return leaf(f"{_each(book.functions[node.target])}({values})")
    return None


def call(book: Book, node: Node, x: str, trusted: bool) -> Expr:
    """A call of the function that accepts a node."""
    return leaf(f"{function_name(book, node, trusted)}({x})")


def function_name(book: Book, node: Node, trusted: bool = False) -> str:
    """The name of the function that accepts a node (made when first asked for)."""
    if isinstance(node, Ref) and not node.residuals:
        return book.functions[node.target]

    def write(name: str) -> list[str]:
        head = f"def {name}(value: object) -> bool:"
        return function(book, head, "", lambda body: _whole(body, node, trusted))

    role = "trusted" if trusted else "accept"
    return book.helper(node, role, "accept", write)


def _whole(body: Body, node: Node, trusted: bool) -> None:
    """The body of a function for a node: one expression if that reads well."""
    if isinstance(node, (Record, Map, Array, Tuple)) or _branches(body.book, node):
        need(body, node, "value", trusted)
        body.lines.add("return True")
        return
    body.lines.give(all_of([_shape(body.book, node, "value", trusted), *_rules(body.book, node, "value")]))


def _branches(book: Book, node: Node) -> bool:
    """Whether a union is better written as branches by type than as one expression."""
    return isinstance(node, Union) and (node.kind == "types" or without_null(book.model, node) is not None)


def expr(book: Book, node: Node, x: str, trusted: bool) -> Expr:
    """Whether a node accepts the value that ``x`` names."""
    if isinstance(node, (Record, Map, Array, Tuple)):
        small = _small(book, node, x, trusted)
        return small if small is not None else call(book, node, x, trusted)
    built = all_of([_shape(book, node, x, trusted), *_rules(book, node, x)])
    return built if built.size <= MAX_EXPR else call(book, node, x, trusted)


def _rules(book: Book, node: Node, x: str, known: str = "") -> list[Expr]:
    from codegen.checker.residuals import residual

    return [residual(book, node, r, x, known) for r in node.residuals]


def _formulas(book: Book, node: Node, x: str, held: Mapping[str, str] | None = None) -> list[Expr]:
    """Rules between fields, whose values have been judged before."""
    from codegen.checker.rules import rule_test

    return [rule_test(book, node, r, x, held) for r in node.rules] if isinstance(node, Record) else []


def _shape(book: Book, node: Node, x: str, trusted: bool) -> Expr:
    """The expression of a node without its residuals."""
    match node:
        case AnyValue():
            return TRUE if trusted else leaf(f"_is_json({x})")
        case Never():
            return FALSE
        case Scalar():
            return scalar(book, node, x, trusted)
        case Const(value=value):
            return equals(book, (value,), x)
        case Enum(values=values):
            return equals(book, values, x)
        case Ref(target=target):
            return _reference(book, target, x, trusted)
        case Union(members=members, kind="types"):
            return _by_type(book, members, x, trusted)
        case Union(members=members, kind=kind):
            return alternatives(book, members, kind, x, trusted)
    return call(book, node, x, trusted)


def _reference(book: Book, target: str, x: str, trusted: bool) -> Expr:
    node = book.model.definition(target).node
    if isinstance(node, (Scalar, Const, Never)) and not node.residuals:
        return _shape(book, node, x, trusted)
    return leaf(f"{book.functions[target]}({x})")


def alternatives(book: Book, members: tuple[Node, ...], kind: str, x: str, trusted: bool) -> Expr:
    """``anyOf`` and ``oneOf``."""
    tests = [expr(book, m, x, trusted) for m in members]
    if kind == "any" or _apart(book, members):
        return any_of(tests)
    tests = [t for t in tests if t != FALSE]
    if len(tests) < 2:
        return any_of(tests)
    return leaf(" + ".join(_term(t) for t in tests) + " == 1", " + ".join(map(_term, tests)) + " != 1")


def _term(test: Expr) -> str:
    plain = test.kind == "leaf" and test.source.endswith(")") and " " not in test.source.split("(")[0]
    return text(test) if plain else f"({text(test)})"


def _apart(book: Book, members: tuple[Node, ...]) -> bool:
    """Whether no JSON type belongs to two members, so that two can not both accept."""
    seen = [k for m in members for k in kinds(book.model, m)]
    return len(seen) == len(set(seen))


def _by_type(book: Book, members: tuple[Node, ...], x: str, trusted: bool) -> Expr:
    """Members of different types: when all types are there, only those with rules need a look."""
    covered = {k for m in members for k in kinds(book.model, m)}
    whole = trusted and covered == set(EVERY) and not any(_only_integers(book, m) for m in members)
    if not whole:
        return any_of([expr(book, m, x, trusted) for m in members])
    parts = []
    for member in members:
        test = expr(book, member, x, True)
        own = test_of(kinds(book.model, member)[0], x)
        if test != own:
            inner = test.parts[1:] if test.kind == "and" and test.parts[0] == own else (test,)
            parts.append(any_of([negate(own), all_of(inner)]))
    return all_of(parts)


def _only_integers(book: Book, node: Node) -> bool:
    return isinstance(node, Scalar) and node.kind == "integer"


def _small(book: Book, node: Node, x: str, trusted: bool) -> Expr | None:
    """An object or array with so little to say that it fits an expression; None if it does not."""
    from codegen.checker.arrays import small_array
    from codegen.checker.objects import small_object

    if isinstance(node, (Record, Map)):
        shape = small_object(book, node, x, trusted)
        known = "object"
    else:
        assert isinstance(node, (Array, Tuple))
        shape, known = small_array(book, node, x, trusted), "array"
    if shape is None:
        return None
    built = all_of([shape, *_rules(book, node, x, known), *_formulas(book, node, x)])
    return built if built.size <= MAX_EXPR else None


def need(body: Body, node: Node, x: str, trusted: bool = False) -> None:
    """Statements that return False unless the node accepts the value that ``x`` names."""
    from codegen.checker.arrays import need_array
    from codegen.checker.objects import need_object

    book, known = body.book, ""
    if body.deep and not isinstance(node, (Scalar, AnyValue, Never)):
        body.lines.refuse(call(book, node, x, trusted))
        return
    match node:
        case Record() | Map():
            need_object(body, node, x, trusted)
            known = "object"
        case Array() | Tuple():
            need_array(body, node, x, trusted)
            known = "array"
        case Union() if _branches(book, node):
            _need_branches(body, node, x, trusted)
        case Ref() if body.hot and book.inlines(node, body.inlined):
            body.inlined += 1
            need(body, book.model.definition(node.target).node, x, trusted)
            body.inlined -= 1
        case _:
            body.lines.refuse(_shape(book, node, x, trusted))
    for test in [*_rules(book, node, x, known), *_formulas(book, node, x, body.held.get(x))]:
        body.lines.refuse(test)


def _need_branches(body: Body, node: Union, x: str, trusted: bool) -> None:
    """A nullable node, or members that are told apart by their type."""
    rest = without_null(body.book.model, node)
    if rest is not None:
        body.lines.add(f"if {x} is not None:")
        _inside(body, rest, x, trusted)
        return
    whole = _by_type(body.book, node.members, x, trusted)
    large = [m for m in node.members if _large(body, m)]
    if not large or (not trusted and len(large) > 3):
        body.lines.refuse(whole)
        return
    keyword = "if"
    for member in large:
        test = test_of(kinds(body.book.model, member)[0], x)
        body.lines.when(test, keyword)
        _inside(body, member, x, trusted)
        keyword = "elif"
    others = tuple(m for m in node.members if m not in large)
    left = any_of([expr(body.book, m, x, trusted) for m in others])
    if left != TRUE:
        body.lines.when(negate(left), "elif")
        body.lines.add("    return False")


def _large(body: Body, node: Node) -> bool:
    if isinstance(node, Ref):
        target = body.book.model.definition(node.target).node
        return body.hot and body.book.inlines(node, 1) and isinstance(target, Record)
    return isinstance(node, (Record, Map, Array, Tuple))


def _inside(body: Body, node: Node, x: str, trusted: bool) -> None:
    body.lines.depth += 1
    before = len(body.lines.lines)
    need(body, node, x, trusted)
    if len(body.lines.lines) == before:
        body.lines.add("pass")
    body.lines.depth -= 1


def is_nullable(book: Book, node: Node) -> bool:
    """Whether a node accepts null."""
    return is_null(node) or "null" in kinds(book.model, node)
