"""No schema text runs: at generation, at import or in a call, in whatever string of the schema it stands.

Every payload would create a file if it ran, in one language or in one kind of template.  A schema with it is
generated, compiled, imported and used in an empty folder, which must stay empty; or it is refused with
an error that says where.
"""

from __future__ import annotations

import ast
import json
import pydoc
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import codegen
from codegen.errors import CodegenError, UsageError
from codegen.outpaths import problem
from codegen.report import render as report
from codegen.targets import find_targets, known_targets
from codegen.targets.pydantic.shared import FOLDER

pytestmark = pytest.mark.slow

RUN = "__import__('pathlib').Path('canary').touch()"
SHELL = "touch canary"
GLOBALS = "cycler.__init__.__globals__.os.system('touch canary')"
PAYLOADS = {
    "bare code": RUN,
    "a line of code": f"\n{RUN}\n",
    "after a carriage return": f"x\r{RUN}\r",
    "after a form feed": f"x\x0c\n{RUN}\n",
    "after a vertical tab and separators": f"x\x0b\x1c\x1d\x1e\x85{RUN}",
    "after a line separator": f"x\u2028{RUN}\u2029{RUN}",
    "indented": f"x\n    {RUN}\n\t{RUN}",
    "out of double quotes": f'" + {RUN} + "',
    "out of single quotes": f"' + {RUN} + '",
    "out of triple double quotes": f'"""\n{RUN}\n"""',
    "out of triple single quotes": f"'''\n{RUN}\n'''",
    "quotes at the end": 'x"',
    "four quotes at the end": 'x""""',
    "a backslash at the end": "x\\",
    "a backslash before quotes": f'\\" + {RUN} + \\"',
    "a backslash before triple quotes": f'\\"""\n{RUN}\n\\"""',
    "two backslashes before quotes": f'\\\\" + {RUN} + "',
    "a backslash before a newline": f"x\\\n{RUN}",
    "escapes": r"\x41 \u0041 \U00110000 \N{BELL} \777 \u{41}",
    "an escaped quote": rf"\x22 + {RUN} + \x22 \42 + {RUN}",
    "braces": "{" + RUN + "} {{" + RUN + "}} {0} {self} {",
    "percent": "%s %(x)s %n %",
    "a template expression": "{{ " + GLOBALS + " }}",
    "a template statement": "{% for x in [1] %}{{ " + GLOBALS + " }}{% endfor %}",
    "the end of raw": "{% endraw %}{{ " + GLOBALS + " }}{% raw %}",
    "a template comment": "{# #}{{ " + GLOBALS + " }}{#",
    "a line statement": f"# for x in [1]\n## {RUN}",
    "a shell": f"$({SHELL}) `{SHELL}` ; {SHELL}\n{SHELL} && {SHELL}",
    "a template literal": "${" + RUN + "} #{" + RUN + "} `",
    "the end of a comment": f"*/ {RUN} /* // -->",
    "the end of a script": f"</script><script>{RUN}</script><!-- ]]>",
    "a comment": f"# {RUN}\n#{RUN}",
    "a coding line": f"# -*- coding: utf-7 -*-\n+ACI- {RUN}",
    "NUL": f"x\0{RUN}",
    "controls": "".join(map(chr, range(1, 32))) + "\x7f\x80\x9b31m",
    "colours": "\x1b[31m\x1b[2J\x1b]0;title\x07",
    "right to left": f"\u202e{RUN}\u202c \u2066{RUN}\u2069 \u200f",
    "invisible": "a\u200bb\ufeffc\u00add\u180ee",
    "names of Python": "__class__",
    "a keyword": "class",
    "an attribute": "model_config",
    "a path up": "../../canary",
    "an absolute path": "/tmp/canary",
    "a device": "NUL",
    "an option": "-rf",
    "a drive": "C:\\canary",
    "pickle": "cos\nsystem\n(S'touch canary'\ntR.",
    "a type comment": f"type: ignore # noqa\n{RUN}",
    "doctest": f">>> {RUN}",
    "very long": "x " * 20_000,
    "a very long word": "x" * 20_000,
    "astral": "\U0001f600\U000e0041\U0010ffff",
    "combining": "e\u0301" * 50,
    "nothing": "",
    "a space": " ",
}


def pointer(text: str) -> str:
    """A JSON Pointer token as a URI fragment."""
    from urllib.parse import quote

    return quote(text.replace("~", "~0").replace("/", "~1"), safe="")


def in_words(text: str) -> Any:
    """Everything that is said to people or holds data."""
    return {
        "$comment": text,
        "title": text,
        "description": text,
        "x-unit": text,
        "x-anything": {text: [text]},
        "type": "object",
        "properties": {
            "text": {
                "title": text,
                "description": text,
                "type": "string",
                "default": text,
                "examples": [text],
                "x-unit": text,
            },
            "one": {"const": text},
            "few": {"enum": [text, text + "x", {text: text}], "default": text},
            "kept": {"const": {text: [text]}, "description": text},
            "list": {"type": "array", "items": {"type": "string"}, "default": [text]},
            "old": {"deprecated": True, "description": text},
            "cut": {"type": "string", "format": text, "contentMediaType": text},
            "low": {"type": "integer"},
            "high": {"type": "integer"},
        },
        "x-rules": [{"rule": "high > low", "message": f"x{text}"}],
        "additionalProperties": False,
    }


def in_keys(text: str) -> Any:
    return {
        "type": "object",
        "properties": {text: {"type": "string"}, f"{text} 2": {"type": ["integer", "null"], "default": None}},
        "required": [text],
        "dependentRequired": {text: [f"{text} 2"]},
        "additionalProperties": False,
    }


def in_definition_names(text: str) -> Any:
    return {
        "type": "object",
        "properties": {"a": {"$ref": f"#/$defs/{pointer(text)}"}},
        "$defs": {text: {"type": "object", "title": text, "properties": {"b": {"type": "string"}}}},
    }


def in_groups(text: str) -> Any:
    return {
        "type": "object",
        "properties": {text: {"type": "string"}, "other": {"type": "string"}},
        "allOf": [
            {
                "title": f"group {text}",
                "description": text,
                "oneOf": [{"required": [text]}, {"required": ["other"]}],
            }
        ],
        "additionalProperties": False,
    }


def in_patterns(text: str) -> Any:
    escaped = re.sub(r"[\^$\\.*+?()\[\]{}|/]", r"\\\g<0>", text)
    return {
        "type": "object",
        "properties": {"a": {"type": "string", "pattern": f"^{escaped}$", "default": text}},
        "patternProperties": {f"^{escaped}": {"type": "string"}},
        "propertyNames": {"maxLength": 50_000},
    }


def in_raw_patterns(text: str) -> Any:
    return {"type": "object", "properties": {"a": {"type": "string", "pattern": text}}}


def in_identifiers(text: str) -> Any:
    return {
        "$id": f"https://example.com/{text}",
        "$defs": {"A": {"$id": text, "type": "object", "properties": {"b": {"type": "string"}}}},
        "type": "object",
        "properties": {"a": {"$ref": "#/$defs/A"}},
    }


def in_private_keys(text: str) -> Any:
    """Keys that other generators act upon, and unknown ones."""
    private = {
        key: text
        for key in (
            "customTypePath",
            "customBasePath",
            "customBaseClass",
            "x-python-type",
            "x-python-import",
            "x-python-name",
            "x-enum-varnames",
            "x-propertyNames",
            "discriminator",
            "tsType",
            "tsEnumNames",
            "javaType",
            "goType",
            "extends",
            "nullable",
            "readOnly ",
            text,
        )
        if key != "title"
    }
    private["x-python-import"] = {"module": "os", "name": text}  # type: ignore[assignment]
    return {
        **private,
        "type": "object",
        "properties": {"a": {**private, "type": "string"}, "b": {"$ref": "#/$defs/B"}},
        "$defs": {"B": {**private, "type": "object", "properties": {"c": {**private, "enum": ["x", "y"]}}}},
    }


PLACES: dict[str, Callable[[str], Any]] = {
    place.__name__: place
    for place in (
        in_words,
        in_keys,
        in_definition_names,
        in_groups,
        in_patterns,
        in_raw_patterns,
        in_identifiers,
        in_private_keys,
    )
}
#: Text here is never a reason to refuse a schema.
FREE = {"in_words", "in_private_keys"}
#: Control, bidirectional and invisible formatting characters; a newline is none.
HIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e0fff]"
)
#: What generated Python may import: nothing that reaches files, processes or the network.
IMPORTS = {"annotated_types", "pydantic", "pydantic_core", "typing_extensions"} | (
    sys.stdlib_module_names - {"os", "subprocess", "shutil", "socket", "urllib", "http", "ctypes", "pty"}
)
#: What the modules that are the same for every schema import besides: they read files, and references.
READING = {"os", "tomli", "urllib.parse", "yaml"}


@cache
def targets() -> list[str]:
    """Every target that is installed and can be loaded."""
    found = []
    for name in known_targets():
        try:
            found += [t.name for t in find_targets([name])]
        except UsageError:
            continue
    return found


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder everything happens in; nothing may be in it at the end."""
    folder = tmp_path / "empty"
    folder.mkdir()
    monkeypatch.chdir(folder)
    yield folder
    assert list(folder.iterdir()) == [], "something ran"


def generated(schema: Any, place: str) -> dict[str, str]:
    """The files of every target, or none if the schema is refused in a fit way."""
    files: dict[str, str] = {}
    for target in targets():
        try:
            files |= codegen.render(schema, [target], "hostile")
        except CodegenError as error:
            assert place not in FREE, error
            check_refusal(error)
    return files


def check_refusal(error: CodegenError) -> None:
    assert error.exit_code == 2
    for found in error.diagnostics:
        assert found.message
        assert found.hint
        assert found.origin is not None or found.position is not None, found
        for form in ("text", "json", "github"):
            said = report([found], form)  # type: ignore[arg-type]
            assert HIDDEN.search(said) is None
            assert len(said.encode()) <= 20_480


def check_text(path: str, text: str) -> None:
    """What a file promises before anybody runs it."""
    assert problem(path) is None
    assert HIDDEN.search(text) is None, f"{path}: {HIDDEN.search(text)}"
    if path.endswith(".json"):
        json.loads(text)
    elif path.endswith(".jsonl"):
        for line in text.splitlines():
            json.loads(line)
    elif path.endswith(".py") and text:
        check_python(path, text)


def check_python(path: str, text: str) -> None:
    first, _, body = text.partition("\n")
    assert re.fullmatch(
        r"# Generated by codegen from [\w. -]+ \(sha256 [0-9a-f]+\)\. Do not edit: .*", first
    ), f"{path}: {first}"
    check_body(body, printed=path.endswith(("/models.py", "/checker.py")))


@cache
def check_body(body: str, printed: bool) -> None:
    """``printed``: the text of the schema stands in it.  Most files are the same for every schema."""
    tree = ast.parse(body)
    compile(body, "generated", "exec")
    for node in ast.walk(tree):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [node.module or ""]
        known = IMPORTS if printed else IMPORTS | READING
        assert [name for name in names if known.isdisjoint((name, name.split(".")[0]))] == []


@contextmanager
def imported(files: dict[str, str], folder: Path) -> Iterator[Any]:
    """The generated Python package, forgotten again at the end."""
    for path, text in files.items():
        if path.startswith("python/"):
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    sys.path.insert(0, str(folder / "python"))
    try:
        import hostile  # type: ignore[import-not-found]

        yield hostile
    finally:
        sys.path.remove(str(folder / "python"))
        for name in [n for n in sys.modules if n.split(".")[0] == "hostile"]:
            del sys.modules[name]


def use(package: Any, text: str) -> None:
    """Call what a user would, with documents that are valid and some that are not."""
    from pydantic import ValidationError

    documents: list[Any] = [{}, {text: text}, {text: 5, f"{text} 2": "x"}, {"a": text}, {"few": text}]
    documents += [{"a": {"b": text}}, {"one": text, "text": text}, {"kept": 5}, text, None, [text]]
    for document in documents:
        try:
            value = package.validate(document)
        except ValidationError as error:
            for issue in error.errors():
                assert HIDDEN.search(issue["msg"]) is None, issue["msg"]
            continue
        repr(value)
        str(value)
        if hasattr(value, "model_dump"):
            value.model_dump()
            value.model_dump_json()
            assert value == package.validate(document)
    root = package.Root
    if hasattr(root, "model_json_schema"):
        json.dumps(root.model_json_schema())
    for name in package.__all__:
        pydoc.plain(pydoc.render_doc(getattr(package, name)))


@pytest.mark.parametrize("name", PAYLOADS)
def test_no_text_of_a_schema_runs(name: str, empty: Path, tmp_path: Path) -> None:
    text = PAYLOADS[name]
    for place, schema_with in PLACES.items():
        files = generated(schema_with(text), place)
        assert files or place not in FREE, place
        for path, content in files.items():
            check_text(path, content)
        if any(path.startswith("python/") for path in files):
            with imported(files, tmp_path / place) as package:
                use(package, text)
        assert list(empty.iterdir()) == [], place


@pytest.mark.parametrize(
    "name",
    ["'; touch canary; '.json", '"""\nimport os.json', "{{ x }}.json", "\u202ea.json", "*.json", "#.json"],
)
def test_no_file_name_is_printed_as_it_is(name: str, empty: Path, tmp_path: Path) -> None:
    schema = tmp_path / name
    schema.write_text(json.dumps(in_words("x")), encoding="utf-8")
    for target in targets():
        for path, text in codegen.render(schema, [target], "hostile").items():
            check_text(path, text)
            if f"/{FOLDER}/" not in path:  # the same for every schema
                assert name not in text


def test_private_keys_of_other_generators_change_no_file_but_the_schema_itself(empty: Path) -> None:
    """Compared with the same schema without them; digests and copies of the schema differ."""
    wild = in_private_keys("os.system")

    def tame(value: Any) -> Any:
        kept = ("type", "properties", "$defs", "$ref", "enum", "a", "b", "c", "B")
        return {k: tame(v) for k, v in value.items() if k in kept} if isinstance(value, dict) else value

    if "pydantic" not in targets():
        pytest.skip("there is no target pydantic yet")
    one, other = (codegen.render(s, ["pydantic"], "hostile") for s in (wild, tame(wild)))
    assert one.keys() == other.keys()
    for path in one:
        if path.endswith(".py"):
            assert strip_digest(one[path]) == strip_digest(other[path]), path


def strip_digest(text: str) -> str:
    return re.sub(r"[0-9a-f]{16,64}", "", text)


def test_the_canary_does_sing(empty: Path) -> None:
    """The payloads work where text does run, so a quiet canary means something."""
    import jinja2

    exec(PAYLOADS["a line of code"])
    assert (empty / "canary").exists()
    (empty / "canary").unlink()
    exec(f'x = "{PAYLOADS["out of double quotes"].replace(RUN, f"str({RUN})")}"')
    assert (empty / "canary").exists()
    (empty / "canary").unlink()
    jinja2.Template(PAYLOADS["a template statement"]).render()
    assert (empty / "canary").exists()
    (empty / "canary").unlink()
