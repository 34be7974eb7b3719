"""Random formulas whose types fit, over a fixed set of fields."""

from __future__ import annotations

from hypothesis import strategies as st

from codegen.expressions import Binary, Boolean, Call, Conditional, Expression, Kind, Name, Number, Unary

#: The fields that random formulas read.
KINDS: dict[str, Kind] = {
    "a": "integer",
    "b": "integer",
    "x": "number",
    "y": "number",
    "on": "boolean",
    "steps": "integers",
    "values": "numbers",
}
SCHEMA = {
    "type": "object",
    "properties": {
        "a": {"type": "integer"},
        "b": {"type": "integer"},
        "x": {"type": "number"},
        "y": {"type": "number"},
        "on": {"type": "boolean"},
        "steps": {"type": "array", "items": {"type": "integer"}},
        "values": {"type": "array", "items": {"type": "number"}},
    },
    "required": list(KINDS),
}

_WHOLE = st.sampled_from(["0", "1", "2", "3", "10", "9007199254740993"]).map(Number)
_FRACTION = st.sampled_from(["0.5", "1.0", "1e-7", "2.5e3"]).map(Number)


def integers(depth: int) -> st.SearchStrategy[Expression]:
    """Formulas of kind integer."""
    leaves: st.SearchStrategy[Expression] = st.one_of(
        _WHOLE,
        st.sampled_from(["a", "b"]).map(Name),
        st.sampled_from(["steps", "values"]).map(lambda n: Call("size", (Name(n),))),
    )
    if depth == 0:
        return leaves
    below = integers(depth - 1)
    return st.one_of(
        leaves,
        st.builds(Binary, st.sampled_from("+-*%"), below, below),
        st.builds(Unary, st.just("-"), below),
        st.builds(lambda f, p, q: Call(f, (p, q)), st.sampled_from(["min", "max"]), below, below),
        numbers(depth - 1).map(lambda e: Call("floor", (e,))),
        st.builds(Conditional, booleans(depth - 1), below, below),
    )


def numbers(depth: int) -> st.SearchStrategy[Expression]:
    """Formulas of kind number (or integer)."""
    leaves: st.SearchStrategy[Expression] = st.one_of(
        _FRACTION, st.sampled_from(["x", "y", "pi"]).map(Name), integers(0)
    )
    if depth == 0:
        return leaves
    below = numbers(depth - 1)
    functions = st.sampled_from(["cos", "sqrt", "exp"])
    return st.one_of(
        leaves,
        integers(depth),
        st.builds(Binary, st.sampled_from("+-*/"), below, below),
        st.builds(Unary, st.just("-"), below),
        st.builds(lambda f, e: Call(f, (e,)), functions, below),
        st.builds(lambda p, q: Call("pow", (p, q)), below, below),
        st.builds(lambda f, p, q: Call(f, (p, q)), st.sampled_from(["min", "max"]), below, below),
        st.builds(Conditional, booleans(depth - 1), below, below),
        below.map(lambda e: Call("piecewise", (e, Name("steps"), Name("values")))),
    )


def booleans(depth: int) -> st.SearchStrategy[Expression]:
    """Formulas of kind boolean."""
    leaves: st.SearchStrategy[Expression] = st.one_of(
        st.booleans().map(Boolean),
        st.just(Name("on")),
        st.sampled_from(["steps", "values"]).map(lambda n: Call("ascending", (Name(n),))),
    )
    if depth == 0:
        return leaves
    below, compared = booleans(depth - 1), numbers(depth - 1)
    return st.one_of(
        leaves,
        st.builds(Binary, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), compared, compared),
        st.builds(Binary, st.sampled_from(["&&", "||", "==", "!="]), below, below),
        st.builds(Unary, st.just("!"), below),
        st.builds(Conditional, below, below, below),
    )


def objects(whole: st.SearchStrategy[int] | None = None) -> st.SearchStrategy[dict[str, object]]:
    """Values for the fields."""
    integer = whole if whole is not None else st.integers(-(2**70), 2**70) | st.integers(-3, 3)
    number = st.floats(-1e6, 1e6) | st.integers(-3, 3) | st.sampled_from([0.0, 0.1, 1e300, 5e-324])
    # an integer may be written with a point, as JSON has it
    whole_or_float = integer | st.integers(-3, 3).map(float)
    return st.fixed_dictionaries(
        {
            "a": whole_or_float,
            "b": whole_or_float,
            "x": number,
            "y": number,
            "on": st.booleans(),
            "steps": st.lists(st.integers(-3, 9), max_size=4, unique=True).map(sorted),
            "values": st.lists(number, max_size=4),
        }
    )
