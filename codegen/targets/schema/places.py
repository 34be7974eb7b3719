"""Between the documents a schema was read from and its bundle: what stands where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from codegen.errors import Origin
from codegen.ir import Model
from codegen.targets.schema.rewriting import unescaped

__all__ = ["bundle_places", "origin_of"]


def bundle_places(model: Model, origins: list[Origin]) -> Iterator[tuple[Origin, str]]:
    """The JSON Pointer in the bundle of things in documents; without those of which it cannot be told."""
    places = {model.definition(key).source: unescaped(ref) for key, ref in model.refs.items()}
    for origin in origins:
        if origin.document == model.file_name:
            yield origin, origin.pointer
            continue
        for above in _upwards(origin.pointer):
            place = places.get(Origin(origin.document, above))
            if place is not None:
                yield origin, place + origin.pointer[len(above) :]
                break


def origin_of(model: Model, pointer: str) -> Origin:
    """What stands at a JSON Pointer of the bundle, in the document it came from."""
    sources: Mapping[str, Origin] = {
        unescaped(ref): model.definition(key).source for key, ref in model.refs.items()
    }
    for above in _upwards(pointer):
        source = sources.get(above)
        if source is not None and (above or source.document == model.file_name):
            return Origin(source.document, source.pointer + pointer[len(above) :])
    return Origin(model.file_name, pointer)


def _upwards(pointer: str) -> Iterator[str]:
    """A JSON Pointer, and those above it up to the whole."""
    yield pointer
    while pointer:
        pointer = pointer.rpartition("/")[0]
        yield pointer
