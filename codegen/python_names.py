"""What definitions, fields and groups are called in Python."""

from __future__ import annotations

import keyword
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from codegen.ir import Choice, Definition, Record
from codegen.naming import MAX_NAME, pascal, snake, words_of

__all__ = ["RecordNames", "class_name", "record_names", "words"]


def words(text: str) -> frozenset[str]:
    """The words of a text: a list of names that is easy to read."""
    return frozenset(text.split())


#: Names that the generated modules use for themselves.
USED = words(
    """
    Annotated Any Array ClassVar False Field Integer InvalidDocument Json Literal Map Maybe Model None
    Number OneOf OpenModel Parser Root String True TypeAlias TypeAliasType __all__ bool checker chosen
    chosen_kind default dict float int list load loads models object os property set set_kinds
    set_members str tuple type validate validate_json
    """
)
#: Public attributes of ``pydantic.BaseModel`` (2.12 to 2.14) and of our ``Model``: a field of that name
#: would hide one.
PYDANTIC = words(
    """
    construct copy dict from_orm json model_computed_fields model_config model_construct model_copy
    model_dump model_dump_json model_extra model_fields model_fields_set model_json_schema
    model_parametrized_name model_post_init model_rebuild model_validate model_validate_json
    model_validate_strings parse_file parse_obj parse_raw resolved schema schema_json to_yaml
    update_forward_refs validate
    """
)


def class_name(definition: Definition) -> str:
    """``LearningRate``; with ``_`` behind it where the package or Python uses the name itself."""
    name = pascal(definition.words)
    return f"{name}_" if name in USED or keyword.iskeyword(name) else name


@dataclass(frozen=True, slots=True)
class RecordNames:
    """The attributes of one class: fields by key, groups by name (the value's and the kind's)."""

    fields: dict[str, str]
    groups: dict[str, tuple[str, str]]


@cache
def _reserved() -> frozenset[str]:
    return USED | PYDANTIC | frozenset(keyword.kwlist)


def record_names(record: Record, types: frozenset[str]) -> RecordNames:
    """Names for the fields and the groups of a record.

    A key that is an identifier keeps its name, unless Python, pydantic or a type (``types``) has it; the
    others step aside.  So a name never means the key of another field.
    """
    taken = set(_reserved() | types)
    keys = [f.key for f in record.fields]
    kept = {key: key for key in keys if _plain(key) and key not in taken}
    taken |= set(kept)
    fields = {key: kept[key] if key in kept else _free(_spelt(key), taken) for key in keys}
    groups = {choice.name: _group(choice, taken) for choice in record.choices}
    return RecordNames(fields, groups)


def _plain(key: str) -> bool:
    return key.isascii() and key.isidentifier() and not key.startswith("_") and len(key) <= MAX_NAME


def _spelt(key: str) -> str:
    if _plain(key):
        return key
    name = snake(words_of(key)) or "field"
    return name if name[0].isalpha() else f"field_{name}"


def _free(wanted: str, taken: set[str]) -> str:
    """The name, or the name with ``_`` or the first free number behind it."""
    for name in _candidates(wanted):
        if name not in taken:
            taken.add(name)
            return name
    raise AssertionError("unreachable")  # pragma: no cover


def _candidates(wanted: str) -> Iterable[str]:
    yield wanted
    yield f"{wanted}_"
    number = 2
    while True:
        yield f"{wanted}_{number}"
        number += 1


def _group(choice: Choice, taken: set[str]) -> tuple[str, str]:
    """Two names that go together: ``lr`` and ``lr_kind``."""
    many = choice.kind == "at least one"
    for stem in _candidates(_spelt(choice.name)):
        kind = f"{stem}_kinds" if many else f"{stem}_kind"
        if stem not in taken and kind not in taken:
            taken |= {stem, kind}
            return stem, kind
    raise AssertionError("unreachable")  # pragma: no cover
