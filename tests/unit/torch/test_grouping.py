"""Parameter groups: which parameter goes where."""

from __future__ import annotations

from typing import Any

import pytest

torch = pytest.importorskip("torch")

from hypothesis import given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402
from torch import nn  # noqa: E402

from tests.torch_runtime import runtime  # noqa: E402
from tests.unit.torch.wanted import algorithm, names, plan, rate, rule, tree, wanted  # noqa: E402


def refused(model: nn.Module, wish: object, **options: object) -> list[tuple[str, str, str]]:
    """Pointer, message and hint of everything that is wrong."""
    with pytest.raises(runtime("problems").PlanError) as caught:
        plan(model, wish, **options)
    return [(p.pointer, p.message, p.hint) for p in caught.value.problems]


def test_one_rate_for_all_makes_one_group() -> None:
    found = plan(tree("a.w", "b"), wanted())
    assert names(found) == {"model": ["b", "a.w"]}
    assert found.groups[0].why == "all parameters"
    assert found.digest == "0" * 64


def test_towers_come_in_config_order_and_the_backbone_last() -> None:
    found = plan(tree("stem.w", "towers.a.w", "towers.b.w"), wanted(["b", "a"], 0.5))
    assert names(found) == {"b": ["towers.b.w"], "a": ["towers.a.w"], "backbone": ["stem.w"]}
    assert [g.rate.constant for g in found.groups] == [1.0, 2.0, 0.5]


def test_a_dot_in_a_tower_is_two_underscores_in_the_module() -> None:
    found = plan(tree("recap__engagement__fav.w"), wanted(["recap.engagement.fav"]))
    assert names(found) == {"recap.engagement.fav": ["recap__engagement__fav.w"]}


def test_a_tower_is_a_whole_segment_of_the_name() -> None:
    found = plan(tree("user.w", "user_2.w", "x.user"), wanted(["user"], 0.5))
    assert names(found) == {"user": ["user.w"], "backbone": ["user_2.w", "x.user"]}


SEGMENTS = ["a", "b", "a__b", "ab", "tower", "backbone", "w"]


def as_reference(model: nn.Module, towers: list[str]) -> dict[str, list[str]] | None:
    """The rule of the reference as REFERENCE.md has it; None where it raises."""
    groups: dict[str, list[str]] = {tower: [] for tower in towers} | {"backbone": []}
    for name, _ in model.named_parameters():
        hits = [t for t in towers if f".{t.replace('.', '__')}." in f".{name}"]
        if len(hits) > 1:
            return None
        groups[hits[0] if hits else "backbone"].append(name)
    return None if not all(groups.values()) else groups


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(SEGMENTS), min_size=1, max_size=4), min_size=1, max_size=8),
    st.lists(st.sampled_from(["a", "b", "a.b", "ab", "tower", "none"]), max_size=3, unique=True),
)
def test_groups_are_those_of_the_reference(paths: list[list[str]], towers: list[str]) -> None:
    model = tree(*(".".join([*path, f"p{k}"]) for k, path in enumerate(paths)))
    expected = as_reference(model, towers)
    if expected is None:
        refused(model, wanted(towers, 0.5))
    else:
        assert names(plan(model, wanted(towers, 0.5))) == expected


def test_the_order_is_that_of_named_parameters() -> None:
    model = nn.Sequential(nn.TransformerEncoderLayer(8, 2, 16), nn.LSTM(4, 4), nn.Linear(2, 2))
    found = runtime("names").parameters_by_name(model)
    assert list(found.items()) == list(model.named_parameters())


@pytest.mark.parametrize(
    "wrap", ["module", "_orig_mod", "_checkpoint_wrapped_module", "_fsdp_wrapped_module"]
)
def test_prefixes_of_wrappers_are_no_part_of_a_name(wrap: str) -> None:
    found = runtime("names").parameters_by_name(tree(f"{wrap}.a.{wrap}.b.w", f"{wrap}.c.w"))
    assert list(found) == ["a.b.w", "c.w"]


@pytest.mark.slow
def test_a_compiled_model_has_the_names_of_the_bare_one() -> None:
    bare = nn.Sequential(nn.Linear(2, 2))
    assert list(runtime("names").parameters_by_name(torch.compile(bare))) == ["0.weight", "0.bias"]


def test_a_module_called_module_beside_others_keeps_its_name() -> None:
    found = runtime("names").parameters_by_name(tree("module.w", "other.w"))
    assert list(found) == ["module.w", "other.w"]


def test_two_parameters_of_one_name_are_refused() -> None:
    ((_, message, _),) = refused(tree("_orig_mod.w", "w"), wanted())
    assert message == "two parameters are called w once the prefixes of wrappers are taken out"


def test_a_module_inside_itself_is_walked_once() -> None:
    model = tree("a.w")
    model.get_submodule("a").add_module("up", model)
    assert names(plan(model, wanted())) == {"model": ["a.w"]}


def test_frozen_parameters_are_in_no_group() -> None:
    model = tree("a.w", "b.w")
    model.get_parameter("a.w").requires_grad_(False)
    found = plan(model, wanted(["a"], 0.5))
    assert names(found) == {"backbone": ["b.w"]}
    assert [(p.name, p.why) for p in found.frozen] == [("a.w", "requires_grad is False (a)")]
    assert found.to_freeze == frozenset()


def test_a_tied_parameter_goes_once_by_its_first_name() -> None:
    model = tree("embed.w", "head.bias")
    model.get_submodule("head").w = model.get_parameter("embed.w")
    (group,) = plan(model, wanted()).groups
    assert [(p.name, p.aliases) for p in group.parameters] == [
        ("embed.w", ("head.w",)),
        ("head.bias", ()),
    ]


def test_a_tied_parameter_in_two_groups_is_refused_with_its_names() -> None:
    model = tree("embed.w", "head.bias", "stem.w")
    model.get_submodule("head").w = model.get_parameter("embed.w")
    ((pointer, message, _),) = refused(model, wanted(["head"], 0.5))
    assert pointer == "/rates/towers/head"
    assert message == "one tied parameter goes to several groups: embed.w in backbone, head.w in head"
    assert names(plan(model, wanted(["head"], 0.5), on_overlap="first"))["head"] == ["embed.w", "head.bias"]


def test_buffers_are_ignored_and_empty_parameters_are_not() -> None:
    model = tree("w", shape=(0, 3))
    model.register_buffer("b", torch.zeros(3))
    (group,) = plan(model, wanted()).groups
    assert [(p.name, p.shape, p.elements) for p in group.parameters] == [("w", (0, 3), 0)]


def test_a_model_on_the_meta_device_will_do() -> None:
    with torch.device("meta"):
        model = nn.Linear(10**6, 10**5)
    (group,) = plan(model, wanted()).groups
    assert sum(p.elements for p in group.parameters) == 10**11 + 10**5


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (nn.ReLU(), "the model has no parameters"),
        (nn.LazyLinear(3), "these parameters have no shape yet: weight, bias"),
        (
            nn.Linear(2, 2).requires_grad_(False),
            "nothing to train: all 2 parameters have requires_grad=False",
        ),
    ],
)
def test_a_model_that_cannot_be_trained_is_refused(model: nn.Module, message: str) -> None:
    assert [m for _, m, _ in refused(model, wanted())] == [message]


def test_a_parameter_in_two_towers_is_refused() -> None:
    ((pointer, message, hint),) = refused(tree("a.b.w", "a.w", "b.w"), wanted(["a", "b"]))
    assert (pointer, message) == ("/rates/towers/b", "a.b.w is in 2 towers: a, b")
    assert 'on_overlap="first"' in hint


def test_many_parameters_in_two_towers_are_one_problem() -> None:
    ((_, message, _),) = refused(tree(*(f"a.b.w{k}" for k in range(8)), "a.w"), wanted(["a", "b"]))
    assert message == "a.b.w0, a.b.w1, a.b.w2, a.b.w3, a.b.w4, a.b.w5 and 2 more are in 2 towers: a, b"


def test_a_tied_module_in_two_towers_is_one_problem() -> None:
    model = tree("a.x.w", "a.x.v")
    model.add_module("b", model.get_submodule("a"))
    ((_, message, _),) = refused(model, wanted(["a", "b"]))
    assert message == (
        "one tied parameter goes to several groups: a.x.w in a, b.x.w in b (and 1 more like it)"
    )


def test_an_overlap_goes_to_the_first_tower_or_to_the_innermost() -> None:
    model = tree("a.b.w", "a.w", "b.w")
    first = names(plan(model, wanted(["a", "b"]), on_overlap="first"))
    assert first == {"a": ["a.w", "a.b.w"], "b": ["b.w"]}
    inner = names(plan(model, wanted(["a", "b"]), on_overlap="most_specific"))
    assert inner == {"a": ["a.w"], "b": ["a.b.w", "b.w"]}


def test_a_tower_that_matches_nothing_is_refused_with_what_was_meant() -> None:
    ((pointer, message, hint),) = refused(tree("is_favorited.w"), wanted(["is_favourited"], 0.5))[:1]
    assert pointer == "/rates/towers/is_favourited"
    assert message == (
        "tower is_favourited matches no parameter: no module of the model is called is_favourited"
    )
    assert hint == "did you mean is_favorited?"


def test_a_tower_with_dots_is_told_what_was_meant_with_dots() -> None:
    ((_, _, hint),) = refused(tree("a__is_favorited.w"), wanted(["a.is_favourited"], 0.5))[:1]
    assert hint == "did you mean a.is_favorited?"


@pytest.mark.parametrize(
    ("towers", "pointer", "message"),
    [
        (
            ["a.b", "a__b"],
            "/rates/towers/a__b",
            "the towers a.b and a__b stand for the same module a__b",
        ),
        (
            ["a.b", "backbone"],
            "/rates/towers/backbone",
            "a tower cannot be called backbone: that is the group of what is in no tower",
        ),
    ],
)
def test_towers_that_cannot_be_told_apart_are_refused(towers: list[str], pointer: str, message: str) -> None:
    found = refused(tree("a__b.w", "backbone.w", "c.w"), wanted(towers, 0.5))
    assert [(p, m) for p, m, _ in found] == [(pointer, message)]


def test_parameters_left_over_without_a_rate_are_refused_by_name() -> None:
    model = tree("a.w", *(f"stem.l{k}.w" for k in range(18)))
    ((pointer, message, hint),) = refused(model, wanted(["a"]))
    assert pointer == "/rates/backbone_rate"
    assert message == (
        "18 parameters are in no tower, and there is no learning rate for the backbone: stem.l0.w, "
        "stem.l1.w, stem.l2.w, stem.l3.w, stem.l4.w, stem.l5.w and 12 more"
    )
    assert hint.startswith("write backbone_rate, or plan with on_unmatched=")


def test_parameters_left_over_can_join_the_backbone_at_the_rate_of_the_class() -> None:
    found = plan(tree("a.w", "stem.w"), wanted(["a"]), on_unmatched="backbone")
    assert names(found) == {"a": ["a.w"], "backbone": ["stem.w"]}
    assert (found.groups[1].rate.constant, found.groups[1].rate.at(7)) == (0.001, 0.001)
    assert found.groups[1].why == "the rest, default rate"
    assert found.groups[1].rate.text == "constant 0.001, the default of Adam"


def test_parameters_left_over_can_be_frozen() -> None:
    found = plan(tree("a.w", "stem.w"), wanted(["a"]), on_unmatched="freeze")
    assert names(found) == {"a": ["a.w"]}
    assert found.to_freeze == {"stem.w"}
    assert [p.name for p in found.frozen] == ["stem.w"]


def test_planning_changes_nothing() -> None:
    model = tree("a.w", "stem.w")
    plan(model, wanted(["a"]), on_unmatched="freeze")
    assert all(p.requires_grad for p in model.parameters())


def test_a_rate_for_an_empty_backbone_is_refused() -> None:
    ((pointer, message, hint),) = refused(tree("a.w"), wanted(["a"], 0.5))
    assert pointer == "/rates/backbone_rate"
    assert message == "there is a learning rate for the backbone, but every parameter is in a tower"
    assert hint == "take backbone_rate out"


def test_frozen_parameters_need_no_rate_for_the_backbone_and_may_have_one() -> None:
    model = tree("a.w", "stem.w")
    model.get_parameter("stem.w").requires_grad_(False)
    for backbone in (None, 0.5):
        assert names(plan(model, wanted(["a"], backbone))) == {"a": ["a.w"]}


def test_everything_that_is_wrong_is_told_at_once() -> None:
    found = refused(tree("a.b.w", "stem.w"), wanted(["a", "b", "c", "backbone"]))
    assert [p for p, _, _ in found] == [
        "/rates/towers/backbone",
        "/rates/towers/b",
        "/rates/towers/c",
        "/rates/towers/backbone",
        "/rates/backbone_rate",
    ]


def test_an_error_is_a_value_error_that_reads_as_a_list() -> None:
    with pytest.raises(ValueError) as caught:
        plan(tree("a.w", "b\x1b[2J.w"), wanted(["a"]))
    assert str(caught.value) == (
        "the config does not fit the model: 1 problem\n"
        "  /rates/backbone_rate: 1 parameter is in no tower, and there is no learning rate for the backbone: "
        "'b\\u{1b}[2J.w'\n"
        '      write backbone_rate, or plan with on_unmatched="backbone" or on_unmatched="freeze"'
    )


@pytest.mark.parametrize("option", ["on_unmatched", "on_overlap"])
def test_an_unknown_option_is_a_value_error(option: str) -> None:
    with pytest.raises(ValueError, match=f"{option} is one of 'error', .*; found 'eror'"):
        plan(tree("w"), wanted(), **{option: "eror"})


def test_a_wish_without_rates_is_a_bug_of_its_maker() -> None:
    with pytest.raises(ValueError, match="single or towers"):
        plan(tree("w"), runtime("wanted").Wanted(digest="", algorithm=wanted().algorithm))


def test_an_empty_map_of_towers_leaves_the_backbone() -> None:
    assert names(plan(tree("w"), wanted([], 0.5))) == {"backbone": ["w"]}
    assert rate(0.5).at(3) == 0.5


@st.composite
def models(draw: st.DrawFn) -> nn.Module:
    """Trees with frozen and tied parameters, wrappers, and real modules."""
    steps = st.lists(st.sampled_from([*SEGMENTS, "module", "_orig_mod"]), max_size=2)
    paths = draw(st.lists(st.tuples(st.sampled_from(["a", "b", "c"]), steps), min_size=3, max_size=8))
    model = tree(*(".".join([first, *path, f"p{k}"]) for k, (first, path) in enumerate(paths)))
    for name, kind in draw(st.dictionaries(st.sampled_from("ab"), st.sampled_from(KINDS))).items():
        model.get_submodule(name).add_module("leaf", kind()) if name in model._modules else None
    held = [(m, local) for m in model.modules() for local in m._parameters]
    for module, local in held:
        what = draw(st.sampled_from([""] * 8 + ["freeze", "tie"]))
        if what == "freeze":
            module._parameters[local].requires_grad_(False)
        elif what == "tie":
            other, its = draw(st.sampled_from(held))
            module._parameters[local] = other._parameters[its]
    return model


KINDS = [
    lambda: nn.Linear(2, 2),
    lambda: nn.LayerNorm(2),
    lambda: nn.Embedding(2, 2, sparse=True),
    lambda: nn.LSTM(2, 2),
]
CONDITIONS = st.fixed_dictionaries(
    {},
    optional={
        "names": st.lists(st.sampled_from(["*", "a.*", "*.p1", "*p[0-2]", "[ab].*", "x"]), min_size=1).map(
            tuple
        ),
        "pattern": st.sampled_from(["p[0-3]$", "^a", "[bw]", ""]),
        "module_types": st.sampled_from([("Module",), ("Linear", "Module"), ("torch.nn.LSTM", "LayerNorm")]),
        "dimensions": st.sampled_from([(2,), (0, 1), (1, 2)]),
        "label": st.sampled_from(["one", "two"]),
        "rate": st.just(9.0),
        "algorithm": st.sampled_from([torch.optim.SGD, torch.optim.Adagrad, torch.optim.LBFGS]),
    },
)


def made_rule(place: int, conditions: dict[str, Any]) -> Any:
    made = dict(conditions)
    if "rate" in made:
        made["rate"] = rate(made["rate"])
    if "algorithm" in made:
        made["algorithm"] = algorithm(made["algorithm"], weight_decay=0.2)
    return rule(place, **made)


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(
    models(),
    st.none() | st.lists(st.sampled_from(["a", "b", "a.b", "tower"]), max_size=2, unique=True),
    st.sampled_from([None, 0.5]),
    st.lists(CONDITIONS, max_size=3),
    st.frozensets(st.sampled_from(["one_dimensional", "biases", "norms"])),
    st.sampled_from(["error", "backbone", "freeze"]),
    st.sampled_from(["error", "first", "first", "most_specific"]),
)
def test_every_parameter_is_in_one_place_or_the_config_is_refused(
    model: nn.Module, towers: Any, backbone: Any, rules: Any, kinds: Any, unmatched: str, overlap: str
) -> None:
    wish = wanted(
        towers,
        backbone,
        algorithm=algorithm(weight_decay=0.1),
        rules=tuple(made_rule(k, each) for k, each in enumerate(rules)),
        no_weight_decay_on=kinds,
    )
    try:
        found = plan(model, wish, on_unmatched=unmatched, on_overlap=overlap)
    except runtime("problems").PlanError as error:
        assert error.problems and all(problem.message for problem in error.problems)
        return
    parameters = runtime("names").parameters_by_name(model)
    grouped = [p.name for group in found.groups for p in group.parameters]
    frozen = [p.name for p in found.frozen]
    assert sorted(grouped + frozen) == sorted(parameters)
    assert all(parameters[name].requires_grad for name in grouped)
    assert {n for n in frozen if parameters[n].requires_grad} == found.to_freeze
    assert len({group.name for group in found.groups}) == len(found.groups)
    assert all(group.parameters for group in found.groups)
    assert plan(model, wish, on_unmatched=unmatched, on_overlap=overlap).to_json() == found.to_json()
