"""The files of a site, ready to be published or served."""

from __future__ import annotations

from dataclasses import dataclass

from codegen.docsite.vendor import NoBundle, bundles, minified
from codegen.pipeline import Compiled, compile_schema, render_all
from codegen.settings import Settings
from codegen.targets import find_targets

__all__ = ["Assembled", "assemble"]

#: Files of the site that are worth making smaller; the search index is data.
_LARGE = (
    "advice.js",
    "checker.js",
    "playground.js",
    "reading.js",
    "site.css",
    "site.js",
    "theme.js",
    "types.js",
)


@dataclass(frozen=True, slots=True)
class Assembled:
    """A site: its files by path, and why it has no editor, if so."""

    files: dict[str, str]
    compiled: Compiled
    missing: str = ""


def assemble(settings: Settings) -> Assembled:
    """Print the site of a schema and put the bundles into it.

    :raises SchemaError: the schema is wrong, or cannot be shown.
    """
    compiled = compile_schema(settings.schema)
    printed = render_all(compiled, find_targets(("docs",)), settings.package)["docs"]
    before = f"docs/{settings.package}/"
    files = {path.removeprefix(before): text for path, text in printed.items()}
    try:
        more = {f"assets/{name}": text for name, text in bundles().items()}
        small = minified({f"assets/{name}": files[f"assets/{name}"] for name in _LARGE})
    except NoBundle as error:
        return Assembled(files, compiled, str(error))
    return Assembled({**files, **small, **more}, compiled)
