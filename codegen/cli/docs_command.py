"""``codegen docs``: build the docs site with its playground, or serve it while the schema is being edited."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from codegen.cli.ending import ending
from codegen.cli.request import settings_for
from codegen.cli.show import complain, say, show
from codegen.errors import CodegenError, UsageError

if TYPE_CHECKING:
    from codegen.docsite.assemble import Assembled
    from codegen.settings import Settings

__all__ = ["run"]

PAUSE = 0.3  # seconds between two looks at the schema


def run(args: argparse.Namespace) -> int:
    """0 when the site is built, or the server was stopped.

    :raises SchemaError: the schema cannot be used (when serving: at the start).
    """
    settings = settings_for(args)
    if bool(args.build) == args.serve:
        raise UsageError(
            "say --build DIR or --serve", "codegen docs --serve --open shows the site in a browser"
        )
    if args.serve:
        return _serve(settings, args)
    with ending():
        return _build(settings, args.build)


def _build(settings: Settings, folder: str) -> int:
    from codegen import write
    from codegen.docsite.assemble import assemble

    begin = time.perf_counter()
    site = assemble(settings)
    _tell(site)
    done = write.write(folder, write.request({"docs": site.files}, inputs="", sources={}, whole=True))
    changed = len(done.added) + len(done.changed) + len(done.deleted)
    say(f"{folder}: {len(site.files)} files, {changed} changed ({time.perf_counter() - begin:.2f} s)")
    return 0


def _serve(settings: Settings, args: argparse.Namespace) -> int:
    from codegen.docsite.assemble import assemble
    from codegen.docsite.server import Server

    site = assemble(settings)
    _tell(site)
    shown = [site.files]
    server = Server(lambda: shown[0], args.port)
    server.start()
    say(f"{server.address} (until Ctrl-C)")
    if args.open:
        import webbrowser

        webbrowser.open(server.address)
    try:
        _watch(settings, site, shown, server.changed)
    except KeyboardInterrupt:
        pass
    finally:
        server.stop()
    return 0


def _watch(
    settings: Settings, site: Assembled, shown: list[dict[str, str]], changed: Callable[[], None]
) -> None:
    """Print anew when the schema is another one; what is wrong with it is told, and the old site stays."""
    from codegen.docsite.assemble import assemble

    seen = _state(settings, site)
    while True:
        time.sleep(PAUSE)
        now = _state(settings, site)
        if now == seen:
            continue
        seen = now
        try:
            site = assemble(settings)
        except CodegenError as error:
            show(error.diagnostics)
            continue
        shown[0] = site.files
        seen = _state(settings, site)
        say("the schema has changed; pages load anew")
        changed()


def _state(settings: Settings, site: Assembled) -> tuple[str, ...]:
    """What the files of the schema hold; a file that cannot be read for a moment counts as changed."""
    from codegen.sources import digest_of_file

    found = []
    for path in (settings.schema, *(d.path or "" for d in site.compiled.documents)):
        try:
            found.append(digest_of_file(str(path)) if path else "")
        except OSError:
            found.append("")
    return tuple(found)


def _tell(site: Assembled) -> None:
    if site.missing:
        complain(f"the playground has a plain text area and no editor: {site.missing}")
