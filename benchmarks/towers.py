"""Documents of many towers, for the benchmarks."""

from __future__ import annotations

import json
from typing import Any

__all__ = ["ALL", "FOUR", "REAL", "document", "rates"]

RAMP = {"learning_rate": 0.0008, "num_ramp_steps": 5000}
COSINE = {
    "learning_rate": 0.001,
    "final_learning_rate": 1e-5,
    "num_ramp_steps": 1000,
    "final_num_steps": 90000,
}
STAIRS = {"learning_rate_boundaries": [1000, 5000], "learning_rate_values": [0.01, 0.001, 0.0001]}
DECAY = {"learning_rate": 0.01, "decay_rate": 0.96, "num_decay_steps": 10000}
CYCLE = {
    "initial_learning_rate": 0.0004,
    "max_learning_rate": 0.01,
    "final_learning_rate": 1e-7,
    "num_ramp_steps": 3000,
    "final_num_steps": 10000,
}
HOLD = {
    "learning_rate": 0.001,
    "final_learning_rate": 1e-6,
    "num_ramp_steps": 2000,
    "decay_start_step": 90000,
    "final_num_steps": 100000,
}
CHAIN = {
    "schedules": [{"linear_ramp_to_constant": RAMP}, {"exponential_decay": DECAY}],
    "boundaries": [20000],
}

#: As in a real multi-task configuration: a ramp, the other forms of its time null.
REAL: list[dict[str, Any]] = [
    {
        "constant": None,
        "linear_ramp_to_constant": RAMP,
        "linear_ramp_to_cosine": None,
        "piecewise_constant": None,
    }
]
#: The forms that the reference code has.
FOUR: list[dict[str, Any]] = [
    {"constant": 0.001},
    {"linear_ramp_to_constant": RAMP},
    {"linear_ramp_to_cosine": COSINE},
    {"piecewise_constant": STAIRS},
]
#: Every form of the schema.
ALL: list[dict[str, Any]] = [
    *FOUR,
    {"linear_ramp_to_inverse_sqrt": RAMP},
    {"linear_ramp_to_polynomial": COSINE},
    {"exponential_decay": DECAY},
    {"step_decay": DECAY},
    {"one_cycle": CYCLE},
    {"warmup_stable_decay": HOLD},
    {"sequence": CHAIN},
]


def rates(towers: int, forms: list[dict[str, Any]], valid: bool = True) -> dict[str, Any]:
    """Learning rates of so many towers, parsed; in an invalid document one of them sets two forms.

    It is the tower that every validator reads last, so that all have to read all.  For those that go by the
    document it is the last; fastjsonschema goes by the order of a set, which is another in every process.
    """
    found = {f"recap.engagement.task_{i}": forms[i % len(forms)] for i in range(towers)}
    whole = {"tower_learning_rates": found, "backbone_learning_rate": {"constant": 0.001}}
    parsed: dict[str, Any] = json.loads(json.dumps(whole))
    if not valid:
        rates = parsed["tower_learning_rates"]
        last = _last_of_set(rates)
        while next(reversed(rates)) != last:  # moving it may change what the set has last
            rates[last] = rates.pop(last)
            last = _last_of_set(rates)
        rates[last] = {"constant": 0.1, "linear_ramp_to_constant": RAMP}
    return parsed


def _last_of_set(rates: dict[str, Any]) -> str:
    return list(set(rates.keys()))[-1]


def document(towers: int, forms: list[dict[str, Any]], valid: bool) -> dict[str, Any]:
    """A whole configuration of so many towers, parsed."""
    adam = {"beta_1": 0.95, "beta_2": 0.999, "epsilon": 1e-7}
    return {"adam": adam, "multi_task_learning_rates": rates(towers, forms, valid)}
