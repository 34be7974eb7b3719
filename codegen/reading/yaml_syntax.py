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
_MARKED_LINE = re.compile("^\ufeff", re.MULTILINE)
_OTHER_BREAKS = re.compile("[\x85\u2028\u2029]")
#: A line before the document: a directive, a comment or nothing.
_HEAD: Any = re.compile(r"(?:%(\S+)[ \t]*([^\s#]*)[^\r\n]*|[ \t]*(?:#[^\r\n]*)?)[\r\n]")


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
    elif (bad := _MARKED_LINE.search(text)) is not None:
        what, hint = "a byte order mark stands in the middle of the file", "take it out"
    else:
        return
    raise MalformedDocument(what, hint, position=at(text, bad.start()), file=file)


def _check_directives(text: str, file: str) -> None:
    """``%YAML 1.2`` is all that may be said before the document."""
    for found in iter(_HEAD.scanner(text).match, None):
        name, version = found.group(1), found.group(2)
        if name is None or (name, version) == ("YAML", "1.2"):
            continue
        what = f"the directive %{name} {version}".rstrip()
        raise MalformedDocument(
            f"{what[:80]} is not read",
            "take the line out; files are read as YAML 1.2",
            position=at(text, found.start()),
            file=file,
        )


#: Words of libyaml to ours.  ``True``: the place is where the thing began, not where it was missed.
_MEANINGS: tuple[tuple[str, bool, str, str], ...] = (
    (
        "mapping values are not allowed",
        False,
        "a colon makes a key of the text before it, and no key may stand here",
        'put text that holds ": " in quotes; check the indentation',
    ),
    (
        "block sequence entries are not allowed",
        False,
        "a list cannot begin on this line",
        "begin the list on a line of its own",
    ),
    ("could not find expected ':'", True, "a colon is missing after this key", "write key: value"),
    (
        "did not find expected key",
        False,
        "this line fits no mapping above it",
        "indent it like the keys it belongs to",
    ),
    (
        "did not find expected '-'",
        False,
        "this line is no item of the list above it",
        'begin it with "- ", or indent it less',
    ),
    (
        "did not find expected ',' or ']'",
        True,
        "this list has no end",
        "put commas between its items and close it with ]",
    ),
    (
        "did not find expected ',' or '}'",
        True,
        "this mapping has no end",
        "put commas between its members and close it with }",
    ),
    (
        "found unexpected end of stream",
        True,
        "a string begins here and has no end",
        "close it with the quote it begins with",
    ),
    (
        "found unexpected document indicator",
        True,
        "a string begins here and has no end",
        "close it with the quote it begins with",
    ),
    (
        "found unknown escape character",
        False,
        "a backslash begins no valid escape here",
        "write \\\\ for a backslash, or use single quotes",
    ),
    (
        "found invalid Unicode character",
        False,
        "this escape names no character",
        "write the character itself, or \\U0001f600 with eight digits",
    ),
    ("did not find expected hex", False, "this escape lacks a digit", "write \\x41, \\u0041 or \\U00000041"),
    (
        "did not find expected node content",
        False,
        "a value is expected here",
        "put text that begins with this character in quotes",
    ),
    (
        "did not find expected <document start>",
        False,
        "text follows after the end of the document",
        "a file holds one document; take the rest out",
    ),
    ("found a tab", False, "a tab stands where indentation is expected", "indent with spaces"),
    (
        "did not find expected alphabetic or numeric",
        False,
        "a name is missing after & or *",
        "put text that begins with & or * in quotes",
    ),
    ("did not find expected tag URI", False, "tags are not read", "put text that begins with ! in quotes"),
    (
        "did not find expected comment or line break",
        False,
        "only a comment may follow | or > on its line",
        "begin the text on the next line",
    ),
)


def refusal(error: Any, text: str, file: str) -> SchemaError:
    """What libyaml did not understand, in our words and at the place that has to be mended."""
    problem = str(getattr(error, "problem", None) or error)
    mark = getattr(error, "problem_mark", None)
    index = min(mark.index, len(text)) if mark is not None else 0
    if "maximum nesting depth" in problem:
        return too_deep(at(text, index), file)
    if "cannot start any token" in problem:
        return _no_token(text, index, file)
    for words, begins, message, hint in _MEANINGS:
        if problem.startswith(words):
            context = getattr(error, "context_mark", None)
            if begins and context is not None:
                index = min(context.index, len(text))
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
