"""What a target is: a pure function from the IR to files, and what it says about itself.

Targets are equals.  None knows another; the pipeline finds them by name through Python entry points
(group ``codegen.targets``), the built-in ones too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from codegen.errors import Origin
from codegen.ir import Model

__all__ = ["GROUP", "Support", "Target"]

#: The entry-point group targets are found under.
GROUP = "codegen.targets"

#: What a target does with a keyword: enforces it in its own types or code; enforces it in the printed
#: checker; hands it on as it is (a schema file); refuses to generate.
Support: TypeAlias = Literal["native", "checker", "verbatim", "refused"]


def _no_names(model: Model, package: str) -> Mapping[Origin, str]:
    return {}


@dataclass(frozen=True, slots=True)
class Target:
    """One kind of output.

    ``render(model, package)`` gives every file as ``{path: text}``; paths are relative to the output
    folder, use ``/``, and begin with the folder of the target.  It raises
    :class:`~codegen.errors.SchemaError` for a schema it can not express, and writes nothing itself.

    ``support`` says for each keyword how it is enforced; ``names`` gives for origins of definitions and
    fields the name they have in the output (``models.LearningRate.constant``).
    """

    name: str
    summary: str
    render: Callable[[Model, str], Mapping[str, str]]
    support: Mapping[str, Support] = field(default_factory=dict)
    names: Callable[[Model, str], Mapping[Origin, str]] = _no_names
