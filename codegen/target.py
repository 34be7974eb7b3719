"""What a target is: a pure function from the IR to files, and what it says about itself.

Targets are equals.  None knows another; the pipeline finds them by name through Python entry points
(group ``codegen.targets``), the built-in ones too.
"""

from __future__ import annotations

import os.path
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from codegen.errors import Origin
from codegen.ir import Model

__all__ = ["Executor", "Support", "Target", "python_executor"]

#: What a target does with a keyword: enforces it in its own types or code; enforces it in the printed
#: checker; hands it on as it is (a schema file); writes it down without enforcing it; refuses to generate.
Support: TypeAlias = Literal["native", "checker", "verbatim", "note", "refused"]


def _no_names(model: Model, package: str) -> Mapping[Origin, str]:
    return {}


def _no_executors(out: str, model: Model, package: str) -> tuple[Executor, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Executor:
    """A process that judges documents with a generated artefact, for ``codegen agree``.

    It speaks the protocol of ``docs/agreement-protocol.md`` on stdin and stdout.  ``name`` is what reports
    call the artefact; ``environment`` is added to the one of ``codegen`` itself.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)


def python_executor(name: str, mode: str, *arguments: str) -> Executor:
    """The executor that comes with codegen, in one of the modes that ``agree/runners/python.py`` names."""
    runner = os.path.join(os.path.dirname(__file__), "agree", "runners", "python.py")
    return Executor(name, (sys.executable, runner, mode, *arguments))


@dataclass(frozen=True, slots=True)
class Target:
    """One kind of output.

    ``render(model, package)`` gives every file as ``{path: text}``; paths are relative to the output
    folder, use ``/``, and begin with the folder of the target.  It raises
    :class:`~codegen.errors.SchemaError` for a schema it can not express, and writes nothing itself.

    ``support`` says for each keyword how it is enforced; ``names`` gives for origins of definitions and
    fields the name they have in the output (``models.LearningRate.constant``).  ``executors(out, model,
    package)`` lists a process for each way to judge a document with the files in the folder ``out``.
    """

    name: str
    summary: str
    render: Callable[[Model, str], Mapping[str, str]]
    support: Mapping[str, Support] = field(default_factory=dict)
    names: Callable[[Model, str], Mapping[Origin, str]] = _no_names
    executors: Callable[[str, Model, str], tuple[Executor, ...]] = _no_executors
