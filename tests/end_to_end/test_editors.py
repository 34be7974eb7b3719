"""The generated schema in the language servers that editors run: mistakes are marked where they are."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from codegen.pipeline import render
from tests.end_to_end.language_server import YamlServer, modules

ROOT = Path(__file__).parents[2]
NAME = "optimizer_config.editor.schema.json"
WHICH = "optimizer: set exactly one of adam, sgd, adagrad, adadelta, adafactor, adamw, adamax, asgd, lbfgs, "
WHICH += "muon, nadam, radam, rmsprop, rprop, sparse_adam; found "
RATE = "single_task_learning_rate: {constant: 0.001}\n"

pytestmark = pytest.mark.slow

#: Text, and what a server says of it: line, column, message.  The first line names the schema.
CONFIGS = {
    "right": (f"adam: {{beta_1: 0.95}}\n{RATE}", []),
    "null members": (f"adam: {{}}\nsgd: null\n{RATE}", []),
    "unknown key": (f"adam:\n  beta1: 0.5\n{RATE}", [(3, 3, "Property beta1 is not allowed.")]),
    "wrong type": (f"adam:\n  beta_1: high\n{RATE}", [(3, 11, 'Incorrect type. Expected "number".')]),
    "clash": (
        f"adam: {{}}\nsgd: {{}}\n{RATE}",
        [(2, 1, f"{WHICH}more than one")],
    ),
    "no member": (RATE, [(2, 1, f"{WHICH}none")]),
}


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("schema") / NAME
    files = render(ROOT / "schema" / "optimizer.schema.json", ["schema"], "optimizer_config")
    path.write_text(files[f"schema/{NAME}"], encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def server() -> Iterator[YamlServer]:
    started = YamlServer()
    yield started
    started.close()


@pytest.mark.parametrize("name", CONFIGS)
def test_yaml_language_server_marks_what_is_wrong(
    server: YamlServer, schema: Path, tmp_path: Path, name: str
) -> None:
    text, expected = CONFIGS[name]
    path = tmp_path / "config.yaml"
    path.write_text(f"# yaml-language-server: $schema={schema.as_uri()}\n{text}", encoding="utf-8")
    assert server.diagnostics(path) == expected


VSCODE_JSON = """
const [modules, schema, ...texts] = JSON.parse(require("fs").readFileSync(0, "utf8"));
const { getLanguageService, TextDocument } = require(modules + "/vscode-json-languageservice");
const service = getLanguageService({});
const parsed = JSON.parse(require("fs").readFileSync(schema, "utf8"));
service.configure({ schemas: [{ uri: "test://schema", fileMatch: ["*.json"], schema: parsed }] });
Promise.all(texts.map(async (text) => {
  const document = TextDocument.create("test://config.json", "json", 1, text);
  const found = await service.doValidation(document, service.parseJSONDocument(document));
  return found.map((d) => [d.range.start.character + 1, d.message]);
})).then((found) => console.log(JSON.stringify(found)));
"""


def test_the_json_server_of_vscode_marks_what_is_wrong(schema: Path) -> None:
    rate = '"single_task_learning_rate": {"constant": 1}'
    texts = [
        f'{{"adam": {{}}, {rate}}}',
        f'{{"adam": {{"beta1": 1}}, {rate}}}',
        f'{{"adam": {{"beta_1": "high"}}, {rate}}}',
        f'{{"adam": {{}}, "sgd": {{}}, {rate}}}',
    ]
    sent = json.dumps([str(modules()), str(schema), *texts])
    done = subprocess.run(
        ["node", "-e", VSCODE_JSON], input=sent, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [
        [],
        [[11, "Property beta1 is not allowed."]],
        [[21, 'Incorrect type. Expected "number".']],
        [[1, f"{WHICH}more than one"]],
    ]


def test_the_documentation_shows_the_line_that_the_server_reads() -> None:
    text = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")
    assert "# yaml-language-server: $schema=" in text
    assert f"/{NAME}" in text
