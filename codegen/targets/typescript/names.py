"""What definitions are called in TypeScript."""

from __future__ import annotations

from codegen.ir import Definition, Model
from codegen.naming import pascal

__all__ = ["fields_name", "type_name"]

#: Names that the declarations use for themselves.
USED = frozenset(
    (
        "ACCEPTS",
        "AtLeastOne",
        "AtMostOne",
        "CHECK",
        "ExactlyOne",
        "Exclude",
        "Issue",
        "Json",
        "NonNullable",
        "Root",
    )
)


def type_name(model: Model, definition: Definition) -> str:
    """``LearningRate``; with ``_`` behind it where the package uses the name itself."""
    name = pascal(definition.words)
    if name == "Root" and definition.key == model.root:
        return name
    return f"{name}_" if name in USED else name


def fields_name(model: Model, definition: Definition) -> str:
    """The name of the type that holds the fields of a record with groups."""
    name = f"{type_name(model, definition)}Fields"
    return f"{name}_" if any(pascal(d.words) == name for d in model.definitions) else name
