"""Rules of ``parameter_groups``, the switch for weight decay, and what classes can take."""

from __future__ import annotations

from typing import Any

import pytest

torch = pytest.importorskip("torch")

from torch import nn  # noqa: E402

from tests.unit.torch.test_grouping import refused  # noqa: E402
from tests.unit.torch.wanted import algorithm, names, plan, rate, rule, tree, wanted  # noqa: E402

ADAMW = algorithm(torch.optim.AdamW, weight_decay=0.1)
DECAYED: dict[str, Any] = {"algorithm": algorithm(weight_decay=0.1)}


def matched(model: nn.Module, **conditions: Any) -> list[str]:
    """The parameters that one rule takes."""
    found = plan(model, wanted(rules=(rule(label="it", **conditions),)))
    return names(found).get("model/it", [])


def test_a_glob_matches_the_whole_name_and_a_star_crosses_dots() -> None:
    model = tree("a.b.w", "a.w", "x.a.w", "A.w")
    assert matched(model, names=("a.*",)) == ["a.w", "a.b.w"]
    assert matched(model, names=("?.w", "x.*")) == ["a.w", "x.a.w", "A.w"]
    assert matched(model, names=("[!a].w",)) == ["A.w"]


def test_a_pattern_is_found_anywhere_in_the_name() -> None:
    assert matched(tree("l0.w", "l10.w", "x.w"), pattern=r"l\d\.w$") == ["l0.w"]


def test_a_module_type_is_a_class_or_one_of_its_bases() -> None:
    class Mine(nn.Linear):
        pass

    model = nn.Sequential(nn.Linear(2, 2, bias=False), Mine(2, 2, bias=False), nn.Embedding(2, 2))
    assert matched(model, module_types=("Linear",)) == ["0.weight", "1.weight"]
    assert matched(model, module_types=("Mine",)) == ["1.weight"]
    assert matched(model, module_types=("torch.nn.Linear",)) == ["0.weight", "1.weight"]
    assert matched(model, module_types=("torch.nn.modules.sparse.Embedding",)) == ["2.weight"]
    assert [m for _, m, _ in refused(model, wanted(rules=(rule(module_types=("other.Linear",)),)))] == [
        "no parameter has a module of type other.Linear"
    ]


def test_what_a_parametrization_stores_belongs_to_its_module() -> None:
    model = nn.Sequential(nn.utils.parametrizations.weight_norm(nn.Linear(2, 2)), nn.Embedding(2, 2))
    assert matched(model, module_types=("Linear",)) == [
        "0.bias",
        "0.parametrizations.weight.original0",
        "0.parametrizations.weight.original1",
    ]


def test_all_conditions_must_hold() -> None:
    model = nn.Sequential(nn.Linear(2, 2), nn.LayerNorm(2))
    assert matched(model, dimensions=(1,), module_types=("Linear",)) == ["0.bias"]
    assert matched(model, dimensions=(0, 1)) == ["0.bias", "1.weight", "1.bias"]


def test_a_tied_parameter_falls_under_a_rule_by_any_of_its_names() -> None:
    model = tree("embed.w", "head.bias")
    model.get_submodule("head").w = model.get_parameter("embed.w")
    assert matched(model, names=("head.w",)) == ["embed.w"]


def test_a_rule_splits_each_tower_and_the_plain_part_comes_first() -> None:
    model = tree("a.w", "a.b", "c.w", "c.b", "stem.b", "stem.w")
    wish = wanted(["c", "a"], 0.5, rules=(rule(0, label="b", names=("*.b",)), rule(1, names=("stem.w",))))
    assert names(plan(model, wish)) == {
        "c": ["c.w"],
        "c/b": ["c.b"],
        "a": ["a.w"],
        "a/b": ["a.b"],
        "backbone/b": ["stem.b"],
        "backbone/rule_1": ["stem.w"],
    }


def test_rate_and_algorithm_are_inherited_unless_the_rule_has_them() -> None:
    rules = (
        rule(0, names=("a.x",), rate=rate(7.0)),
        rule(1, names=("a.y",), algorithm=ADAMW),
    )
    found = plan(tree("a.w", "a.x", "a.y"), wanted(["a"], rules=rules))
    assert [(g.name, g.rate.constant, g.algorithm.name) for g in found.groups] == [
        ("a", 1.0, "adam"),
        ("a/rule_0", 7.0, "adam"),
        ("a/rule_1", 1.0, "adamw"),
    ]
    assert found.groups[1].parameters[0].why == "tower; rule /parameter_groups/0"


def test_a_rule_with_a_rate_needs_no_rate_for_the_backbone() -> None:
    wish = wanted(["a"], rules=(rule(names=("stem.*",), rate=rate(7.0)),))
    assert names(plan(tree("a.w", "stem.w"), wish)) == {"a": ["a.w"], "backbone/rule_0": ["stem.w"]}


def test_groups_of_rules_with_one_label_have_different_names() -> None:
    rules = tuple(rule(k, label="same", names=(name,)) for k, name in enumerate(("a", "b", "c")))
    assert list(names(plan(tree("a", "b", "c"), wanted(rules=rules)))) == [
        "model/same",
        "model/same (2)",
        "model/same (3)",
    ]


@pytest.mark.parametrize(
    ("conditions", "message", "hint"),
    [
        ({"names": ("embd.*",)}, "no parameter has a name like embd.*", "did you mean embed.*?"),
        (
            {"names": ("zzzz",), "dimensions": (2,)},
            "no parameter has a name like zzzz and 2 dimensions",
            "the parameters are embed.w, head.b",
        ),
        (
            {"pattern": "^x"},
            "no parameter has a name in which the pattern ^x is found",
            "the parameters are embed.w, head.b",
        ),
        ({"dimensions": (3, 4)}, "no parameter has 3 or 4 dimensions", "the parameters have 2 dimensions"),
    ],
)
def test_a_rule_that_matches_nothing_is_refused(conditions: Any, message: str, hint: str) -> None:
    found = refused(tree("embed.w", "head.b"), wanted(rules=(rule(3, **conditions),)))
    assert found == [("/parameter_groups/3", message, hint)]


def test_a_pattern_that_is_none_is_refused() -> None:
    ((pointer, message, _),) = refused(tree("w"), wanted(rules=(rule(2, pattern="a(b"),)))
    assert pointer == "/parameter_groups/2"
    assert message == "a(b is no regular expression: missing ), unterminated subpattern at position 1"


@pytest.mark.parametrize(
    ("glob", "hint"),
    [
        ("*.layres.*", "did you mean layers?"),
        ("layers.0.wieght", "did you mean layers.0.weight?"),
        ("la?ers.0.weigth*", "did you mean la?ers.0.weight?"),
        ("layers", "did you mean layers.*?"),
        ("weight.0", "the parameters are layers.0.weight"),
    ],
)
def test_a_misspelt_part_of_a_glob_is_told_what_was_meant(glob: str, hint: str) -> None:
    assert [h for _, _, h in refused(tree("layers.0.weight"), wanted(rules=(rule(names=(glob,)),)))] == [hint]


def test_many_rules_that_match_nothing_are_all_told() -> None:
    found = refused(tree("embed.w"), wanted(rules=tuple(rule(k, names=("embd.*",)) for k in range(12))))
    assert [bool(hint) for _, _, hint in found] == [True] * 10 + [False] * 2


def test_a_misspelt_module_type_is_told_what_was_meant() -> None:
    ((_, _, hint),) = refused(nn.LayerNorm(2), wanted(rules=(rule(module_types=("Layernorm",)),)))
    assert hint == "did you mean LayerNorm?"


def test_two_rules_on_one_parameter_are_refused() -> None:
    wish = wanted(rules=(rule(0, names=("a.*",)), rule(1, names=("*.w",))))
    ((pointer, message, _),) = refused(tree("a.w"), wish)
    assert pointer == "/parameter_groups/1"
    assert message == "a.w falls under this entry and under /parameter_groups/0"


def test_an_overlap_of_rules_goes_to_the_first_or_to_the_most_specific() -> None:
    rules = (
        rule(0, label="star", names=("*",)),
        rule(1, label="glob", names=("a.*",)),
        rule(2, label="two", names=("a.*",), dimensions=(2,)),
        rule(3, label="exact", names=("a.x",)),
    )
    model = tree("a.x", "a.y", "b")
    first = plan(model, wanted(rules=(rules[1], rules[0])), on_overlap="first")
    assert names(first) == {"model/glob": ["a.x", "a.y"], "model/star": ["b"]}
    best = plan(model, wanted(rules=(*rules[:1], *rules[2:])), on_overlap="most_specific")
    assert names(best) == {"model/star": ["b"], "model/two": ["a.y"], "model/exact": ["a.x"]}
    longer = plan(model, wanted(rules=rules[:2]), on_overlap="most_specific")
    assert names(longer) == {"model/star": ["b"], "model/glob": ["a.x", "a.y"]}


def test_rules_that_are_equally_specific_are_refused() -> None:
    wish = wanted(rules=(rule(0, names=("a.*",)), rule(1, names=("*.w",))))
    assert len(refused(tree("a.w"), wish, on_overlap="most_specific")) == 1


def without_decay(model: nn.Module, *kinds: str) -> list[str]:
    found = plan(model, wanted(no_weight_decay_on=frozenset(kinds), **DECAYED))
    for group in found.groups:
        expected = 0.0 if group.name == "model/no_weight_decay" else 0.1
        assert group.algorithm.arguments == {"weight_decay": expected}
    return names(found).get("model/no_weight_decay", [])


def test_the_switch_takes_weight_decay_from_what_it_names() -> None:
    model = nn.Module()
    model.linear, model.norm, model.rnn = nn.Linear(2, 2), nn.LayerNorm((2, 2)), nn.LSTM(2, 2)
    model.attention = nn.MultiheadAttention(2, 1)
    model.scale = nn.Parameter(torch.zeros(()))
    assert without_decay(model, "biases") == [
        "linear.bias",
        "norm.bias",
        "rnn.bias_ih_l0",
        "rnn.bias_hh_l0",
        "attention.in_proj_bias",
        "attention.out_proj.bias",
    ]
    assert without_decay(model, "norms") == ["norm.weight", "norm.bias"]
    assert "scale" in without_decay(model, "one_dimensional")
    assert "norm.weight" not in without_decay(model, "one_dimensional")


@pytest.mark.parametrize(
    "module",
    [
        nn.BatchNorm2d(2),
        nn.SyncBatchNorm(2),
        nn.GroupNorm(1, 2),
        nn.InstanceNorm1d(2, affine=True),
        nn.RMSNorm(2),
        type("LlamaRMSNorm", (nn.Linear,), {})(2, 2),
        type("BatchNormAct2d", (nn.Linear,), {})(2, 2),
        type("Mine", (nn.LayerNorm,), {})(2),
    ],
)
def test_normalization_is_known_by_its_class(module: nn.Module) -> None:
    assert len(without_decay(module, "norms")) == len(list(module.parameters())) > 0


@pytest.mark.parametrize("name", ["Normal", "NormalizedLinear", "WeightNormLinear", "Enormous"])
def test_other_classes_are_no_normalization(name: str) -> None:
    assert without_decay(type(name, (nn.Linear,), {})(2, 2), "norms") == []


def test_the_plan_says_why_there_is_no_weight_decay() -> None:
    wish = wanted(no_weight_decay_on=frozenset({"biases", "one_dimensional"}), **DECAYED)
    plain, other = plan(nn.Linear(2, 2), wish).groups
    assert (plain.why, other.why) == ("all parameters", "all parameters, no weight decay")
    assert other.parameters[0].why == "all parameters; no weight decay: one_dimensional, biases"


@pytest.mark.parametrize("arguments", [{}, {"weight_decay": 0}, {"weight_decay": 0.0}])
def test_without_weight_decay_the_switch_changes_nothing(arguments: dict[str, Any]) -> None:
    wish = wanted(algorithm=algorithm(**arguments), no_weight_decay_on=frozenset({"biases"}))
    assert names(plan(nn.Linear(2, 2), wish)) == {"model": ["weight", "bias"]}


def test_the_switch_holds_in_groups_of_rules_too() -> None:
    wish = wanted(
        rules=(rule(label="it", names=("0.*",), algorithm=ADAMW),), no_weight_decay_on=frozenset({"biases"})
    )
    found = plan(nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2)), wish)
    assert names(found) == {
        "model": ["1.weight", "1.bias"],
        "model/it": ["0.weight"],
        "model/it/no_weight_decay": ["0.bias"],
    }


class Muon(torch.optim.SGD):
    """Stands in for torch's, which older versions lack: it is known by its name."""


def test_muon_is_refused_what_is_no_matrix_with_the_entry_to_write() -> None:
    model = nn.Sequential(nn.Linear(2, 2), nn.Conv2d(1, 1, 1))
    ((pointer, message, hint),) = refused(model, wanted(algorithm=algorithm(Muon)))
    assert pointer == "/parameter_groups"
    assert message == (
        "Muon takes matrices only, with 2 dimensions; with 1: 0.bias, 1.bias, with 4: 1.weight"
    )
    assert hint == ("give them another algorithm: add {dimensions: [1, 4], adamw: {}} to parameter_groups")


def test_the_entry_that_is_proposed_to_muon_works() -> None:
    model = nn.Sequential(nn.Linear(2, 2), nn.Conv2d(1, 1, 1))
    entry = rule(dimensions=(1, 4), algorithm=ADAMW)
    found = plan(model, wanted(algorithm=algorithm(Muon), rules=(entry,)))
    assert names(found) == {"model": ["0.weight"], "model/rule_0": ["0.bias", "1.weight", "1.bias"]}


def test_sparse_adam_is_refused_dense_gradients() -> None:
    sparse = algorithm(torch.optim.SparseAdam)
    model = nn.Sequential(nn.Embedding(2, 2, sparse=True), nn.Linear(2, 2))
    ((_, message, hint),) = refused(model, wanted(algorithm=sparse))
    assert message == "SparseAdam takes sparse gradients only; these get dense ones: 1.weight, 1.bias"
    assert hint == (
        'give them another algorithm: add {names: ["1.weight", "1.bias"], adamw: {}} to parameter_groups'
    )
    ((_, _, hint),) = refused(nn.Embedding(2, 2), wanted(algorithm=sparse))
    assert hint.startswith("make the tables with sparse=True, or give them another algorithm")


def test_a_long_proposal_is_cut_and_says_so() -> None:
    model = nn.Sequential(*(nn.Linear(1, 1, bias=False) for _ in range(25)))
    ((_, _, hint),) = refused(model, wanted(algorithm=algorithm(torch.optim.SparseAdam)))
    assert hint.endswith('"19.weight"], adamw: {}} to parameter_groups; 5 more names belong there')


def test_a_proposal_shows_hidden_characters() -> None:
    model = nn.Module()
    model.add_module("a\u202eb", nn.Linear(1, 1, bias=False))
    with pytest.raises(ValueError) as caught:
        plan(model, wanted(algorithm=algorithm(torch.optim.SparseAdam)))
    assert "\u202e" not in str(caught.value) and '["a\\u{202e}b.weight"]' in str(caught.value)


def test_code_of_the_models_own_may_make_sparse_gradients() -> None:
    assert names(plan(tree("w"), wanted(algorithm=algorithm(torch.optim.SparseAdam)))) == {"model": ["w"]}


@pytest.mark.parametrize(
    "name", ["Adam", "AdamW", "Adadelta", "Adamax", "ASGD", "NAdam", "RAdam", "RMSprop", "Rprop"]
)
def test_sparse_gradients_are_refused_where_the_class_refuses_them(name: str) -> None:
    optimizer = getattr(torch.optim, name)
    table = nn.Embedding(2, 2, sparse=True)
    ((_, message, _),) = refused(table, wanted(algorithm=algorithm(optimizer)))
    assert message == f"{name} takes no sparse gradients; these get them: weight"
    table(torch.tensor([0])).sum().backward()
    with pytest.raises(RuntimeError, match=r"(?i)sparse"):
        optimizer(table.parameters()).step()


@pytest.mark.parametrize("name", ["SGD", "Adagrad", "SparseAdam", "LBFGS"])
def test_sparse_gradients_are_planned_where_the_class_takes_them(name: str) -> None:
    optimizer = getattr(torch.optim, name)
    table = nn.Embedding(2, 2, sparse=True)
    assert names(plan(table, wanted(algorithm=algorithm(optimizer)))) == {"model": ["weight"]}
    table(torch.tensor([0])).sum().backward()
    optimizer(table.parameters()).step(*([lambda: torch.tensor(0.0)] if name == "LBFGS" else []))


def test_lbfgs_is_refused_a_second_group() -> None:
    wish = wanted(["a"], 0.5, algorithm=algorithm(torch.optim.LBFGS))
    ((_, message, _),) = refused(tree("a.w", "stem.w"), wish)
    assert message == "LBFGS takes one group and no other algorithm beside it; there are 2: a, backbone"
    same = wanted(["a"], 1.0, algorithm=algorithm(torch.optim.LBFGS))
    assert len(plan(tree("a.w", "stem.w"), same).groups) == 2  # equal ones are merged when building
