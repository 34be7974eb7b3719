"""A site on this machine's own address, which reloads in the browser when the schema changes."""

from __future__ import annotations

import gzip
import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

__all__ = ["Server"]

_TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "md": "text/markdown; charset=utf-8",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
}
_EVENTS, _RELOAD = "/-/events", "/-/reload.js"
_SCRIPT = f'new EventSource("{_EVENTS}").onmessage = () => location.reload();\n'
HEARTBEAT = 15.0  # seconds
SMALL = 500  # bytes that are not worth compressing


class _Http(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that goes away, as when its page loads anew, is nothing to show anybody."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class Server:
    """Serves what ``files`` gives, from memory; :meth:`changed` makes open pages load anew."""

    def __init__(self, files: Callable[[], dict[str, str]], port: int = 0, live: bool = True) -> None:
        """:param live: pages ask this server whether they have changed."""
        self._files = files
        self._live = live
        self._news = threading.Condition()
        self._version = 0
        self._http = _Http(("127.0.0.1", port), self._handler())

    @property
    def address(self) -> str:
        """Where the site is, such as ``http://127.0.0.1:8000/``."""
        return f"http://127.0.0.1:{self._http.server_address[1]}/"

    def start(self) -> None:
        """Serve in a thread of its own."""
        threading.Thread(target=self._http.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Close the port."""
        self._http.shutdown()
        self._http.server_close()

    def changed(self) -> None:
        """Tell every open page to load itself anew."""
        with self._news:
            self._version += 1
            self._news.notify_all()

    def _wait(self, seen: int) -> int:
        with self._news:
            self._news.wait_for(lambda: self._version != seen, timeout=HEARTBEAT)
            return self._version

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = unquote(urlsplit(self.path).path)
                if not server._is_own(self.headers.get("Host", "")):
                    self.send_error(421)  # another name for this address: a page elsewhere may be asking
                elif path == _EVENTS:
                    self._events()
                elif path == _RELOAD:
                    self._send(_SCRIPT, "js")
                else:
                    name = path.lstrip("/")
                    name = f"{name}index.html" if name == "" or name.endswith("/") else name
                    text = server._files().get(name)
                    if text is None:
                        self.send_error(404)
                    else:
                        self._send(text, name.rsplit(".", 1)[-1])

            def _send(self, text: str, ending: str) -> None:
                data = (_live(text) if ending == "html" and server._live else text).encode("utf-8")
                self.send_response(200)
                self.send_header("Content-Type", _TYPES.get(ending, "application/octet-stream"))
                if "gzip" in self.headers.get("Accept-Encoding", "") and len(data) > SMALL:
                    data = gzip.compress(data, 6)
                    self.send_header("Content-Encoding", "gzip")
                self.send_header("Content-Length", str(len(data)))
                self.send_header("Cache-Control", "no-store")
                self.send_header("X-Content-Type-Options", "nosniff")
                self.end_headers()
                self.wfile.write(data)

            def _events(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream")
                self.send_header("Cache-Control", "no-store")
                self.end_headers()
                seen = server._version
                try:
                    while True:
                        now = server._wait(seen)
                        self.wfile.write(b"data: changed\n\n" if now != seen else b": still here\n\n")
                        self.wfile.flush()
                        seen = now
                except OSError:  # the page is gone
                    return

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing of requests."""

        return Handler

    def _is_own(self, host: str) -> bool:
        return host.rsplit(":", 1)[0] in ("127.0.0.1", "localhost")


def _live(page: str) -> str:
    """A page that asks this server, and nobody else, whether it has changed."""
    return page.replace("</head>", f'<script src="{_RELOAD}" defer></script>\n</head>', 1)
