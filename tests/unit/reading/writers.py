"""Writes a value in YAML, JSON or TOML, in a style drawn by chance, and notes where everything is put.

The notes are made while writing and know nothing of the readers, whose positions are compared with them.
"""

from __future__ import annotations

import json
from random import Random
from typing import Any

Place = tuple[int, int]
BARE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")


class Raw(str):
    """Text that is written as it is, in place of a value."""


class Twice(dict[str, Any]):
    """A mapping whose key ``again`` is written a second time, at the end."""

    again: str


def step(pointer: str, key: str | int) -> str:
    return f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}"


class Page:
    """Text as it grows, with line and column of the next character, and the places noted."""

    def __init__(self, dice: Random) -> None:
        self.dice = dice
        self.end = dice.choice(("\n", "\n", "\n", "\r\n"))
        self.pieces: list[str] = []
        self.line, self.column = 1, 1
        self.keys: dict[str, Place] = {}
        self.values: dict[str, Place] = {}
        self.second: Place | None = None  # where a key stands again

    @property
    def here(self) -> Place:
        return self.line, self.column

    def write(self, text: str) -> None:
        self.pieces.append(text)
        for part in text.split(self.end)[1:]:
            self.line, self.column = self.line + 1, 1
            text = part
        self.column += len(text)

    def newline(self, indent: int = 0) -> None:
        self.write(self.end + " " * indent)

    def key(self, pointer: str, text: str) -> None:
        if pointer in self.keys and self.second is None:
            self.second = self.here
        self.keys.setdefault(pointer, self.here)
        self.write(text)

    @property
    def data(self) -> bytes:
        return "".join(self.pieces).encode()


def pairs(value: dict[str, Any]) -> list[tuple[str, Any]]:
    again = [(value.again, value[value.again])] if isinstance(value, Twice) else []
    return [*value.items(), *again]


def number(value: float, dice: Random) -> str:
    text = repr(value)
    if isinstance(value, float) and dice.random() < 0.3:
        return f"{value:.6e}"
    return text


# JSON


def write_json(value: Any, dice: Random) -> Page:
    page = Page(dice)
    page.write(dice.choice(("", "", " ", page.end, "\t")))
    _json(page, value, "", dice.choice((None, 1, 2)), 0)
    page.write(dice.choice(("", page.end)))
    return page


def _json(page: Page, value: Any, pointer: str, indent: int | None, depth: int) -> None:
    page.values.setdefault(pointer, page.here)
    if not isinstance(value, (dict, list)):
        page.write(_json_scalar(value, page.dice))
        return
    members: list[tuple[Any, Any]] = pairs(value) if isinstance(value, dict) else list(enumerate(value))
    page.write("{" if isinstance(value, dict) else "[")
    for count, (key, member) in enumerate(members):
        page.write(page.dice.choice(("", " ")) + "," if count else "")
        if indent is not None:
            page.newline(indent * (depth + 1))
        else:
            page.write(page.dice.choice(("", " ", "  ")))
        if isinstance(value, dict):
            page.key(step(pointer, key), _json_string(key, page.dice))
            page.write(page.dice.choice((":", ": ", " : ")))
        _json(page, member, step(pointer, key), indent, depth + 1)
    if indent is not None and members:
        page.newline(indent * depth)
    page.write("}" if isinstance(value, dict) else "]")


def _json_scalar(value: Any, dice: Random) -> str:
    if isinstance(value, Raw):
        return str(value)
    if isinstance(value, str):
        return _json_string(value, dice)
    if isinstance(value, float):
        return number(value, dice)
    return json.dumps(value)


def _json_string(text: str, dice: Random) -> str:
    return json.dumps(text, ensure_ascii=dice.random() < 0.3)


# YAML


def write_yaml(value: Any, dice: Random) -> Page:
    page = Page(dice)
    for _ in range(dice.choice((0, 0, 0, 1, 2))):
        page.write(dice.choice(("# é \U0001f600: [", "", "#")))
        page.newline()
    if dice.random() < 0.1:
        page.write("---")
        page.newline()
    if dice.random() < 0.15:
        _yaml_flow(page, value, "")
    else:
        _yaml_block(page, value, "", 0)
    page.write(dice.choice(("", page.end)))
    return page


def _yaml_block(page: Page, value: Any, pointer: str, indent: int) -> None:
    """A mapping or list that is not empty; the page stands at its indentation."""
    page.values.setdefault(pointer, page.here)
    members: list[tuple[Any, Any]] = pairs(value) if isinstance(value, dict) else list(enumerate(value))
    for count, (key, member) in enumerate(members):
        if count:
            _yaml_between(page, indent)
        below = step(pointer, key)
        if isinstance(value, dict):
            page.key(below, yaml_string(key, page.dice))
            page.write(":")
        else:
            page.write("-")
        _yaml_member(page, member, below, indent, in_list=isinstance(value, list))


def _yaml_between(page: Page, indent: int) -> None:
    if page.dice.random() < 0.1:
        page.write("  # \U0001f600 note")
    for _ in range(page.dice.choice((0,) * 12 + (1,))):
        page.newline()
        page.write(page.dice.choice(("", "# é", "      # x: 1")))
    page.newline(indent)


def _yaml_member(page: Page, member: Any, pointer: str, indent: int, in_list: bool) -> None:
    dice = page.dice
    if isinstance(member, (dict, list)) and member and dice.random() < 0.75:
        if in_list and dice.random() < 0.7:
            gap = dice.choice((1, 1, 3))
            page.write(" " * gap)
            _yaml_block(page, member, pointer, indent + 1 + gap)
            return
        deeper = dice.choice((1, 2, 2, 4))
        if isinstance(member, list) and not in_list and dice.random() < 0.4:
            deeper = 0
        page.newline(indent + deeper)
        _yaml_block(page, member, pointer, indent + deeper)
    elif member is None and not in_list and dice.random() < 0.4:
        page.values.setdefault(pointer, page.here)
    else:
        page.write(" " * dice.choice((1, 1, 1, 3)))
        _yaml_flow(page, member, pointer)


def _yaml_flow(page: Page, value: Any, pointer: str) -> None:
    page.values.setdefault(pointer, page.here)
    if not isinstance(value, (dict, list)):
        page.write(yaml_scalar(value, page.dice))
        return
    members: list[tuple[Any, Any]] = pairs(value) if isinstance(value, dict) else list(enumerate(value))
    page.write("{" if isinstance(value, dict) else "[")
    for count, (key, member) in enumerate(members):
        page.write(page.dice.choice((",", ", ", ",  ")) if count else "")
        if isinstance(value, dict):
            page.key(step(pointer, key), yaml_string(key, page.dice))
            page.write(": ")
        _yaml_flow(page, member, step(pointer, key))
    page.write("}" if isinstance(value, dict) else "]")


def yaml_scalar(value: Any, dice: Random) -> str:
    if isinstance(value, Raw):
        return str(value)
    if value is None:
        return dice.choice(("null", "~", "Null"))
    if isinstance(value, bool):
        return dice.choice((str(value), str(value).lower()))
    return yaml_string(value, dice) if isinstance(value, str) else number(value, dice)


def yaml_string(text: str, dice: Random) -> str:
    plain = text.replace(".", "a").replace("é", "a").replace("\U0001f600", "a")
    if dice.random() < 0.7 and BARE.issuperset(plain) and text[:1].isalpha():
        return text
    if dice.random() < 0.5:
        return json.dumps(text, ensure_ascii=False)
    return "'" + text.replace("'", "''") + "'"


# TOML; a value without null


def write_toml(value: dict[str, Any], dice: Random) -> Page:
    page = Page(dice)
    page.values[""] = page.here
    if dice.random() < 0.3:
        page.write("# é \U0001f600 = [")
        page.newline()
    _toml_table(page, value, [])
    return page


def _toml_table(page: Page, value: dict[str, Any], path: list[str]) -> None:
    """The body of a table, then the tables below it, each with its header."""
    pointer = "".join(step("", name) for name in path)
    tables = []
    for key, member in pairs(value):
        if isinstance(member, dict) and page.dice.random() < 0.6 and step(pointer, key) not in page.keys:
            tables.append((key, member))
        else:
            _toml_pair(page, key, member, pointer)
    for key, member in tables:
        _toml_header(page, [*path, key], member)
        _toml_table(page, member, [*path, key])


def _toml_pair(page: Page, key: str, member: Any, pointer: str) -> None:
    """``key = value``, or ``key.inner = value`` for each member of a table."""
    below = step(pointer, key)
    page.write(page.dice.choice(("", "", "  ")))
    dotted = isinstance(member, dict) and member and not isinstance(member, Twice) and below not in page.keys
    if dotted and page.dice.random() < 0.4:
        for inner, value in member.items():
            page.values.setdefault(below, page.here)
            page.keys.setdefault(below, page.here)
            page.write(_toml_key(key, page.dice) + ".")
            _toml_assign(page, inner, value, below)
        return
    _toml_assign(page, key, member, pointer)


def _toml_assign(page: Page, key: str, member: Any, pointer: str) -> None:
    page.key(step(pointer, key), _toml_key(key, page.dice))
    page.write(page.dice.choice((" = ", "=", " =  ")))
    _toml_value(page, member, step(pointer, key))
    page.write(page.dice.choice(("", "", "  # \U0001f600")) + page.end)


def _toml_header(page: Page, path: list[str], member: dict[str, Any]) -> None:
    page.write("[")
    pointer = ""
    for number_of, name in enumerate(path):
        pointer = step(pointer, name)
        page.write("." if number_of else "")
        if pointer in page.keys and number_of == len(path) - 1 and page.second is None:
            page.second = page.here
        page.keys.setdefault(pointer, page.here)
        page.values.setdefault(pointer, page.here)
        page.write(_toml_key(name, page.dice))
    page.write("]" + page.end)


def _toml_value(page: Page, value: Any, pointer: str) -> None:
    page.values.setdefault(pointer, page.here)
    if isinstance(value, dict):
        page.write("{")
        for count, (key, member) in enumerate(pairs(value)):
            page.write(", " if count else "")
            page.key(step(pointer, key), _toml_key(key, page.dice))
            page.write(" = ")
            _toml_value(page, member, step(pointer, key))
        page.write("}")
    elif isinstance(value, list):
        page.write("[")
        for count, member in enumerate(value):
            page.write(("," + page.dice.choice(("", " ", page.end + "  # ]" + page.end))) if count else "")
            _toml_value(page, member, step(pointer, count))
        page.write("]")
    else:
        page.write(_toml_scalar(value, page.dice))


def _toml_scalar(value: Any, dice: Random) -> str:
    if isinstance(value, Raw):
        return str(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return (
            f"'{value}'"
            if "'" not in value and dice.random() < 0.5
            else json.dumps(value, ensure_ascii=False)
        )
    return number(value, dice)


def _toml_key(key: str, dice: Random) -> str:
    if key and BARE.issuperset(key) and dice.random() < 0.8:
        return key
    return f"'{key}'" if "'" not in key and dice.random() < 0.5 else json.dumps(key, ensure_ascii=False)


WRITERS = {"yaml": write_yaml, "json": write_json, "toml": write_toml}
