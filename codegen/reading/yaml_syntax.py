"""libyaml, and what its errors mean to a person.

libyaml keeps to YAML 1.1 in what ends a line; the three characters concerned (NEL, LS, PS) are hidden
from it, because in YAML 1.2 they are characters like others.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from codegen.errors import MalformedDocument, SchemaError
from codegen.reading.refusals import shown, too_deep
from codegen.reading.text import at
from codegen.reading.yaml_words import DIRECTIVE, MEANINGS

try:
    from yaml import YAMLError
    from yaml._yaml import CParser
    from yaml.events import AliasEvent as Alias
    from yaml.events import DocumentStartEvent as DocumentStart
    from yaml.events import MappingEndEvent as MappingEnd
    from yaml.events import MappingStartEvent as MappingStart
    from yaml.events import ScalarEvent as Scalar
    from yaml.events import SequenceEndEvent as SequenceEnd
    from yaml.events import SequenceStartEvent as SequenceStart
    from yaml.events import StreamEndEvent as StreamEnd
except ImportError as missing:
    from codegen.errors import UsageError

    raise UsageError(
        "PyYAML with libyaml is needed to read YAML", "pip install pyyaml, or write the file in JSON"
    ) from missing

__all__ = [
    "Alias",
    "DocumentStart",
    "MappingEnd",
    "MappingStart",
    "Scalar",
    "SequenceEnd",
    "SequenceStart",
    "StreamEnd",
    "Syntax",
    "refusal",
]

#: What YAML does not allow in a file (chapter 5.1), the byte order mark aside.
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PRINTABLE = b"\t\n\r" + bytes(range(0x20, 0x7F))
_MARKED_LINE = re.compile("(?<![^\n\r])\ufeff")
_OTHER_BREAKS = re.compile("[\x85\u2028\u2029]")
#: A line before the document: a directive, a comment or nothing.
_HEAD: Any = re.compile(r"(?:%([^ \t\r\n]+)[ \t]*([^ \t\r\n#]*)[^\r\n]*|[ \t]*(?:#[^\r\n]*)?)[\r\n]")


class Syntax:
    """The events of one text."""

    errors = YAMLError

    def __init__(self, text: str, file: str) -> None:
        """:raises MalformedDocument: a character may not be in a YAML file."""
        self.text, self.file = text, file
        self.back: dict[int, str] | None = None
        _check_characters(text, file)
        _check_directives(text, file)
        if not text.isascii() and _OTHER_BREAKS.search(text):
            text = self._hidden(text)
        self.next: Callable[[], Any] = CParser(text).get_event

    def restore(self, text: str) -> str:
        """The text of a scalar as it was written."""
        return text if self.back is None else text.translate(self.back)

    def _hidden(self, text: str) -> str:
        free = (c for c in range(0xE000, 0xF900) if chr(c) not in text)
        table = {ord(c): next(free) for c in "\x85\u2028\u2029"}
        self.back = {stand_in: chr(c) for c, stand_in in table.items()}
        return text.translate(table)


def _check_characters(text: str, file: str) -> None:
    if text.isascii() and not text.encode().translate(None, _PRINTABLE):
        return
    bad = _UNPRINTABLE.search(text)
    if bad is not None:
        what = f"the character U+{ord(bad.group()):04X} may not stand in a YAML file"
        hint = 'write it as an escape in double quotes, such as "\\x00"'
    elif "\ufeff" in text and (bad := _MARKED_LINE.search(text)) is not None:
        what, hint = "a byte order mark stands in the middle of the file", "take it out"
    else:
        return
    raise MalformedDocument(what, hint, position=at(text, bad.start()), file=file)


def _check_directives(text: str, file: str) -> None:
    """``%YAML 1.2`` is all that may be said before the document."""
    if not (text[:1] == "%" or "\n%" in text or "\r%" in text):
        return
    for found in iter(_HEAD.scanner(text).match, None):
        name, version = found.group(1), found.group(2)
        if name is None or (name, version) == ("YAML", "1.2"):
            continue
        what = f"the directive %{name} {version}" if version else f"the directive %{name}"
        raise MalformedDocument(
            f"{what[:80]} is not read",
            "take the line out; files are read as YAML 1.2",
            position=at(text, found.start()),
            file=file,
        )


def refusal(error: Any, text: str, file: str) -> SchemaError:
    """What libyaml did not understand, in our words and at the place that has to be mended."""
    problem = str(getattr(error, "problem", None) or error)
    mark = getattr(error, "problem_mark", None)
    context = getattr(error, "context_mark", None)
    index = min(mark.index, len(text)) if mark is not None else 0
    if "maximum nesting depth" in problem:
        return too_deep(at(text, index), file)
    if "cannot start any token" in problem:
        return _no_token(text, index, file)
    if problem.startswith("did not find expected key") and text[index : index + 1] == ":":
        message, hint = "a key is missing before the colon", "write key: value"
        return MalformedDocument(message, hint, position=at(text, index), file=file)
    if context is not None and "directive" in str(error.context):
        message, hint = DIRECTIVE
        return MalformedDocument(message, hint, position=at(text, context.index), file=file)
    for words, place, message, hint in MEANINGS:
        if problem.startswith(words):
            if place == "begin" and context is not None:
                index = min(context.index, len(text))
            elif place == "escape":
                index -= 2  # behind \x, \u or \U
            return MalformedDocument(message, hint, position=at(text, index), file=file)
    return MalformedDocument(
        f"this is no YAML: {problem[:200]}",
        "put text with special characters in quotes",
        position=at(text, index),
        file=file,
    )


def _no_token(text: str, index: int, file: str) -> SchemaError:
    character = text[index : index + 1]
    if character == "\t":
        message, hint = "a tab stands where indentation is expected", "indent with spaces"
    else:
        message = f"no value can begin with {shown(character)}"
        hint = "put the text in quotes"
    return MalformedDocument(message, hint, position=at(text, index), file=file)
