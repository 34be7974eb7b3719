"""The npm package of the canonical schema: compiled by TypeScript, run under Node, held against others."""

from __future__ import annotations

import gzip
import json
import re
import runpy
import subprocess
from pathlib import Path
from typing import Any

import pytest

import codegen
from codegen.agree.run import judged_definitions
from codegen.errors import CodegenError
from codegen.load import plain
from codegen.naming import pascal
from codegen.pipeline import Compiled, compile_schema
from codegen.reading import read
from tests.end_to_end.test_hostile import PAYLOADS, PLACES
from tests.node_packages import node_modules
from tests.unit.targets.ajv import ajv
from tests.unit.targets.typescript import judged, node

ROOT = Path(__file__).parents[2]
CANONICAL = ROOT / "schema" / "optimizer.schema.json"
EXAMPLES = sorted((ROOT / "schema" / "examples" / "valid").glob("*.yaml"))
NAME = "optimizer_config"
STRICT = {
    "strict": True,
    "noEmit": True,
    "target": "es2022",
    "module": "nodenext",
    "types": [],
    "lib": ["es2022"],
    "skipLibCheck": False,
}


@pytest.fixture(scope="module")
def compiled() -> Compiled:
    return compile_schema(CANONICAL)


@pytest.fixture(scope="module")
def out(compiled: Compiled, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An output folder with the package and the vectors."""
    folder = tmp_path_factory.mktemp("typescript")
    for path, text in codegen.render(CANONICAL, ["typescript", "vectors", "pydantic"], NAME).items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def vectors(out: Path) -> list[dict[str, Any]]:
    lines = (out / "vectors" / f"{NAME}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def compile_errors(folder: Path, source: str, package: Path, **options: Any) -> list[str]:
    """The lines with errors that TypeScript prints for one module that imports the package."""
    compiler = node_modules() / "typescript" / "bin" / "tsc"
    folder.mkdir(exist_ok=True)
    (folder / "cases.ts").write_text(f'import * as config from "{package}/index.js";\n{source}', "utf-8")
    (folder / "package.json").write_text('{"type": "module"}', "utf-8")
    (folder / "tsconfig.json").write_text(
        json.dumps({"compilerOptions": {**STRICT, **options}, "files": ["cases.ts"]}), "utf-8"
    )
    done = subprocess.run(
        [node(), str(compiler), "-p", str(folder)], capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode in (0, 1, 2), done.stderr
    return [line for line in done.stdout.splitlines() if "error TS" in line]


#: What must not compile, in an object of the type that is named; and the same put right.
CASES = (
    ("both members of a group", "RecapOptimizerConfig", "{ONE, adam: {}, sgd: {}}", "{ONE, adam: {}}"),
    ("no member of a group", "RecapOptimizerConfig", "{ONE}", "{ONE, adamw: {}}"),
    ("a member that is null", "RecapOptimizerConfig", "{ONE, adam: null}", "{ONE, adam: {}, sgd: null}"),
    ("no member of the other group", "RecapOptimizerConfig", "{adam: {}}", "{adam: {}, ONE}"),
    ("both members of the other", "LearningRate", "{constant: 1, PIECES}", "{constant: 1}"),
    ("neither", "LearningRate", "{}", "{PIECES}"),
    ("a wrong kind", "RecapAdamConfig", '{beta_1: "0.9"}', "{beta_1: 0.9}"),
    ("a wrong kind of a member", "RecapOptimizerConfig", "{ONE, adam: true}", "{ONE, adam: {}}"),
    ("a list for a number", "LearningRate", "{constant: [0.1]}", "{constant: 0.1}"),
    ("a misspelt key", "RecapAdamConfig", "{beta1: 0.9}", "{beta_1: 0.9}"),
    ("a misspelt member", "RecapOptimizerConfig", "{ONE, adams: {}}", "{ONE, adam: {}}"),
    ("an extra key", "RecapAdamConfig", "{beta_1: 0.9, extra: 1}", "{beta_1: 0.9}"),
    ("an extra key beside groups", "RecapOptimizerConfig", "{ONE, adam: {}, a: 1}", "{ONE, adam: {}}"),
    ("a required key left out", "LinearRampToConstant", "{learning_rate: 1}", "RAMP"),
    ("null where it is not allowed", "RecapAdamConfig", "{beta_1: null}", "{}"),
    ("three for a pair", "AdamConfig", "{lr: 1, betas: [0, 0, 0]}", "{lr: 1, betas: [0, 0]}"),
    ("a change", "RecapAdamConfig", "CHANGED", "{}"),
)
WORDS = {
    "ONE": "single_task_learning_rate: {constant: 0.001}",
    "PIECES": "piecewise_constant: {learning_rate_boundaries: [5], learning_rate_values: [1, 2]}",
    "RAMP": "{learning_rate: 1, num_ramp_steps: 5}",
    "CHANGED": "(() => { const given: config.RecapAdamConfig = {}; given.beta_1 = 1; return given; })()",
}


def module(right: bool) -> str:
    """One constant a case and line."""
    lines = []
    for number, (_, name, wrong, mended) in enumerate(CASES):
        text = mended if right else wrong
        for word, code in WORDS.items():
            text = text.replace(word, code)
        lines.append(f"export const c{number}: config.{name} = {text};")
    return "\n".join(lines) + "\n"


@pytest.mark.slow
def test_what_a_type_forbids_does_not_compile(out: Path, tmp_path: Path) -> None:
    package = out / "typescript" / NAME
    errors = compile_errors(tmp_path / "wrong", module(right=False), package)
    lines = {int(found[1]) - 2 for e in errors if (found := re.match(r".*cases\.ts\((\d+),", e))}
    assert [CASES[n][0] for n in range(len(CASES)) if n not in lines] == []
    assert len(errors) == len(CASES), errors
    assert compile_errors(tmp_path / "right", module(right=True), package) == []


def root_of(out: Path, document: Any) -> str:
    """Which of the two roots an example is of."""
    checker = runpy.run_path(str(out / "python" / NAME / "checker.py"))
    (name,) = [n for n in ("RecapOptimizerConfig", "OptimizerConfig") if checker["ACCEPTS"][n](document)]
    return name


@pytest.mark.slow
def test_every_valid_example_and_every_valid_vector_compiles(
    out: Path, vectors: list[dict[str, Any]], tmp_path: Path
) -> None:
    documents = [read(path.read_bytes(), "yaml", path.name).value for path in EXAMPLES]
    examples = [(root_of(out, document), document) for document in documents]
    valid = [(v["definition"], v["document"]) for v in vectors if v["valid"]]
    lines = [
        f"export const v{number}: config.{name} = {json.dumps(document)};"
        for number, (name, document) in enumerate([*examples, *valid])
    ]
    assert len(examples) > 3
    assert len(valid) > 700
    assert compile_errors(tmp_path, "\n".join(lines), out / "typescript" / NAME) == []


@pytest.mark.slow
def test_the_declarations_tell_what_the_functions_give(out: Path, tmp_path: Path) -> None:
    source = """
const value: unknown = config.parse("{}");
const issues: config.Issue[] = config.validate(value);
export const message: string = issues[0]!.message;
export const lr = config.isValid(value) ? value.single_task_learning_rate?.constant : undefined;
const same: number | null | undefined = lr;
if (config.ACCEPTS.LearningRate(value)) { const rate: config.LearningRate = value; void rate; }
export function chosen(rate: config.LearningRate): number {
  return rate.constant != null ? rate.constant : 0;
}
void same;
const ramp: number = config.linearRampToConstant({ learning_rate: 1, num_ramp_steps: 10 }, 5);
export const rates: number[] = [ramp, config.RATES.LearningRate({ constant: 1 }, 0)];
"""
    assert compile_errors(tmp_path, source, out / "typescript" / NAME, exactOptionalPropertyTypes=True) == []


def test_the_package_passes_its_own_test(out: Path, vectors: list[dict[str, Any]]) -> None:
    script = out / "typescript" / NAME / "test" / "vectors.js"
    done = subprocess.run([node(), str(script)], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{len(vectors)} vectors, 0 wrong\n"
    assert len(vectors) > 2000


def test_its_own_test_can_fail(out: Path, vectors: list[dict[str, Any]], tmp_path: Path) -> None:
    wrong = next(v for v in vectors if v["errors"])
    wrong["errors"][0]["message"] += "!"
    (tmp_path / "wrong.jsonl").write_text(json.dumps(wrong) + "\n", "utf-8")
    script = out / "typescript" / NAME / "test" / "vectors.js"
    command = [node(), str(script), str(tmp_path / "wrong.jsonl")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (1, "1 vectors, 1 wrong\n")


@pytest.mark.slow
def test_ajv_gives_the_same_verdicts_but_for_rules(
    out: Path, compiled: Compiled, vectors: list[dict[str, Any]]
) -> None:
    """Ajv reads numbers as doubles, so that vectors with longer integers are left out."""
    refs = dict(judged_definitions(compiled.model).values())
    short = [
        v for v in vectors if v["definition"] in refs and not re.search(r"\d{16}", json.dumps(v["document"]))
    ]
    by_type = {name: [v for v in short if v["definition"] == name] for name in refs}
    cases = [(refs[name], [v["document"] for v in found]) for name, found in by_type.items()]
    said = ajv(plain(compiled.model.schema), cases, strict=False, strictRequired=False, strictTypes=False)
    assert "error" not in said, said
    package = out / "typescript" / NAME
    texts = [(package, name, [json.dumps(v["document"]) for v in found]) for name, found in by_type.items()]
    ruled = count = 0
    for found, theirs, ours in zip(by_type.values(), said["verdicts"], judged(texts), strict=True):
        for vector, stock, (valid, _) in zip(found, theirs, ours, strict=True):
            assert stock is vector.get("stock", vector["valid"]), vector
            assert valid is vector["valid"], vector
            ruled += stock is not valid
            count += 1
    assert count > 2500
    assert ruled > 5


def test_nothing_is_evaluated_and_nothing_is_imported(out: Path) -> None:
    files = {p.name: p.read_text("utf-8") for p in (out / "typescript" / NAME).glob("*.js")}
    assert set(files) >= {"index.js", "checker.js", "runtime.js", "json.js"}
    for text in files.values():
        assert not re.search(r"\beval\b|\bFunction\(|\bimport\(|\brequire\(|innerHTML", text)
        assert set(re.findall(r'from "([^"]+)"', text)) <= {f"./{name}" for name in files}
    manifest = json.loads((out / "typescript" / NAME / "package.json").read_text("utf-8"))
    assert "dependencies" not in manifest
    assert manifest["sideEffects"] is False


def test_the_scripts_are_small(out: Path) -> None:
    texts = [p.read_bytes() for p in sorted((out / "typescript" / NAME).glob("*.js"))]
    assert sum(len(gzip.compress(text, 9)) for text in texts) < 18_000


def test_every_type_has_its_functions(out: Path, compiled: Compiled) -> None:
    text = (out / "typescript" / NAME / "index.d.ts").read_text("utf-8")
    for definition in compiled.model.definitions:
        if not definition.internal:
            name = pascal(definition.words)
            assert f"export type {name} =" in text
            assert f"readonly {name}: (value: unknown) => Issue[];" in text
            assert f"readonly {name}: (value: unknown) => value is {name};" in text


@pytest.mark.slow
def test_packages_of_hostile_schemas_compile_and_run_nothing(tmp_path: Path) -> None:
    """Each payload in a fifth of the places; what a payload would do is print, write or throw."""
    packages = []
    places = list(PLACES.values())
    for number, text in enumerate(PAYLOADS.values()):
        for place in places[number % 5 :: 5]:
            try:
                files = codegen.render(place(text), ["typescript"], "hostile")
            except CodegenError:
                continue
            folder = tmp_path / str(len(packages))
            for path, content in files.items():
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_text(content, "utf-8")
            packages.append(folder / "typescript" / "hostile")
    source = "\n".join(f'export * as p{n} from "{package}/index.js";' for n, package in enumerate(packages))
    assert compile_errors(tmp_path / "compiled", source, packages[0]) == []
    (tmp_path / "all.mjs").write_text("\n".join(f'import "{p}/index.js";' for p in packages), "utf-8")
    done = subprocess.run([node(), str(tmp_path / "all.mjs")], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert len(packages) > 60
