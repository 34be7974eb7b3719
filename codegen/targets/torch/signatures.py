"""What the constructors of ``torch.optim`` take, so that torch need not be there when generating.

``signatures.json`` is written by ``tools/torch_signatures.py`` from the sources of torch.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from codegen.ir import Json

__all__ = ["OF_THE_PROGRAM", "Argument", "Kind", "Signature", "Signatures", "signatures"]

#: Arguments that choose how an update is computed on some machine, not what it is.
OF_THE_PROGRAM = frozenset({"capturable", "differentiable", "foreach", "fused"})
_FILE = Path(__file__).with_name("signatures.json")


@dataclass(frozen=True, slots=True)
class Kind:
    """The type of an argument: ``float``, ``int``, ``bool``, ``str``, or a tuple of such (``items``)."""

    name: str
    optional: bool = False
    items: tuple[Kind, ...] = ()

    @property
    def text(self) -> str:
        """As it stands in an annotation."""
        whole = f"tuple[{', '.join(i.text for i in self.items)}]" if self.items else self.name
        return f"{whole} | None" if self.optional else whole


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a constructor.  ``since`` is the version that brought it, where its class is older."""

    name: str
    kind: Kind
    required: bool
    default: Json
    since: str


@dataclass(frozen=True, slots=True)
class Signature:
    """One class.  ``since`` is the version that brought it, if the oldest we support lacks it."""

    name: str
    arguments: Mapping[str, Argument]
    since: str


@dataclass(frozen=True, slots=True)
class Signatures:
    """Every class of ``torch.optim``, of the version they were read from."""

    torch: str
    oldest: str
    classes: Mapping[str, Signature]


@cache
def signatures() -> Signatures:
    """The file that comes with the target."""
    known = json.loads(_FILE.read_text("utf-8"))
    oldest: str = known["oldest"]
    classes = {
        name: Signature(
            name,
            {a: _argument(a, facts) for a, facts in found["arguments"].items()},
            found["since"] if found["since"] != oldest else "",
        )
        for name, found in known["classes"].items()
    }
    return Signatures(known["torch"], oldest, classes)


def _argument(name: str, facts: dict[str, Json]) -> Argument:
    kind = _kind(ast.parse(str(facts["type"]), mode="eval").body)
    return Argument(name, kind, "default" not in facts, facts.get("default"), str(facts.get("since", "")))


def _kind(node: ast.expr) -> Kind:
    match node:
        case ast.Name(id=name):
            return Kind(name)
        case ast.BinOp(left=left, right=ast.Constant(value=None)):
            inner = _kind(left)
            return Kind(inner.name, True, inner.items)
        case ast.Subscript(slice=ast.Tuple(elts=parts)):
            return Kind("tuple", False, tuple(map(_kind, parts)))
    raise AssertionError(ast.unparse(node))  # pragma: no cover
