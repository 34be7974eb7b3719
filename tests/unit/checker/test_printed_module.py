"""The printed module as a file: what it imports, that it is typed, and that it is always the same."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from codegen.checker import print_python
from codegen.load import load
from codegen.lower import lower
from codegen.resolve import resolve

SCHEMA = Path(__file__).parents[3] / "schema" / "optimizer.schema.json"
PRINT = """
import sys
from tests.unit.checker.test_printed_module import text
sys.stdout.write(text())
"""


def text() -> str:
    document = load(SCHEMA)
    return print_python(lower(resolve(document), document.digest, SCHEMA.name), "# Generated.")


def test_nothing_is_imported_when_the_module_is() -> None:
    tree = ast.parse(text())
    guarded = [n for n in tree.body if isinstance(n, ast.If)]
    assert [ast.unparse(n.test) for n in guarded] == ["TYPE_CHECKING"]
    assert not [n for n in tree.body if isinstance(n, (ast.Import, ast.ImportFrom))]


def test_the_module_is_ascii_begins_with_the_header_and_names_what_it_offers() -> None:
    printed = text()
    assert printed.isascii()
    assert printed.startswith("# Generated.\n")
    assert '__all__ = ["ACCEPTS", "CHECK", "Issue", "accepts", "check"]' in printed


def test_functions_that_find_issues_are_short() -> None:
    for node in ast.parse(text()).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("_check_"):
            branches = ast.unparse(node).count("elif ")
            assert len(ast.unparse(node).splitlines()) <= 20 + 2 * branches, node.name


def test_entries_are_judged_under_their_names() -> None:
    from codegen.ir import Origin, Scalar

    document = load(SCHEMA)
    model = lower(resolve(document), document.digest, SCHEMA.name)
    node = Scalar(origin=Origin("test", ""), kind="integer")
    module: dict[str, object] = {"__name__": "checker"}
    exec(print_python(model, entries=[("value 0", node)]), module)
    check = module["CHECK"]["value 0"]  # type: ignore[index]
    assert [i.message for i in check("x")] == ['value 0: expected an integer; found the string "x"']


@pytest.mark.slow
def test_the_text_does_not_depend_on_the_hash_seed() -> None:
    root = Path(__file__).parents[3]
    found = set()
    for seed in ("0", "1", "4711"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root)}
        found.add(subprocess.check_output([sys.executable, "-c", PRINT], cwd=root, env=environment))
    assert found == {text().encode()}


@pytest.mark.slow
def test_the_module_is_clean_under_mypy_strict(tmp_path: Path) -> None:
    file = tmp_path / "checker.py"
    file.write_text(text(), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--python-version", "3.10", "--config-file=", str(file)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stdout
