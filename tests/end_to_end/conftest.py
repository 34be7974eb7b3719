"""One site and one browser for all tests of the docs site."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from codegen.docsite.assemble import Assembled, assemble
from codegen.settings import Settings
from tests.end_to_end.browser import browser, program, served, written

SCHEMA = Path(__file__).parents[2] / "schema" / "optimizer.schema.json"


@pytest.fixture(scope="package")
def site() -> Assembled:
    """The site of the optimizer schema, with its editor."""
    program()
    made = assemble(Settings(schema=str(SCHEMA), package="x"))
    if made.missing:
        pytest.skip(made.missing)
    return made


@pytest.fixture(scope="package")
def pages(site: Assembled) -> list[str]:
    return sorted(path for path in site.files if path.endswith(".html"))


@pytest.fixture(scope="package")
def chromium() -> Iterator[Any]:
    with browser() as opened:
        yield opened


@pytest.fixture(scope="package")
def http(site: Assembled) -> Iterator[str]:
    """The address of the site on a server."""
    with served(site.files) as address:
        yield address


@pytest.fixture(scope="package")
def file(site: Assembled, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the site in a folder."""
    return written(site.files, tmp_path_factory.mktemp("site"))
