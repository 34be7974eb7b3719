"""The files of a site, ready to be published or served."""

from __future__ import annotations

from dataclasses import dataclass

from codegen.docsite.vendor import NoBundle, bundles, minified
from codegen.pipeline import Compiled, compile_schema
from codegen.settings import Settings
from codegen.targets import find_targets

__all__ = ["Assembled", "assemble"]

#: Scripts of the site that are worth making smaller; the search index is data.
_SCRIPTS = (
    "assets/checker.js",
    "assets/playground.js",
    "assets/reading.js",
    "assets/site.js",
    "assets/types.js",
)


@dataclass(frozen=True, slots=True)
class Assembled:
    """A site: its files by path, and why it has no editor and no YAML, if so."""

    files: dict[str, str]
    compiled: Compiled
    missing: str = ""


def assemble(settings: Settings) -> Assembled:
    """Print the site of a schema and put the bundles into it.

    :raises SchemaError: the schema is wrong, or cannot be shown.
    """
    compiled = compile_schema(settings.schema)
    (target,) = find_targets(("docs",))
    before = f"docs/{settings.package}/"
    printed = target.render(compiled.model, settings.package)
    files = {path.removeprefix(before): text for path, text in printed.items()}
    try:
        more = {f"assets/{name}": text for name, text in bundles().items()}
        small = minified({name: files[name] for name in _SCRIPTS if name in files})
    except NoBundle as error:
        return Assembled(files, compiled, str(error))
    return Assembled({**files, **small, **more}, compiled)
