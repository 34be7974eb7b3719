"""Random configurations of the canonical schema, and ways to damage them."""

from __future__ import annotations

import copy
from random import Random
from typing import Any

from tests.unit.reading.writers import Raw, Twice, step

NAMES = (
    "a",
    "b.c",
    "task/one",
    "t~x",
    "né",
    "\U0001f600 face",
    "two words",
    "it's",
    'a"b',
    "recap.fav_1",
    "x: y",
    "#c",
)
ALGORITHMS: dict[str, dict[str, Any]] = {
    "adam": {"beta_1": 0.95, "beta_2": 0.999, "epsilon": 1e-7},
    "sgd": {"momentum": 0.9, "nesterov": True},
    "adagrad": {"eps": 1e-10},
}


def config(dice: Random) -> dict[str, Any]:
    """A valid configuration."""
    name = dice.choice(list(ALGORITHMS))
    options = {k: v for k, v in ALGORITHMS[name].items() if name == "sgd" or dice.random() < 0.8}
    whole: dict[str, Any] = {name: options}
    if dice.random() < 0.3:
        whole["single_task_learning_rate"] = rate(dice)
    else:
        towers = {tower: rate(dice) for tower in dice.sample(NAMES, dice.randint(1, 4))}
        whole["multi_task_learning_rates"] = {
            "tower_learning_rates": towers,
            "backbone_learning_rate": rate(dice),
        }
    return shuffled(whole, dice)


def rate(dice: Random) -> dict[str, Any]:
    forms: tuple[dict[str, Any], ...] = (
        {"constant": dice.choice((0.001, 1, 0.5, 1e-5))},
        {"linear_ramp_to_constant": {"learning_rate": 0.0008, "num_ramp_steps": 5000}},
        {
            "linear_ramp_to_cosine": {
                "learning_rate": 0.001,
                "final_learning_rate": 1e-5,
                "num_ramp_steps": 1000,
                "final_num_steps": 90000,
            }
        },
        {
            "piecewise_constant": {
                "learning_rate_boundaries": [1000, 5000],
                "learning_rate_values": [0.01, 0.001, 0.0001],
            }
        },
    )
    return shuffled(dice.choice(forms), dice)


def shuffled(value: dict[str, Any], dice: Random) -> dict[str, Any]:
    items = list(value.items())
    dice.shuffle(items)
    return dict(items)


def damaged(value: dict[str, Any], format: str, dice: Random) -> tuple[dict[str, Any], str, str]:
    """A copy that is wrong in one place: the value, the kind of damage, and the pointer of the place."""
    kinds = ["misspelt", "type", "range", "clash", "missing", "twice", "not-finite"]
    kinds += ["null"] if format != "toml" else []
    while True:
        kind = dice.choice(kinds)
        copied = copy.deepcopy(value)
        pointer = _DAMAGE[kind](copied, format, dice)
        if pointer is not None:
            return copied, kind, pointer


def numbers(value: Any, pointer: str = "") -> list[tuple[Any, Any, str]]:
    """Each number, as the box it is in, its key there, and its pointer."""
    found = []
    for key, member in value.items() if isinstance(value, dict) else enumerate(value):
        below = step(pointer, key)
        if isinstance(member, (dict, list)):
            found += numbers(member, below)
        elif isinstance(member, (int, float)) and not isinstance(member, bool):
            found.append((value, key, below))
    return found


def objects(value: Any, pointer: str = "") -> list[tuple[dict[str, Any], str]]:
    """Each object whose keys the schema declares, with its pointer."""
    found = []
    if isinstance(value, dict):
        if not pointer.endswith("/tower_learning_rates"):
            found.append((value, pointer))
        for key, member in value.items():
            found += objects(member, step(pointer, key))
    return found


def _misspelt(value: Any, format: str, dice: Random) -> str | None:
    box, pointer = dice.choice(objects(value))
    if not box:
        return None
    wrong = dice.choice(list(box))
    items = [(k + "x" if k == wrong else k, v) for k, v in box.items()]
    box.clear()
    box.update(items)
    return step(pointer, wrong + "x")


def _replaced(value: Any, dice: Random, new: Any) -> str | None:
    places = numbers(value)
    if not places:
        return None
    box, key, pointer = dice.choice(places)
    box[key] = new
    return pointer


def _type(value: Any, format: str, dice: Random) -> str | None:
    return _replaced(value, dice, dice.choice(("0.1", "x", True, [1], {"a": 1}, "né")))


def _range(value: Any, format: str, dice: Random) -> str | None:
    pointer = _replaced(value, dice, dice.choice((-1, -0.5, -1e300)))
    return None if pointer is None or "boundaries" in pointer else pointer  # those have no least value


def _null(value: Any, format: str, dice: Random) -> str | None:
    places = [p for p in numbers(value) if not p[2].endswith("/constant")]
    if not places:
        return None
    box, key, pointer = dice.choice(places)
    box[key] = None
    return pointer


def _clash(value: Any, format: str, dice: Random) -> str | None:
    other = dice.choice([name for name in ALGORITHMS if name not in value])
    items = list(value.items())
    items.insert(dice.randint(0, len(items)), (other, {}))
    value.clear()
    value.update(items)
    return ""


def _missing(value: Any, format: str, dice: Random) -> str | None:
    boxes = [(b, p) for b, p in objects(value) if "num_ramp_steps" in b or "learning_rate_values" in b]
    if not boxes:
        return None
    box, pointer = dice.choice(boxes)
    del box[dice.choice(list(box))]
    return pointer


def _twice(value: Any, format: str, dice: Random) -> str | None:
    box, pointer = dice.choice([(b, p) for b, p in objects(value) if b and p])
    twin = Twice(box)
    twin.again = dice.choice(list(box))
    parent = value
    *before, last = (s.replace("~1", "/").replace("~0", "~") for s in pointer.split("/")[1:])
    for name in before:
        parent = parent[name]
    parent[last] = twin
    return step(pointer, twin.again)


def _not_finite(value: Any, format: str, dice: Random) -> str | None:
    words = {
        "yaml": (".inf", "-.INF", ".nan", "1e999"),
        "json": ("NaN", "-Infinity", "1e999"),
        "toml": ("inf", "-nan", "1e999", "2001-12-14", "12:30:00"),
    }
    return _replaced(value, dice, Raw(dice.choice(words[format])))


_DAMAGE = {
    "misspelt": _misspelt,
    "type": _type,
    "range": _range,
    "null": _null,
    "clash": _clash,
    "missing": _missing,
    "twice": _twice,
    "not-finite": _not_finite,
}
