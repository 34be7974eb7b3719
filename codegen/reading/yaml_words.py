"""What libyaml says, and what it means to a person."""

from __future__ import annotations

__all__ = ["DIRECTIVE", "MEANINGS", "TAGS"]

_QUOTE = "close it with the quote it begins with"
TAGS = ("tags are not read", "put text that begins with ! in quotes")
DIRECTIVE = ("this directive is not read", "take the line out; files are read as YAML 1.2")

#: How libyaml's words begin; where the fault is (``here``, where the thing ``begin``s that libyaml was in,
#: or at the ``escape`` whose digits libyaml was at); what it means; what to write instead.
MEANINGS: tuple[tuple[str, str, str, str], ...] = (
    (
        "mapping values are not allowed",
        "here",
        "a colon makes a key of the text before it, and no key may stand here",
        'put text that holds ": " in quotes; check the indentation',
    ),
    (
        "block sequence entries are not allowed",
        "here",
        "a list cannot begin on this line",
        "begin the list on a line of its own",
    ),
    (
        "could not find expected ':'",
        "begin",
        "this is no key with a value",
        "write key: value, with a space after the colon",
    ),
    (
        "did not find expected key",
        "here",
        "this fits no mapping above it",
        "indent it like the keys it belongs to; a value in quotes ends with its quote",
    ),
    (
        "did not find expected '-'",
        "here",
        "this line is no item of the list above it",
        'begin it with "- ", or indent it less',
    ),
    (
        "did not find expected ',' or ']'",
        "begin",
        "this list has no end",
        "put commas between its items and close it with ]",
    ),
    (
        "did not find expected ',' or '}'",
        "begin",
        "this mapping has no end",
        "put commas between its members and close it with }",
    ),
    ("found unexpected end of stream", "begin", "a string begins here and has no end", _QUOTE),
    ("found unexpected document indicator", "begin", "a string begins here and has no end", _QUOTE),
    (
        "found unknown escape character",
        "here",
        "a backslash begins no valid escape here",
        "write \\\\ for a backslash, or use single quotes",
    ),
    (
        "found invalid Unicode character",
        "escape",
        "this escape names no character",
        "write the character itself, or \\U0001f600 with eight digits",
    ),
    (
        "did not find expected hex",
        "escape",
        "this escape lacks a digit",
        "write \\x41, \\u0041 or \\U00000041",
    ),
    (
        "did not find expected node content",
        "here",
        "a value is expected here",
        "put text that begins with this character in quotes",
    ),
    (
        "did not find expected <document start>",
        "here",
        "text follows after the end of the document",
        "a file holds one document; take the rest out",
    ),
    ("found a tab", "here", "a tab stands where indentation is expected", "indent with spaces"),
    (
        "did not find expected alphabetic or numeric",
        "here",
        "a name is missing after & or *",
        "put text that begins with & or * in quotes",
    ),
    ("did not find expected tag URI", "here", *TAGS),
    ("found undefined tag handle", "here", *TAGS),
    ("did not find expected whitespace", "here", *TAGS),
    ("did not find the expected '>'", "here", *TAGS),
    ("did not find URI escaped octet", "begin", *TAGS),
    ("found an incorrect", "begin", *TAGS),
    (
        "did not find expected comment or line break",
        "here",
        "only a comment may follow | or > on its line",
        "begin the text on the next line",
    ),
    (
        "found an indentation indicator equal to 0",
        "begin",
        "the indentation of a text after | or > is at least 1",
        "take the 0 out",
    ),
    (
        "mapping keys are not allowed",
        "here",
        "no key can begin on this line",
        "begin it on a line of its own, or put text that begins with ? in quotes",
    ),
    (
        "found unexpected ':'",
        "here",
        "a space is missing after this colon",
        "write key: value, with a space after the colon",
    ),
    ("found incompatible YAML document", "here", *DIRECTIVE),
    ("found duplicate %TAG", "here", *DIRECTIVE),
    ("found duplicate %YAML", "here", "the directive %YAML stands here a second time", "take the line out"),
)
