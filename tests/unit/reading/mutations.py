"""Valid configs with a few faults of the hand: a character or a line too many, too few, or elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random

from tests.unit.reading.configs import config
from tests.unit.reading.writers import write_yaml

__all__ = ["examples", "mutated", "soup"]

_ROOT = Path(__file__).parents[3]
_MARKS: tuple[str, ...] = (
    *"-:?,[]{}&*!|>#%@`'\"\\\t\r\ufeff\x85\u2028\u2029~=<.+0e\xa0é😀\x00\x7f",
    *("- ", ": ", "? ", "# ", " #", ", ", " : ", "\n", "\n\n", "\r\n", "\n---\n", "\n...\n", "---", "..."),
    *("&a ", "*a", "!!str ", "!x ", "<<: ", "|\n", ">-\n", "|2\n", "%YAML 1.2\n", "\\u00e9", "\\x4", "''"),
    *("[1, ", "]", "{a: ", "}", "[-]", "{-}", "[a, -]", "[?]", "[:]", "\n\t", "\n  ", "  ", '"a\n b"', "'"),
)


def examples() -> list[str]:
    """The valid configs that are kept with the schema."""
    return [p.read_text("utf-8") for p in sorted((_ROOT / "schema" / "examples" / "valid").glob("*.yaml"))]


def mutated(dice: Random, texts: Sequence[str]) -> str:
    """One of the texts or a random config, or some of its lines, with one to three faults."""
    drawn = dice.random() < 0.6
    text: str = dice.choice(texts) if drawn else "".join(write_yaml(config(dice), dice).pieces)
    lines = text.splitlines(keepends=True)
    if len(lines) > 12:
        first = dice.choice((0, 0, dice.randrange(len(lines) - 8)))
        text = "".join(lines[first : first + dice.randint(6, 16)])
    for _ in range(dice.choice((1, 1, 1, 2, 3))):
        text = (_character if dice.random() < 0.7 else _line)(dice, text)
    return text


def _character(dice: Random, text: str) -> str:
    place = dice.randrange(len(text) + 1)
    kind = dice.random()
    if kind < 0.15:
        return text[:place] + text[place + 1 :]
    if kind < 0.25:
        return text[: place + 1] + text[place : place + 1] + text[place + 1 :]
    return text[:place] + dice.choice(_MARKS) + text[place + (kind > 0.8) :]


def _line(dice: Random, text: str) -> str:
    lines = text.splitlines(keepends=True) or [""]
    at = dice.randrange(len(lines))
    kind = dice.randrange(6)
    if kind == 0:
        del lines[at]
    elif kind == 1:
        lines.insert(at, lines[at])
    elif kind == 2:
        lines[at] = " " * dice.randint(1, 4) + lines[at]
    elif kind == 3:
        lines[at] = lines[at][dice.randint(1, 4) :]
    elif kind == 4:
        lines.insert(dice.randrange(len(lines) + 1), lines.pop(at))
    else:  # a line in two
        place = dice.randrange(len(lines[at]) + 1)
        lines[at] = lines[at][:place] + "\n" + " " * dice.randint(0, 6) + lines[at][place:]
    return "".join(lines)


_SOUP: tuple[str, ...] = (
    *("a", "b", "1", " ", " ", "  ", "\n", "\n", "\n  ", ":", ": ", "- ", "? ", ", ", "[", "]", "{", "}"),
    *("#", " #"),
    *("&a ", "*a", "!", "!!", "!<", "%", "%41", "%YAML 1.2\n", "%TAG ! x\n", "---", "...", "|", ">", "+"),
    *("2", "0"),
    *("'", '"', "''", "\\", "\\n", "\\x41", "\\\n", "\t", "\r", "\r\n", "\x85", "\u2028", "\ufeff", "😀"),
    *("@", "`", "<<", "~", "-", "?", "=", ".", "\n- ", "\na: ", '"a"', "a: 1\n", "[a]", "{a: b}", "\n---\n"),
)  # fmt: skip


def soup(dice: Random) -> str:
    """What YAML is made of, in any order: mostly no YAML."""
    return "".join(dice.choice(_SOUP) for _ in range(dice.randint(1, 14)))
