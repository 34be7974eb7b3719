"""Files become models, models become files, and what is wrong is said as the command says it."""

from __future__ import annotations

import ast
import json
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import codegen
from codegen.cli import main
from codegen.targets.pydantic.files import _yaml
from codegen.targets.pydantic.shared import FOLDER, shared_files
from tests.packages import CANONICAL

EXAMPLES = CANONICAL.parent / "examples"
VALID = sorted((EXAMPLES / "valid").glob("*.yaml"))
INVALID = sorted((EXAMPLES / "invalid").glob("*.yaml"))
SCHEMA: dict[str, Any] = {
    "title": "Run",
    "type": "object",
    "properties": {"steps": {"type": "integer", "minimum": 1}, "name": {"type": "string", "default": "a"}},
    "required": ["steps"],
    "additionalProperties": False,
}


def class_of(file: Path, package: Any) -> Any:
    """The model that an example is for: a comment says so where it is not the root."""
    named = [line for line in file.read_text().splitlines() if line.startswith("# as: ")]
    return getattr(package, named[0].removeprefix("# as: ")) if named else package.Root


@pytest.mark.parametrize("file", VALID, ids=lambda f: f.stem)
def test_every_valid_example_loads_and_comes_back_equal(file: Path, optimizer_config: Any) -> None:
    model = class_of(file, optimizer_config)
    config = model.load(file)
    assert model.loads(config.to_yaml()) == config
    assert model.loads(config.model_dump_json(exclude_unset=True), "json") == config
    filled = config.resolved()
    assert model.model_validate(filled).resolved() == filled


@pytest.mark.parametrize("file", INVALID, ids=lambda f: f.stem)
def test_every_invalid_example_is_refused_in_the_text_of_the_command(
    file: Path,
    optimizer_config: Any,
    capsys: pytest.CaptureFixture[str],
) -> None:
    model = class_of(file, optimizer_config)
    with pytest.raises(ValueError) as caught:
        model.load(file)
    words = ["validate", str(file), "--schema", str(CANONICAL), "--as", model.__name__]
    assert main(words) == 1
    told, _, summary = capsys.readouterr().err.rstrip("\n").rpartition("\n")
    assert str(caught.value) == told
    assert f"{len(caught.value.issues)} error" in summary  # type: ignore[attr-defined]


@pytest.mark.slow
def test_the_package_says_of_every_vector_what_the_vector_says(optimizer_config: Any) -> None:
    load = __import__(f"{optimizer_config.__name__}._load", fromlist=["from_text"])
    (source,) = (CANONICAL.parents[1] / "generated" / "vectors").glob("*.jsonl")
    for line in source.read_text("utf-8").splitlines():
        vector = json.loads(line)
        stated = [(e["pointer"], e["message"]) for e in vector["errors"]]
        try:
            load.from_text(vector["definition"], json.dumps(vector["document"]), "json", None)
            said = []
        except optimizer_config.InvalidDocument as error:
            said = [(issue.pointer, issue.message) for issue in error.issues]
        assert said == stated, vector["about"]


def test_the_root_loads_by_the_name_of_the_package(optimizer_config: Any, tmp_path: Path) -> None:
    file = tmp_path / "training.yaml"
    file.write_text("training:\n  parts:\n  - adam: {}\n    single_task_learning_rate: {constant: 1e-4}\n")
    config = optimizer_config.load(file, at="/training/parts/0")
    assert config == optimizer_config.validate({"adam": {}, "single_task_learning_rate": {"constant": 1e-4}})
    with pytest.raises(optimizer_config.InvalidDocument, match="there is nothing at /training/parts/1"):
        optimizer_config.load(file, at="/training/parts/1")


def test_an_issue_below_a_pointer_is_told_in_terms_of_the_whole_file(package: Callable[[Any], Any]) -> None:
    module = package(SCHEMA)
    with pytest.raises(module.InvalidDocument) as caught:
        module.loads("a:\n  b: {steps: 0}\n", at="/a/b")
    (issue,) = caught.value.issues
    assert (issue.code, issue.pointer, issue.file) == ("minimum", "/a/b/steps", "<text>")
    assert (issue.position.line, issue.position.column) == (2, 14)


def test_the_three_formats_give_the_same_object(package: Callable[[Any], Any], tmp_path: Path) -> None:
    module = package(SCHEMA)
    for name, text in (
        ("c.yaml", "steps: 3\n"),
        ("c.yml", "steps: 3.0\n"),
        ("c.json", '{"steps": 3}'),
        ("c.toml", "steps = 3\n"),
    ):
        (tmp_path / name).write_text(text)
        assert module.load(tmp_path / name) == module.Run(steps=3)


@pytest.mark.parametrize(
    ("text", "format", "told"),
    [
        ("steps: 1\nsteps: 2\n", "yaml", "<text>:2:1  error  the key"),
        ("steps: [1\n", "yaml", "<text>:"),
        ('{"steps": 1,}', "json", "<text>:1:13  error  a comma stands before the closing bracket"),
        ("steps = 1979-05-27\n", "toml", "<text>:1:9  error"),
        (b"\xff\xfes\x00", "yaml", "<text>:1:1  error  the file is UTF-16"),
        ("name: \udc80", "yaml", "<text>:1:7  error"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(
    text: Any, format: str, told: str, package: Callable[[Any], Any]
) -> None:
    module = package(SCHEMA)
    with pytest.raises(module.InvalidDocument) as caught:
        module.loads(text, format)
    assert str(caught.value).startswith(told)
    assert caught.value.issues


def test_an_unknown_format_or_a_wrong_pointer_is_a_mistake_of_the_caller(
    package: Callable[[Any], Any], tmp_path: Path
) -> None:
    module = package(SCHEMA)
    with pytest.raises(ValueError, match="no such format: 'ini'"):
        module.loads("steps: 1", "ini")
    with pytest.raises(ValueError, match="is no JSON Pointer"):
        module.loads("steps: 1", at="steps")
    (tmp_path / "c.ini").write_text("steps: 1")
    with pytest.raises(module.InvalidDocument, match="no format is known"):
        module.load(tmp_path / "c.ini")
    with pytest.raises(FileNotFoundError):
        module.load(tmp_path / "absent.yaml")


def test_the_error_survives_pickling(package: Callable[[Any], Any]) -> None:
    module = package(SCHEMA)
    with pytest.raises(module.InvalidDocument) as caught:
        module.loads("{}")
    again = pickle.loads(pickle.dumps(caught.value))
    assert (str(again), again.issues) == (str(caught.value), caught.value.issues)


def test_a_root_that_is_no_object_loads_too(package: Callable[[Any], Any], tmp_path: Path) -> None:
    module = package({"title": "Steps", "type": "array", "items": {"type": "integer"}})
    (tmp_path / "c.json").write_text("[1, 2.0]")
    assert module.load(tmp_path / "c.json") == [1, 2]
    assert module.loads("[3]") == [3]
    with pytest.raises(module.InvalidDocument, match="expected an integer"):
        module.loads("[x]")


def test_to_yaml_writes_the_file_as_well(package: Callable[[Any], Any], tmp_path: Path) -> None:
    config = package(SCHEMA).Run(steps=2, name="on")
    text = config.to_yaml(tmp_path / "c.yaml")
    assert text == 'steps: 2\nname: "on"\n'
    assert (tmp_path / "c.yaml").read_bytes() == text.encode()


def test_resolved_fills_in_what_was_left_out(optimizer_config: Any) -> None:
    config = optimizer_config.validate(
        {"adam": {"beta_1": 0.8}, "sgd": None, "single_task_learning_rate": {"constant": 1}}
    )
    assert config.resolved() == {
        "single_task_learning_rate": {"constant": 1},
        "adam": {
            "beta_1": 0.8,
            "beta_2": 0.999,
            "epsilon": 1e-7,
            "weight_decay": 0,
            "amsgrad": False,
            "maximize": False,
            "decoupled_weight_decay": False,
        },
        "sgd": None,
    }
    assert type(config.resolved()) is dict


def test_what_overrides_an_algorithm_stays_as_written(optimizer_config: Any) -> None:
    config = optimizer_config.validate(
        {
            "adamw": {"eps": 0.5},
            "single_task_learning_rate": {"constant": 1},
            "parameter_groups": [{"names": ["*"], "adamw": {"weight_decay": 0}}],
        }
    )
    filled = config.resolved()
    assert filled["adamw"]["eps"] == 0.5
    assert filled["adamw"]["weight_decay"] == 0.01
    assert filled["parameter_groups"] == [{"names": ["*"], "adamw": {"weight_decay": 0}}]


def test_a_default_that_would_make_it_invalid_is_not_filled_in(package: Callable[[Any], Any]) -> None:
    module = package(
        {
            "title": "Limited",
            "type": "object",
            "properties": {k: {"type": "integer", "default": 1} for k in ("a", "b", "c")},
            "maxProperties": 2,
        }
    )
    assert module.Limited(c=5).resolved() == {"a": 1, "c": 5}


def test_fields_named_like_our_methods_step_aside(package: Callable[[Any], Any]) -> None:
    names = ("load", "loads", "to_yaml", "resolved")
    module = package(
        {
            "title": "Invalid document",
            "type": "object",
            "properties": {n: {"type": "integer"} for n in names},
            "additionalProperties": False,
        }
    )
    config = module.loads("load: 1\nloads: 2\nto_yaml: 3\nresolved: 4\n")
    assert type(config).__name__ == "InvalidDocument_"
    assert (config.load_, config.loads_, config.to_yaml_, config.resolved_) == (1, 2, 3, 4)
    assert module.loads(config.to_yaml()) == config
    assert config.resolved() == {"load": 1, "loads": 2, "to_yaml": 3, "resolved": 4}


def test_json_needs_only_pydantic_and_yaml_says_what_it_needs(tmp_path: Path) -> None:
    for path, text in codegen.render(SCHEMA, ["pydantic"], "lean_package").items():
        file = tmp_path / path.removeprefix("python/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    script = (
        "import sys\n"
        "for absent in ('yaml', 'codegen', 'jsonschema', 'yaml._yaml'): sys.modules[absent] = None\n"
        "import lean_package as p\n"
        "assert not {m for m in sys.modules if m.startswith('lean_package._files')}, 'imported too early'\n"
        "assert p.loads('{\"steps\": 1}', 'json').steps == 1\n"
        "try: p.loads('{\"steps\": 0}', 'json')\n"
        "except p.InvalidDocument as e: assert 'must be >= 1' in str(e)\n"
        "assert p.loads('steps = 2', 'toml').steps == 2\n"
        "assert p.Run(steps=3).to_yaml() == 'steps: 3\\n'\n"
        "try: p.loads('? steps\\n: 1')\n"
        "except ImportError as e: print(e)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=60
    )
    assert done.stderr == ""
    assert "PyYAML" in done.stdout and "pip install pyyaml" in done.stdout


def test_a_package_holds_the_modules_of_the_command_and_none_of_its_imports() -> None:
    root = Path(codegen.__file__).parent
    for name, text in shared_files().items():
        tree = ast.parse(text)
        imported = {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and not n.level}
        assert not any((module or "").startswith("codegen") for module in imported), name
        if name not in ("__init__.py", "errors.py"):
            places = [root / name, root / "reading" / name, root / "reading" / "__init__.py"]
            source = next(p for p in places if p.is_file()).read_text()
            ours = [line for line in source.splitlines() if "codegen" not in line]
            copied = set(text.splitlines())
            assert [line for line in ours if line not in copied] == [], name


def test_the_copies_read_every_example_as_the_command_does(
    optimizer_config: Any,
) -> None:
    copied = __import__(f"{optimizer_config.__name__}.{FOLDER}.reading", fromlist=["read"])
    from codegen.reading import quick, read

    for file in (*VALID, *INVALID):
        data = file.read_bytes()
        one, other = read(data, "yaml", "f"), copied.read(data, "yaml", "f")
        assert (one.value, one.text) == (other.value, other.text)
        assert one.value_at("/adam") == _as_position(other.value_at("/adam"))
        assert quick(data, "yaml") == copied.quick(data, "yaml")


def _as_position(found: Any) -> Any:
    from codegen.errors import Position

    return Position(found.line, found.column)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]))
    | st.sampled_from(
        ["null", "~", "yes", "1e3", "0o7", "- a", "a: b", "#", "1:2", ".inf", "2020-01-01", "="]
    ),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
    max_leaves=12,
)


@given(JSON)
@settings(max_examples=300, deadline=None)
def test_written_yaml_is_read_as_the_same_value_by_us_and_by_a_yaml_1_1_reader(value: Any) -> None:
    from codegen.reading import read

    text = _yaml.yaml(value)
    assert _same(read(text.encode(), "yaml", "f").value, value)
    assert _same(yaml.safe_load(text), value)


def _same(one: Any, other: Any) -> bool:
    return json.dumps(one) == json.dumps(other)


def test_a_very_long_key_is_written_in_a_way_that_can_be_read() -> None:
    from codegen.reading import read

    for value in ({"k" * 2000: 1}, {"k" * 2000: {"a": [1]}}, [{"k" * 2000: [{}]}]):
        assert read(_yaml.yaml(value).encode(), "yaml", "f").value == value


def test_half_of_a_surrogate_pair_is_not_written() -> None:
    with pytest.raises(ValueError, match="surrogate"):
        _yaml.yaml({"a": "\ud800"})
