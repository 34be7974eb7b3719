"""The files of a site, ready to be published or served."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from codegen.docsite.vendor import NoBundle, bundles, minified
from codegen.pipeline import Compiled, compile_schema, render_all
from codegen.settings import Settings
from codegen.targets.docs import TARGET, Finish, printed

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
    try:
        more = {f"assets/{name}": text for name, text in bundles().items()}
        return Assembled({**_printed(compiled, settings.package, _smaller), **more}, compiled)
    except NoBundle as error:
        return Assembled(_printed(compiled, settings.package), compiled, str(error))


def _printed(compiled: Compiled, package: str, finish: Finish | None = None) -> dict[str, str]:
    site = replace(TARGET, render=partial(printed, finish=finish))
    return dict(render_all(compiled, [site], package)[site.name])


def _smaller(scripts: Mapping[str, str]) -> Callable[[], Mapping[str, str]]:
    small = minified({f"assets/{name}": scripts[f"assets/{name}"] for name in _LARGE})
    return lambda: {**scripts, **small()}
