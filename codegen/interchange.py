"""Diagnostics in the formats of others: SARIF 2.1.0 (OASIS) and JUnit's XML, as most CI systems read it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from codegen import __version__
from codegen.errors import Diagnostic
from codegen.excerpt import MAX_HINT, MAX_MESSAGE, MAX_PLACE, cut
from codegen.terminal import visible

__all__ = ["junit", "sarif"]

_SARIF = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
MAX_TITLE = 1_000  # bytes of a message where it is the title of a failure, which has the whole as its text
_XML = {ord(c): f"&{name};" for c, name in (("&", "amp"), ("<", "lt"), (">", "gt"), ('"', "quot"))}


def sarif(found: Sequence[Diagnostic]) -> str:
    """One run of one tool; each code of a diagnostic is a rule.  Plain ASCII."""
    rules = list(dict.fromkeys(d.code for d in found))
    driver = {
        "name": "codegen",
        "version": __version__,
        "rules": [{"id": code, "shortDescription": {"text": code.replace("-", " ")}} for code in rules],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(d, rules.index(d.code)) for d in found],
    }
    return json.dumps({"$schema": _SARIF, "version": "2.1.0", "runs": [run]}, indent=1) + "\n"


def _result(d: Diagnostic, rule: int) -> dict[str, Any]:
    text = _ascii(d.message, MAX_MESSAGE)
    if d.hint:
        text += f" ({_ascii(d.hint, MAX_HINT)})"
    result: dict[str, Any] = {
        "ruleId": d.code,
        "ruleIndex": rule,
        "level": "error",
        "message": {"text": text},
    }
    location: dict[str, Any] = {}
    if d.file is not None and not d.file.startswith("<"):
        location["physicalLocation"] = _place(d, d.file)
    if d.origin is not None:
        location["logicalLocations"] = [{"fullyQualifiedName": "#" + _ascii(d.origin.pointer, MAX_PLACE)}]
    return {**result, "locations": [location]} if location else result


def _ascii(text: str, limit: int) -> str:
    """Text that takes no more than so many bytes once it is JSON in ASCII."""
    return cut(visible(text), limit, lambda c: len(json.dumps(c)) - 2)


def _place(d: Diagnostic, file: str) -> dict[str, Any]:
    """The file as a URI reference: relative as it was given, absolute with a scheme."""
    path = file.replace(os.sep, "/")
    try:
        uri = quote(os.fsencode(path))
    except UnicodeEncodeError:  # no name that a file can have here
        uri = quote(path.encode("utf-8", "surrogatepass"))
    uri = cut(uri, MAX_PLACE)
    if os.path.isabs(file):
        uri = "file://" + ("" if uri.startswith("/") else "/") + uri
    place: dict[str, Any] = {"artifactLocation": {"uri": uri}}
    if d.position is not None:
        place["region"] = {"startLine": d.position.line, "startColumn": d.position.column}
    return place


def junit(found: Sequence[Diagnostic], files: Sequence[str]) -> str:
    """A test case for each file, with a failure for each diagnostic of it."""
    by_file: dict[str, list[Diagnostic]] = {file: [] for file in files}
    for d in found:
        by_file.setdefault(d.file or "codegen", []).append(d)
    failed = sum(map(bool, by_file.values()))
    counts = f'tests="{len(by_file)}" failures="{failed}" errors="0"'
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f"<testsuites {counts}>",
        f'  <testsuite name="codegen validate" {counts}>',
        *(line for file, diagnostics in by_file.items() for line in _case(file, diagnostics)),
        "  </testsuite>",
        "</testsuites>",
    ]
    return "\n".join(lines) + "\n"


def _case(file: str, diagnostics: Sequence[Diagnostic]) -> Iterable[str]:
    head = f'    <testcase classname="codegen.validate" name="{_xml(file, MAX_PLACE)}"'
    if not diagnostics:
        yield f"{head}/>"
        return
    yield f"{head}>"
    for d in diagnostics:
        message = _xml(d.message, MAX_MESSAGE)
        text = " ".join(filter(None, (_xml(_where(d), MAX_PLACE), message, _xml(d.hint, MAX_HINT))))
        # One failure a test case is all that many readers show, so each holds a whole line.
        head = f'<failure type="{_xml(d.code, MAX_PLACE)}" message="{_xml(d.message, MAX_TITLE)}">'
        yield f"      {head}{text}</failure>"
    yield "    </testcase>"


def _where(d: Diagnostic) -> str:
    place = f":{d.position.line}:{d.position.column}" if d.position is not None else ""
    return f"{d.file}{place}" if d.file is not None else ""


def _xml(text: str, limit: int) -> str:
    """Text or an attribute; what XML cannot hold at all is a visible escape by then."""
    shown = cut(visible(text), limit, lambda c: len(c.translate(_XML).encode()))
    return shown.translate(_XML)
