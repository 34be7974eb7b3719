"""JSON values as YAML that every reader takes for the same value.  Needs no library."""

import json
import re
from collections.abc import Iterator
from typing import Any

__all__ = ["yaml"]

_LONGEST_KEY = 120  # YAML lets the key of a one-line pair have 1024 characters
#: What is a string to every reader without quotes: a word that begins with a letter ...
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_./-]*(?: [A-Za-z0-9_./-]+)*")
#: ... and is none of those that some version of YAML takes for something else.
_WORDS = re.compile(r"(?i)null|true|false|yes|no|on|off|y|n|nan|inf")
#: What YAML wants escaped and JSON does not.
_HIDDEN = re.compile(
    "[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff0-\uffff\ud800-\udfff]"
)


def yaml(value: Any) -> str:
    """A YAML document, in block style, with a line feed at its end.

    :raises ValueError: a string holds half of a surrogate pair, which no file can.
    """
    return "".join(f"{line}\n" for line in _lines(value))


def _lines(value: Any) -> Iterator[str]:
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from _pair(_text(key), item)
    elif isinstance(value, list) and value:
        for item in value:
            first, *rest = _lines(item)
            yield f"- {first}"
            yield from (f"  {line}" for line in rest)
    else:
        yield _scalar(value)


def _pair(key: str, item: Any) -> Iterator[str]:
    if len(key) > _LONGEST_KEY:
        yield f"? {key}"
        key = ""
    if item and isinstance(item, (dict, list)):
        yield f"{key}:"
        yield from (f"  {line}" for line in _lines(item))
    else:
        yield f"{key}: {_scalar(item)}"


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, (dict, list)):
        return "{}" if isinstance(value, dict) else "[]"
    text = json.dumps(value, allow_nan=False)
    # to YAML 1.1 a float has a point: 1e-05 would be a string
    return text.replace("e", ".0e") if isinstance(value, float) and "." not in text else text


def _text(text: str) -> str:
    if _PLAIN.fullmatch(text) and not _WORDS.fullmatch(text):
        return text
    return _HIDDEN.sub(_escape, json.dumps(text, ensure_ascii=False))


def _escape(found: "re.Match[str]") -> str:
    code = ord(found.group())
    if 0xD800 <= code < 0xE000:
        raise ValueError("a string holds half of a surrogate pair, which cannot be written to a file")
    return f"\\u{code:04x}"
