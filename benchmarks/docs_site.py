"""The docs site of a thousand types, beside what ``datamodel-codegen`` takes to print their classes."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from benchmarks.clock import of_call, of_process, ratio
from codegen.pipeline import compile_schema
from codegen.targets.docs import render
from tests.thousand import thousand_types

PEER = """
import warnings
warnings.simplefilter("ignore")
from pathlib import Path
from datamodel_code_generator import DataModelType, InputFileType, generate
generate(
    Path("thousand.schema.json"), input_file_type=InputFileType.JsonSchema, output=Path("peer.py"),
    output_model_type=DataModelType.PydanticV2BaseModel,
)
"""


def main() -> None:
    """Print the ratio, and seconds of processor time: printing alone, and with reading the schema."""
    schema = thousand_types()
    model = compile_schema(schema).model
    size = sum(len(text.encode("utf-8")) for text in render(model, "site").values())
    printing = of_call(lambda model: render(model, "site"), model)
    whole = of_call(lambda schema: render(compile_schema(schema).model, "site"), schema)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "thousand.schema.json").write_text(json.dumps(schema), encoding="utf-8")
        found = ratio(printing, of_process(PEER, folder), 3)
    print(f"{'site of 1,000 types / datamodel-codegen':<60} {found:6.2f}")
    print(f"{'  printing it, seconds':<60} {min(printing() for _ in range(3)):6.2f}   (bar: at most 3)")
    print(f"{'  reading the schema and printing it, seconds':<60} {min(whole() for _ in range(3)):6.2f}")
    print(f"{'  megabytes':<60} {size / 1e6:6.2f}   (bar: at most 15)", flush=True)


if __name__ == "__main__":
    main()
