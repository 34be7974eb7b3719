"""yaml-language-server, the one behind YAML in VS Code, fetched from its registry and driven over LSP."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.fetching import alone

CACHE = Path(__file__).parents[2] / ".cache" / "editors"
PATIENCE = 60  # seconds; a server that hangs is killed, and the test fails
PACKAGES = {"yaml-language-server": "1.18.0", "vscode-json-languageservice": "5.6.1"}


def modules() -> Path:
    """Where the servers are installed; skips the test where they cannot be."""
    found = CACHE / "node_modules"
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("there is no node, or no npm, to run language servers with")
    with alone(CACHE):
        if not all((found / name / "package.json").is_file() for name in PACKAGES):
            (CACHE / "package.json").write_text("{}\n", encoding="utf-8")
            names = [f"{name}@{version}" for name, version in PACKAGES.items()]
            command = ["npm", "install", "--silent", "--no-audit", "--no-fund", *names]
            if subprocess.run(command, cwd=CACHE, capture_output=True, check=False).returncode:
                pytest.skip("the language servers cannot be fetched: no npm registry within reach")
    return found


class YamlServer:
    """One server process; close it."""

    def __init__(self) -> None:
        program = modules() / "yaml-language-server" / "bin" / "yaml-language-server"
        self._process = subprocess.Popen(
            ["node", str(program), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._watch = threading.Timer(PATIENCE, self._process.kill)
        self._watch.start()
        self._send(id=1, method="initialize", params={"processId": None, "rootUri": None, "capabilities": {}})
        while self._receive().get("id") != 1:
            pass
        self._send(method="initialized", params={})

    def close(self) -> None:
        self._watch.cancel()
        self._process.kill()
        self._process.communicate()

    def diagnostics(self, path: Path) -> list[tuple[int, int, str]]:
        """Line, column (both from 1) and message of each diagnostic of a file."""
        uri = path.as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": path.read_text(encoding="utf-8")}
        self._send(method="textDocument/didOpen", params={"textDocument": document})
        while True:
            message = self._receive()
            if message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == uri:
                return [
                    (d["range"]["start"]["line"] + 1, d["range"]["start"]["character"] + 1, d["message"])
                    for d in message["params"]["diagnostics"]
                ]
            if "id" in message and "method" in message:  # it asks for settings: it gets none
                asked = message.get("params", {}).get("items", [])
                self._send(id=message["id"], result=[{} for _ in asked])

    def _send(self, **message: Any) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(data) + data)
        self._process.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        size = 0
        while line := self._process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            size = int(value) if name.lower() == b"content-length" else size
        assert size, "the language server went away"
        found: dict[str, Any] = json.loads(self._process.stdout.read(size))
        return found
