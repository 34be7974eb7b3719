"""References: each leads somewhere sane, inside the schema's own folder, or is refused."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from codegen.errors import (
    CircularRef,
    CodegenError,
    DuplicateId,
    MetaSchemaViolation,
    Position,
    UnknownDialect,
    UnresolvableRef,
    UnsafeRef,
)
from codegen.load import from_value, load
from codegen.resolve import Graph, resolve


def graph(schema: Any) -> Graph:
    return resolve(from_value(schema))


def write(folder: Path, **schemas: Any) -> Path:
    for name, schema in schemas.items():
        path = folder / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(schema), encoding="utf-8")
    return folder / "root.json"


def test_a_reference_is_followed_to_its_place() -> None:
    scope = graph({"$ref": "#/$defs/a~1b", "$defs": {"a/b": {"type": "string"}}}).root.follow()
    assert scope.schema == {"type": "string"}
    assert scope.origin.pointer == "/$defs/a~1b"


def test_an_anchor_and_an_embedded_id_are_followed() -> None:
    schema = {
        "$id": "https://example.com/root.json",
        "properties": {"a": {"$ref": "other.json#x"}},
        "$defs": {"O": {"$id": "other.json", "$defs": {"X": {"$anchor": "x", "type": "null"}}}},
    }
    scope = graph(schema).root.child("properties", "a").follow()
    assert scope.origin.pointer == "/$defs/O/$defs/X"


def test_a_schema_in_the_same_folder_is_read(tmp_path: Path) -> None:
    root = write(tmp_path, root={"$ref": "parts.json#/$defs/A"}, parts={"$defs": {"A": {"type": "null"}}})
    found = resolve(load(root))
    assert [d.uri for d in found.documents] == ["root.json", "parts.json"]
    assert found.root.follow().origin.document == "parts.json"


def test_references_between_folders_are_relative_to_the_file_they_stand_in(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    root = write(tmp_path, root={"$ref": "sub/a.json"})
    (tmp_path / "sub" / "a.json").write_text('{"$ref": "b.json"}')
    (tmp_path / "sub" / "b.json").write_text('{"$ref": "../c.json"}')
    (tmp_path / "c.json").write_text('{"type": "null"}')
    found = resolve(load(root))
    assert [d.uri for d in found.documents] == ["root.json", "sub/a.json", "sub/b.json", "c.json"]


def test_a_schema_where_no_keyword_puts_one_is_checked_too() -> None:
    good = {"$ref": "#/components/A", "components": {"A": {"$ref": "#/components/B"}, "B": {"type": "null"}}}
    assert graph(good).root.follow().follow().schema == {"type": "null"}
    with pytest.raises(MetaSchemaViolation):
        graph({"$ref": "#/components/A", "components": {"A": {"type": "nul"}}})
    with pytest.raises(UnresolvableRef):
        graph({"$ref": "#/components/A", "components": {"A": {"$ref": "#/nowhere"}}})


@pytest.mark.parametrize("keyword", ["const", "enum", "default", "examples"])
def test_a_reference_inside_data_is_data(keyword: str) -> None:
    value: Any = {"$ref": "#/nowhere", "$id": "x", "$anchor": "1"}
    graph({keyword: [value] if keyword in ("enum", "examples") else value})


@pytest.mark.parametrize(
    "ref",
    [
        "https://example.com/x.json",
        "file:///etc/passwd",
        "/etc/passwd",
        "//example.com/x",
        "../outside.json",
        "sub/../../outside.json",
        "%2e%2e/outside.json",
        "..%2foutside.json",
        "..\\outside.json",
        "a%00.json",
    ],
)
def test_nothing_outside_the_folder_is_read(tmp_path: Path, ref: str) -> None:
    (tmp_path / "outside.json").write_text("{}")
    inner = tmp_path / "inner"
    inner.mkdir()
    root = write(inner, root={"properties": {"a": {"$ref": ref}}})
    with pytest.raises((UnsafeRef, UnresolvableRef)) as caught:
        resolve(load(root))
    assert caught.value.diagnostics[0].origin is not None
    assert caught.value.diagnostics[0].origin.pointer == "/properties/a/$ref"


def test_a_symbolic_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "outside.json").write_text("{}")
    inner = tmp_path / "inner"
    inner.mkdir()
    os.symlink(tmp_path / "outside.json", inner / "link.json")
    with pytest.raises(UnsafeRef):
        resolve(load(write(inner, root={"$ref": "link.json"})))


def test_a_foreign_file_is_checked_and_named(tmp_path: Path) -> None:
    root = write(tmp_path, root={"$ref": "bad.json"}, bad={"type": "strin"})
    with pytest.raises(MetaSchemaViolation) as caught:
        resolve(load(root))
    assert str(caught.value.diagnostics[0].file).endswith("bad.json")
    assert caught.value.diagnostics[0].position is not None


@pytest.mark.parametrize("ref", ["#/$defs/Nope", "http://[x", "#nope", "../x.json"])
def test_a_bad_reference_of_another_file_is_told_at_its_line(tmp_path: Path, ref: str) -> None:
    root = write(tmp_path, root={"$ref": "other.json"}, other={"items": {"$ref": ref}})
    with pytest.raises(CodegenError) as caught:
        resolve(load(root))
    told = caught.value.diagnostics[0]
    assert told.origin is not None and told.origin == ("other.json", "/items/$ref")
    assert (str(told.file), told.position) == (str(tmp_path / "other.json"), Position(1, 20))


@pytest.mark.parametrize("others", [{}, {"$id": "x.json"}])
@pytest.mark.parametrize("keyword", ["$ref", "$dynamicRef", "$id"])
def test_what_is_no_uri_reference_is_refused_wherever_it_is_found(keyword: str, others: Any) -> None:
    with pytest.raises(MetaSchemaViolation, match="no URI reference") as caught:
        graph({**others, "properties": {"a/b": {keyword: "http://[x"}}})
    assert caught.value.diagnostics[0].pointer == f"/properties/a~1b/{keyword}"


def test_errors_of_a_schema_without_places_come_in_one_order() -> None:
    with pytest.raises(MetaSchemaViolation) as caught:
        graph({"properties": {"z": {"type": "strin"}, "a": {"minimum": "0", "type": "strin"}}})
    told = [(d.origin.pointer, d.message[:7]) for d in caught.value.diagnostics if d.origin]
    assert told == [
        ("/properties/a/minimum", "minimum"),
        ("/properties/a/type", "type na"),
        ("/properties/z/type", "type na"),
    ]


def test_circles_of_references_are_refused_and_structural_recursion_works() -> None:
    with pytest.raises(CircularRef):
        graph({"$ref": "#"})
    with pytest.raises(CircularRef):
        graph({"anyOf": [{"not": {"$ref": "#/anyOf/0"}}]})
    graph({"properties": {"next": {"$ref": "#"}}})
    with pytest.raises(CircularRef):
        graph({"$dynamicAnchor": "node", "anyOf": [{"$dynamicRef": "#node"}]})
    graph({"$dynamicAnchor": "node", "properties": {"next": {"$dynamicRef": "#node"}}})


def test_two_schemas_of_one_name_are_refused() -> None:
    with pytest.raises(DuplicateId, match="/\\$defs/A"):
        graph({"$defs": {"A": {"$anchor": "x"}, "B": {"$anchor": "x"}}})


@pytest.mark.parametrize("place", [(), ("$defs", "A")])
def test_another_dialect_is_refused_anywhere(place: tuple[str, ...]) -> None:
    schema: Any = {"$id": "a.json", "$schema": "http://json-schema.org/draft-07/schema#"}
    for step in reversed(place):
        schema = {step: schema}
    with pytest.raises(UnknownDialect):
        graph(schema)


def test_a_wrong_pointer_suggests_the_near_name() -> None:
    with pytest.raises(CodegenError) as caught:
        graph({"$ref": "#/$defs/Adm", "$defs": {"Adam": {}}})
    assert caught.value.diagnostics[0].hint == "did you mean 'Adam'?"
