"""The lines that executors read and write: ``docs/agreement-protocol.md`` in code."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

__all__ = [
    "PROTOCOL",
    "Answer",
    "Document",
    "Handshake",
    "greeting",
    "read_answer",
    "read_handshake",
    "request",
]

#: Raised whenever a line changes its meaning.
PROTOCOL = 1


@dataclass(frozen=True, slots=True)
class Answer:
    """What an artefact says of a document: its verdict and its errors as (pointer, message), in order.

    ``failure`` is what went wrong when it could not say anything.
    """

    valid: bool
    errors: tuple[tuple[str, str], ...] = ()
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A JSON text to be judged against the definition of that name.

    ``recorded`` is the answer a vector states, ``stock`` the verdict it states for validators without rules
    (None: the same).
    """

    definition: str
    text: str
    recorded: Answer | None = None
    stock: bool | None = None


@dataclass(frozen=True, slots=True)
class Handshake:
    """What an executor says of itself: the definitions it judges, and whether it gives errors in words.

    ``rules``: it enforces ``x-rules``.
    """

    definitions: frozenset[str]
    words: bool
    rules: bool = True


def greeting(root: str, refs: Mapping[str, str]) -> bytes:
    """The first line to an executor: name of the root, and definition name to local reference."""
    return _line({"protocol": PROTOCOL, "root": root, "definitions": dict(refs)})


def request(document: Document) -> bytes:
    """The line that asks for a verdict."""
    return _line([document.definition, document.text])


def read_handshake(line: bytes) -> Handshake:
    """:raises ValueError: the line is no handshake of this protocol."""
    value = json.loads(line)
    if not isinstance(value, dict) or value.get("protocol") != PROTOCOL:
        raise ValueError(f"expected a handshake of protocol {PROTOCOL}")
    names, words = value.get("definitions"), value.get("words", False)
    rules = value.get("rules", True)
    if (
        not isinstance(names, list)
        or not all(isinstance(n, str) for n in names)
        or not isinstance(words, bool)
        or not isinstance(rules, bool)
    ):
        raise ValueError('expected "definitions" with a list of names, "words" and "rules" true or false')
    return Handshake(frozenset(names), words, rules)


@lru_cache(maxsize=4096)  # most answers of a run are alike
def read_answer(line: bytes) -> Answer:
    """:raises ValueError: the line is no answer."""
    value = json.loads(line)
    if not isinstance(value, dict) or not isinstance(value.get("valid"), bool):
        raise ValueError('expected an object with "valid"')
    failure = value.get("failure", "")
    errors = value.get("errors", [])
    if not isinstance(failure, str) or not isinstance(errors, list):
        raise ValueError('expected "errors" to be a list and "failure" a string')
    return Answer(value["valid"], tuple(map(_error, errors)), failure)


def _error(value: Any) -> tuple[str, str]:
    pointer, message = (
        (value.get("pointer"), value.get("message")) if isinstance(value, dict) else (None, None)
    )
    if not isinstance(pointer, str) or not isinstance(message, str):
        raise ValueError('expected each error to have "pointer" and "message"')
    return pointer, message


def _line(value: Any) -> bytes:
    return json.dumps(value).encode("ascii") + b"\n"
