"""Every class of torch.optim, built from the canonical schema; and its ranges against the constructors'.

The verdict of a model on a value is that of the real constructor, for a whole configuration and inside
parameter groups, where torch itself checks nothing; ``no_json`` has the one exception.  ``true`` and ``"1"``,
which some constructors take for numbers, no model takes: see the tests of the models.
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch")

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "schema/optimizer.schema.json").read_text())
#: Facts about the constructors: type, bounds and default of each argument.
FACTS: dict[str, dict[str, dict[str, Any]]] = json.loads(
    (ROOT / "tests/unit/torch_optim_2_13.json").read_text()
)
CLASSES = {
    "adadelta": "Adadelta",
    "adafactor": "Adafactor",
    "adagrad": "Adagrad",
    "adam": "Adam",
    "adamax": "Adamax",
    "adamw": "AdamW",
    "asgd": "ASGD",
    "lbfgs": "LBFGS",
    "muon": "Muon",
    "nadam": "NAdam",
    "radam": "RAdam",
    "rmsprop": "RMSprop",
    "rprop": "Rprop",
    "sgd": "SGD",
    "sparse_adam": "SparseAdam",
}
ROOTS = ("RecapOptimizerConfig", "OptimizerConfig")
#: Fields that are not called like their argument: argument and, in a tuple, the place.
RENAMED = {"beta_1": ("betas", 0), "beta_2": ("betas", 1), "epsilon": ("eps", None)}
#: Keys that only a certain document can have, besides examples.
TOGETHER = {"nesterov": {"momentum": 0.9, "dampening": 0}}


def definition(root: str, member: str) -> dict[str, Any]:
    """The schema of an algorithm of one of the roots."""
    reference = SCHEMA["$defs"][root]["properties"][member]["anyOf"][0]["$ref"]
    found: dict[str, Any] = SCHEMA["$defs"][reference.rpartition("/")[2]]
    return found


def smallest(root: str, member: str) -> dict[str, Any]:
    """What an algorithm has to have."""
    return dict.fromkeys(definition(root, member).get("required", ()), 0.01)


def full(root: str, member: str) -> dict[str, Any]:
    """A value for every field, no default among them where there is a choice."""
    found = {}
    for key, field in definition(root, member)["properties"].items():
        found[key] = not field["default"] if field.get("type") == "boolean" else field["examples"][0]
    if "dampening" in found:
        found |= TOGETHER["nesterov"]
    return found


@pytest.fixture(params=list(itertools.product(ROOTS, CLASSES)), ids="-".join)
def case(request: pytest.FixtureRequest) -> tuple[str, str]:
    root, member = request.param
    return root, member


def whole(root: str, member: str, fields: dict[str, Any]) -> dict[str, Any]:
    """A whole configuration with one algorithm."""
    rate = {"single_task_learning_rate": {"constant": 0.01}} if root == ROOTS[0] else {}
    return {member: fields, **rate}


def model_for(member: str) -> Any:
    """A model that the class can update."""
    torch.manual_seed(0)
    if member == "sparse_adam":
        return torch.nn.Embedding(6, 3, sparse=True)
    if member == "muon":
        return torch.nn.Linear(3, 3, bias=False)
    return torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Linear(4, 1))


def one_step(model: Any, optimizer: Any) -> None:
    """An update, with a closure as LBFGS needs it."""

    def closure() -> Any:
        optimizer.zero_grad()
        sparse = isinstance(model, torch.nn.Embedding)
        loss = (model(torch.tensor([1, 2])) if sparse else model(torch.ones(2, 3))).square().sum()
        loss.backward()
        return loss

    optimizer.step(closure)


def expected(fields: dict[str, Any]) -> dict[str, Any]:
    """The arguments that fields ask for."""
    found: dict[str, Any] = {"betas": (None, None)} if "beta_1" in fields else {}
    for key, value in fields.items():
        argument, place = RENAMED.get(key, (key, None))
        if place is None:
            found[argument] = tuple(value) if isinstance(value, list) else value
        else:
            parts = list(found[argument])
            parts[place] = value
            found[argument] = tuple(parts)
    return found


@pytest.mark.parametrize("fields_of", [smallest, full], ids=["smallest", "every field"])
def test_it_is_built_and_does_a_step(case: tuple[str, str], fields_of: Any, optimizer_builder: Any) -> None:
    root, member = case
    fields = fields_of(root, member)
    model = model_for(member)
    config = getattr(optimizer_builder.models, root).model_validate(whole(root, member, fields))
    before = [p.detach().clone() for p in model.parameters()]
    optimizer, scheduler = optimizer_builder.build_optimizer(model, config)
    assert type(optimizer) is getattr(torch.optim, CLASSES[member])
    defaults = {k: f["default"] for k, f in definition(root, member)["properties"].items() if "default" in f}
    group = optimizer.param_groups[0]
    wanted = expected({**defaults, **fields})
    rate = wanted.pop("lr", None) if root == ROOTS[1] else 0.01
    own = FACTS[CLASSES[member]]["lr"]["default"]
    assert group["lr"] == (own if rate is None else rate)
    if member == "lbfgs" and wanted["max_eval"] is None:
        wanted["max_eval"] = wanted["max_iter"] * 5 // 4
    assert {name: group[name] for name in wanted} == wanted
    for name, value in group.items():
        facts = FACTS[CLASSES[member]].get(name)
        if facts is not None and facts.get("type") == "number" and name != "lr":
            assert type(value) is float, name
    one_step(model, optimizer)
    scheduler.step()
    after = list(model.parameters())
    assert all(p.isfinite().all() for p in after)
    assert any(not torch.equal(a, b) for a, b in zip(before, after, strict=True))


def no_json(value: float) -> bool:
    """The one difference on purpose: infinity and NaN are no numbers of JSON, so that no document holds them.

    The model refuses them everywhere; constructors take infinity where there is no upper bound, and NaN
    where they compare with nothing.
    """
    return not math.isfinite(value)


def around(facts: dict[str, Any]) -> Iterator[Any]:
    """Values at, just below and just above every bound, and some that are far away."""
    bounds = [facts[k] for k in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum") if k in facts]
    whole = facts["type"] == "integer"
    for bound in {*bounds, 0, 1}:
        yield bound
        if whole:
            yield from (bound - 1, bound + 1)
        else:
            yield from (float(bound), math.nextafter(bound, -math.inf), math.nextafter(bound, math.inf))
    yield from ((-7, 3) if whole else (-1e30, -0.5, -0.0, 5e-324, 0.5, 1e9, math.inf, -math.inf, math.nan))


def samples(root: str, member: str) -> Iterator[tuple[str, Any, dict[str, Any], str, Any]]:
    """A field, its value, the whole document, and the argument of the constructor with its value."""
    base = smallest(root, member)
    arguments = FACTS[CLASSES[member]]
    for key in definition(root, member)["properties"]:
        argument, place = RENAMED.get(key, (key, None))
        facts = arguments[argument]
        if "tuple" in facts:
            for number, part in enumerate(facts["tuple"]):
                if place not in (None, number):
                    continue
                for value in around({**part, "type": "number"}):
                    values = list(facts["default"])
                    values[number] = value
                    field = values if place is None else value
                    yield key, value, {**base, key: field}, argument, tuple(values)
        elif facts.get("type") in ("number", "integer", ["integer", "null"]):
            kind = "integer" if "integer" in facts["type"] else "number"
            for value in around({**facts, "type": kind}):
                yield key, value, {**base, key: value}, argument, value


@cache
def constructor_takes(member: str, argument: str, value: Any) -> bool:
    """Whether the class can be made with an argument.  Integers are floats, as the builder makes them."""
    model = model_for(member)
    if isinstance(value, tuple):
        value = tuple(None if v is None else float(v) for v in value)
    try:
        optimizer = getattr(torch.optim, CLASSES[member])(model.parameters(), **{argument: value})
        if argument == "ns_steps":  # Muon looks at it when it steps
            one_step(model, optimizer)
    except ValueError:
        return False
    return True


@pytest.mark.slow
@pytest.mark.parametrize("member", CLASSES)
@pytest.mark.parametrize("place", [*ROOTS, "ParameterGroup"])
def test_the_model_refuses_what_the_constructor_refuses(
    place: str, member: str, optimizer_builder: Any
) -> None:
    root = ROOTS[0] if place == "ParameterGroup" else place
    model, told = getattr(optimizer_builder.models, place), []
    for key, value, fields, argument, given in samples(root, member):
        taken = constructor_takes(member, argument, given)
        document = {"names": ["*"], member: fields}
        accepted = is_valid(model, document if place == "ParameterGroup" else whole(root, member, fields))
        if accepted != (taken and not no_json(value)):
            told.append(f"{key}={value!r}: model {accepted}, constructor {taken}")
    assert told == []


def is_valid(model: Any, document: Any) -> bool:
    try:
        model.model_validate(document)
    except ValueError:
        return False
    return True


@pytest.mark.slow
def test_the_samples_are_on_both_sides_of_bounds() -> None:
    drawn = [(m, *sample[3:]) for m in CLASSES for sample in samples(ROOTS[0], m)]
    taken = sum(constructor_takes(*sample) for sample in drawn)
    assert taken > 500 and len(drawn) - taken > 200
