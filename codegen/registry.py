"""Where references look: the documents of a schema, the standard meta-schemas, and files of one folder.

No network, no ``file:`` URI, no absolute path, no ``..`` and no symbolic link that leads out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urljoin, urlsplit

from codegen.errors import UnresolvableRef, UnsafeRef
from codegen.load import Document, load
from codegen.metaschema import check_schema

if TYPE_CHECKING:
    from referencing.jsonschema import SchemaRegistry

__all__ = ["BASE", "Finder", "base_of", "by_uri", "registry_of", "resource_of"]

BASE = "https://schema.invalid/-/"
_NAMES = ("$id", "$anchor", "$dynamicAnchor")


def resource_of(schema: Any) -> Any:
    """A schema as ``referencing`` takes it."""
    from referencing.jsonschema import DRAFT202012

    return DRAFT202012.create_resource(schema)


def base_of(document: Document) -> str:
    """The URI that references of a document are relative to (core section 8.1.1)."""
    identifier = document.value.get("$id") if isinstance(document.value, dict) else None
    return str(urljoin(urljoin(BASE, document.uri), identifier or ""))


def by_uri(others: tuple[Document, ...]) -> dict[str, Document]:
    """Documents by each URI that finds them: of the file, and the ``$id``."""
    return {uri: d for d in others for uri in (urljoin(BASE, d.uri), base_of(d))}


def registry_of(documents: tuple[Document, ...], finder: Finder) -> SchemaRegistry:
    """What references are looked up in; ``finder`` is asked for what is not in it yet."""
    from referencing import Registry

    make: Any = Registry  # its type hints know no `retrieve`
    empty: SchemaRegistry = make(retrieve=finder)
    pairs = [(urljoin(BASE, d.uri), resource_of(d.value)) for d in documents]
    registry = empty.with_resources(pairs)
    first, *others = documents
    # JSON Pointers into one document need nobody to look for names in it first
    return registry.crawl() if others or first.mentions(*_NAMES) else registry


@dataclass(frozen=True, slots=True)
class Finder:
    """Answers ``retrieve`` from one folder and remembers what it read."""

    folder: Path | None
    base: str
    others: Mapping[str, Document]
    found: dict[str, Document] = field(default_factory=dict)

    def __call__(self, uri: str) -> Any:
        if urlsplit(uri).hostname == "json-schema.org":
            from jsonschema_specifications import REGISTRY  # takes longer to import than all of codegen

            standard = REGISTRY.get(uri)
            if standard is not None:
                return standard
        given = self.others.get(uri)
        name = given.uri if given is not None else self._name(uri)
        if given is not None and name not in self.found:
            check_schema(given)
            self.found[name] = given
        if name not in self.found:
            self.found[name] = load(self._inside(name), quote(name))
            check_schema(self.found[name])
        return resource_of(self.found[name].value)

    def _name(self, uri: str) -> str:
        """The file a URI names, relative to the folder of the root schema."""
        for prefix in (BASE, self.base.rsplit("/", 1)[0] + "/"):
            if uri.startswith(prefix) and self.folder is not None:
                return unquote(uri[len(prefix) :])
        raise UnsafeRef(
            "lies outside the folder of the schema, and codegen never goes there",
            "copy the schema beside this one and refer to it by its file name",
        )

    def _inside(self, name: str) -> Path:
        folder = (self.folder or Path()).resolve()
        path = (folder / name).resolve()
        if "\\" in name or "\0" in name or not path.is_relative_to(folder):
            raise UnsafeRef(
                "leads out of the folder of the schema",
                "copy the schema beside this one and refer to it by its file name",
            )
        if not path.is_file():
            raise UnresolvableRef(
                "names no file in the folder of the schema", "check the spelling of the file name"
            )
        return (self.folder or Path()) / name
