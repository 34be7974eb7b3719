"""The one place that knows datamodel-code-generator.

It gets a bundled copy of the schema with the groups, and all else that only the checker says, taken out: the
classes under neutral names and which of them mention which.  It puts them into an order in which each can be
made, and prints them through our template.  No text of the schema passes through its own printing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from codegen.targets.pydantic.view import ClassView

__all__ = ["TEMPLATES", "class_blocks"]

TEMPLATES = Path(__file__).with_name("templates")
_BLOCK = re.compile(r"^#<(\d+)\n(.*?)\n#>$", re.M | re.S)


def class_blocks(classes: Sequence[ClassView]) -> list[str]:
    """The printed classes, each behind those it depends on."""
    if not classes:
        return []
    from datamodel_code_generator import generate
    from datamodel_code_generator.enums import DataModelType, InputFileType

    numbers = {view.key: number for number, view in enumerate(classes)}
    printed = generate(
        {"$defs": {f"C{n}": _shape(view, numbers) for n, view in enumerate(classes)}},
        input_file_type=InputFileType.JsonSchema,
        output_model_type=DataModelType.PydanticV2BaseModel,
        custom_template_dir=TEMPLATES,
        extra_template_data=defaultdict(
            dict, {f"C{n}": {"view": _lines(n, view)} for n, view in enumerate(classes)}
        ),
        custom_file_header="#",
        disable_timestamp=True,
        formatters=[],
    )
    blocks = {int(number): text for number, text in _BLOCK.findall(str(printed))}
    assert len(blocks) == len(classes), "a class is missing from what was printed"
    return list(blocks.values())


def _shape(view: ClassView, numbers: dict[str, int]) -> dict[str, Any]:
    below = [numbers[key] for key in view.depends if key in numbers]
    return {"type": "object", "properties": {f"p{n}": {"$ref": f"#/$defs/C{n}"} for n in below}}


def _lines(number: int, view: ClassView) -> dict[str, Any]:
    return {"key": number, "head": view.head, "blocks": [list(block) for block in view.blocks]}
