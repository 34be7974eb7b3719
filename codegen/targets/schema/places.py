"""Between the documents a schema was read from and its bundle: what stands where."""

from __future__ import annotations

from codegen.errors import Origin
from codegen.ir import Model
from codegen.targets.schema.rewriting import unescaped

__all__ = ["bundle_place", "origin_of"]


def bundle_place(model: Model, origin: Origin) -> str | None:
    """The JSON Pointer in the bundle of something in a document; None when that cannot be told."""
    if origin.document == model.file_name:
        return origin.pointer
    best: tuple[str, str] | None = None
    for key, ref in model.refs.items():
        source = model.definition(key).source
        near = source.document == origin.document and _is_below(origin.pointer, source.pointer)
        if near and (best is None or len(source.pointer) > len(best[0])):
            best = source.pointer, unescaped(ref)
    return best[1] + origin.pointer[len(best[0]) :] if best else None


def origin_of(model: Model, pointer: str) -> Origin:
    """What stands at a JSON Pointer of the bundle, in the document it came from."""
    best = Origin(model.file_name, ""), ""
    for key, ref in model.refs.items():
        place = unescaped(ref)
        if _is_below(pointer, place) and len(place) > len(best[1]):
            best = model.definition(key).source, place
    return Origin(best[0].document, best[0].pointer + pointer[len(best[1]) :])


def _is_below(pointer: str, other: str) -> bool:
    return pointer == other or pointer.startswith(other + "/")
