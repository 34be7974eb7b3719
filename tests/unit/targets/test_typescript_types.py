"""Types of random schemas: TypeScript reads them, and they let through what the checker accepts."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from random import Random

import pytest

from codegen.errors import CodegenError
from codegen.naming import pascal
from codegen.targets.typescript.names import type_name
from tests.node_packages import node_modules
from tests.support import model_of
from tests.unit.checker.schemas import document, root
from tests.unit.targets.typescript import judged, node, written

OPTIONS = {
    "strict": True,
    "noEmit": True,
    "target": "es2022",
    "lib": ["es2022"],
    "module": "nodenext",
    "types": [],
}


@pytest.mark.slow
def test_types_compile_and_let_through_every_valid_document(tmp_path: Path) -> None:
    cases, types = [], []
    for number in range(80):
        random = Random(700 + number)
        try:
            model = model_of(root(random))
            package = written(model, tmp_path / str(number))
        except CodegenError:
            continue
        definition = model.definition(model.root)
        texts = [json.dumps(document(random)) for _ in range(25)]
        cases.append((package, pascal(definition.words), texts))
        types.append(type_name(model, definition))
    lines, valid = [], 0
    for (package, _, texts), name, answers in zip(cases, types, judged(cases), strict=True):
        accepted = [text for text, (fits, _) in zip(texts, answers, strict=True) if fits]
        valid += len(accepted)
        constants = "\n".join(f"export const v{n}: {name} = {text};" for n, text in enumerate(accepted))
        file = package.parent.parent / "valid.ts"
        file.write_text(f'import type {{ {name} }} from "{package}/index.js";\n{constants}\n', "utf-8")
        lines.append(str(file))
    (tmp_path / "package.json").write_text('{"type": "module"}', "utf-8")
    (tmp_path / "tsconfig.json").write_text(json.dumps({"compilerOptions": OPTIONS, "files": lines}), "utf-8")
    command = [node(), str(node_modules() / "typescript" / "bin" / "tsc"), "-p", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.stdout == ""
    assert done.returncode == 0
    assert valid > 300
