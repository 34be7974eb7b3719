"""A real Chromium, what judges pages in it, and a site as people get it: from files and from a server."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from codegen.docsite.server import Server
from codegen.node import npm_command
from tests.fetching import alone

ROOT = Path(__file__).parents[2]
LOCKED = ROOT / "tests" / "browser"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
#: Collects violations of the page's policy from before its first script runs.
LISTEN = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (e) => {
  violations.push(`${e.violatedDirective} ${e.blockedURI}`);
});
"""


def program() -> str:
    """The browser; skips the test where there is none."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found is not None:
            return found
    return pytest.skip("there is no Chromium")


@contextmanager
def browser() -> Iterator[Any]:
    """Chromium with a fresh profile."""
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=program(), args=FLAGS)
        yield opened
        opened.close()


@cache
def modules() -> Path:
    """axe-core and lighthouse as the lock file has them; skips the test where npm cannot fetch them."""
    key = sha256((LOCKED / "package-lock.json").read_bytes()).hexdigest()[:16]
    place = ROOT / ".cache" / "browser-tests" / key
    with alone(place):
        if not (place / "done").is_file():
            words = npm_command()
            if words is None:
                pytest.skip("there is no npm")
            for name in ("package.json", "package-lock.json"):
                shutil.copy(LOCKED / name, place / name)
            command = [*words, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
            if subprocess.run(command, cwd=place, capture_output=True, check=False, timeout=300).returncode:
                pytest.skip("no npm registry within reach")
            (place / "done").touch()
    return place / "node_modules"


@contextmanager
def served(files: dict[str, str]) -> Iterator[str]:
    """The address of a site on a server of its own."""
    server = Server(lambda: files, live=False)
    server.start()
    yield server.address
    server.stop()


def written(files: dict[str, str], folder: Path) -> str:
    """The address of a site in a folder."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder.as_uri() + "/"


def awake(page: Any) -> None:
    """Bring the editor of the playground: it is loaded when somebody moves."""
    page.mouse.move(20, 20)
    page.mouse.move(40, 40)
    page.locator(".cm-content").wait_for()


def open_all(page: Any) -> None:
    """Show everything that a page has."""
    page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
    if page.url.split("#")[0].endswith("playground.html"):
        awake(page)


class Visit:
    """A page that keeps an account of everything that it does wrong."""

    def __init__(self, opened: Any, base: str, **context: Any) -> None:
        self.base = base
        self.context = opened.new_context(**context)
        self.context.add_init_script(LISTEN)
        self.page = self.context.new_page()
        self.faults: list[str] = []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("request", self._request)
        self.page.on("dialog", self._dialog)

    def _console(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(f"console: {message.text}")

    def _request(self, request: Any) -> None:
        if not request.url.startswith(self.base):
            self.faults.append(f"external: {request.url}")

    def _dialog(self, dialog: Any) -> None:
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def go(self, path: str) -> Any:
        """Load a page of the site."""
        self.page.goto(self.base + path, wait_until="load")
        return self.page

    def violations(self) -> list[str]:
        """What the page's policy has refused."""
        return list(self.page.evaluate("window.violations"))

    def close(self) -> None:
        """End it."""
        self.context.close()
