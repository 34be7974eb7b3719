"""Jinja templates of a folder, compiled once and then taken from where such things are kept.

To compile the templates of the docs site takes a tenth of a second: more than to read fifty types.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket

from codegen import keep
from codegen.installed import versions
from codegen.sources import digest_of_file

__all__ = ["environment"]


def environment(folder: Path, filters: Mapping[str, Callable[..., str]] = {}, html: str = "") -> Environment:
    """The templates of a folder: what is not defined is an error.

    :param html: the end of the names of templates whose values are escaped as HTML.  Without it none is: each
        value has passed the escaper of its language before.
    """
    made = Environment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        autoescape=lambda name: bool(html) and name is not None and name.endswith(html),
        keep_trailing_newline=True,
        bytecode_cache=_Kept(html, filters),
    )
    made.filters |= filters
    return made


class _Kept(BytecodeCache):
    """Found again by all that the code of a template follows from; see :mod:`codegen.keep`."""

    def __init__(self, html: str, filters: Mapping[str, object]) -> None:
        self._base = (
            f"{sys.implementation.cache_tag} {sys.version} {versions(('jinja2', 'markupsafe'))} "
            f"{digest_of_file(__file__)} {html} {sorted(filters)}"
        ).encode()

    def load_bytecode(self, bucket: Bucket) -> None:
        found = keep.load(self._key(bucket))
        if found is not None:
            bucket.bytecode_from_string(found)

    def dump_bytecode(self, bucket: Bucket) -> None:
        keep.save(self._key(bucket), bucket.bytecode_to_string())

    def _key(self, bucket: Bucket) -> str:
        return keep.digest(b"template", self._base, bucket.key.encode(), bucket.checksum.encode())
