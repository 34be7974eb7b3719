"""What is said beside a type."""

from __future__ import annotations

from typing import Any

import pytest

from codegen.facts import facts_of
from tests.support import model_of


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        ({"type": "string", "minLength": 1}, "At least 1 character."),
        ({"type": "string", "maxLength": 2}, "At most 2 characters."),
        ({"type": "array", "items": True, "minItems": 1, "maxItems": 1}, "Exactly 1 item."),
        ({"type": "array", "items": True, "minItems": 1, "maxItems": 3}, "1 to 3 items."),
        ({"type": "object", "additionalProperties": {}, "maxProperties": 1}, "At most 1 entry."),
        ({"type": "object", "additionalProperties": {}, "minProperties": 2}, "At least 2 entries."),
    ],
)
def test_sizes_are_counted_in_words_of_their_number(schema: dict[str, Any], said: str) -> None:
    model = model_of(schema)
    assert list(facts_of(model, model.definition(model.root).node)) == [said]


def test_a_format_is_named_as_what_it_is() -> None:
    model = model_of({"type": "string", "format": "date-time"})
    assert list(facts_of(model, model.definition(model.root).node)) == ["Format, not checked: date-time."]
