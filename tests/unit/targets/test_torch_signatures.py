"""What the target knows of torch's constructors is what the installed torch says of itself."""

from __future__ import annotations

import inspect
import re
from typing import Any

import pytest

from codegen.targets.torch.signatures import OF_THE_PROGRAM, Kind, signatures

torch = pytest.importorskip("torch")


def of_torch() -> dict[str, dict[str, inspect.Parameter]]:
    """The arguments of each class that say what its update is, as Python sees them."""
    base = torch.optim.Optimizer
    found = {}
    for name, cls in vars(torch.optim).items():
        if isinstance(cls, type) and issubclass(cls, base) and cls is not base:
            parameters = dict(inspect.signature(cls).parameters)
            parameters.pop("params")
            found[name] = {n: p for n, p in parameters.items() if n not in OF_THE_PROGRAM}
    return found


def plain(annotation: Any) -> str:
    """An annotation without the tensors that may stand for numbers."""
    text = annotation.__name__ if isinstance(annotation, type) else str(annotation)
    return re.sub(r" \| torch\.Tensor", "", text)


needs_the_version = pytest.mark.skipif(
    torch.__version__.partition("+")[0] != signatures().torch, reason="another torch is installed"
)


@needs_the_version
def test_the_classes_are_those_of_torch() -> None:
    assert sorted(signatures().classes) == sorted(of_torch())
    assert len(signatures().classes) == 15


@needs_the_version
@pytest.mark.parametrize("name", signatures().classes)
def test_arguments_defaults_and_types_are_those_of_the_constructor(name: str) -> None:
    ours, theirs = signatures().classes[name].arguments, of_torch()[name]
    assert list(ours) == list(theirs)
    for argument, parameter in theirs.items():
        default = parameter.default
        assert ours[argument].default == (list(default) if isinstance(default, tuple) else default)
        assert type(ours[argument].default) is (list if isinstance(default, tuple) else type(default))
        assert ours[argument].kind.text == plain(parameter.annotation)
        assert ours[argument].required is (default is inspect.Parameter.empty)


def test_it_is_known_what_older_versions_lack() -> None:
    classes = signatures().classes
    newer = {c.name: c.since for c in classes.values() if c.since}
    newer |= {
        f"{c.name}.{a.name}": a.since for c in classes.values() for a in c.arguments.values() if a.since
    }
    assert newer == {"Muon": "2.9", "Adam.decoupled_weight_decay": "2.7"}
    assert signatures().oldest == "2.6"


def test_a_type_is_read_from_its_annotation() -> None:
    eps = signatures().classes["Adafactor"].arguments["eps"].kind
    assert eps == Kind("tuple", False, (Kind("float", True), Kind("float")))
    assert eps.text == "tuple[float | None, float]"
