"""Random YAML texts: most of a common kind, each with something odd here and there."""

from __future__ import annotations

from random import Random

_WORDS = (
    "adam beta_1 lr on off yes no null Null ~ true False a-b x.y task/1 << _ e5 on1 nan .nan .inf -.inf a"
)
_NUMBERS = (
    "0 -0 +1 017 0o14 0x1F 0b1 1e-4 1E5 1e+3 .5 -.5 1. 1.5 -0.0 1_000 12:30:45 2001-01-01 1e400 1.2.3 "
    "- + . 0x 9007199254740993 123456789012345678901234567890 1e 1e-400 0o8 -0x1 -.5e3 +.5 00 1E-07"
)
_TEXTS = (
    "a b;a  b;it's;a,b;a, b;http://x.y/z?a=b;C:\\dir;50%;a&b;a *b;(x);^x;a: b;a #b;a#b;@x;`x;!x;&x;*x;"
    "%x;,x;?x;? x;- x;-x;--- x;...;|;>;>-;{x;x};[x;x];'x';\"x\";'it''s';\"a\\nb\";\"é\";é;\"x;'x;a\tb;"
    '"";\'\';a:b;a:;:a;:;::;a :b;-;--;---;=;==;x=1;<x>;$x;x|y;x>y;~x;😀;"\u2028";\x85;a\x07b;\ufeff;'
    "'a' b;\"a\": b"
)
_FLOWS = (
    "[];{};[ ];{ };[1, 2];[1,2];[1, 2,];[,1];[a b];[a: b];{a: 1};{a:1};{a: 1, b: 2};{a: 1, a: 2};{a};"
    "{a: };{a: [1, {b: c}]};[[1], [2]];[1, 2;1, 2];{a: 1;[-1, .5, -];[a-b, -x];{1: 2};{null: 1};"
    "{a: 1}x;[1] x;[1]  # c;{\"a\": 1};['a'];[x, ];[-];[+1];[a:b];{a : 1};{ a: 1 , b: 2 };[1 2];[~];"
    "{a: ~};[[]];[{}];{a: {}};{a: 1,b: 2};[1#];{a-b: c.d}"
)
WORDS, NUMBERS, TEXTS, FLOWS = _WORDS.split(), _NUMBERS.split(), _TEXTS.split(";"), _FLOWS.split(";")


def scalar(dice: Random) -> str:
    kind = dice.random()
    if kind < 0.35:
        return dice.choice(NUMBERS)
    if kind < 0.55:
        return dice.choice(WORDS)
    if kind < 0.65:
        return dice.choice(FLOWS)
    if kind < 0.75:
        return dice.choice(TEXTS)
    return dice.choice(("1", "x", "0.001", "true", '"x"', "'1'"))


def key(dice: Random) -> str:
    if dice.random() < 0.06:
        return dice.choice(WORDS + NUMBERS + TEXTS)
    return dice.choice("abcdefghijk") + dice.choice(("", "_1", ".x", "-y"))


def tail(dice: Random) -> str:
    return dice.choice(("",) * 12 + (" ", "  # c", " #", "#c", " # é: [", "\t", "\r"))


def document(dice: Random) -> str:
    """A text that is often YAML."""
    lines: list[str] = []
    block(dice, lines, 0, dice.randint(1, 3))
    if dice.random() < 0.3:
        damage(dice, lines)
    start = dice.choice(("",) * 10 + ("---\n", "# c\n\n", "\ufeff", "%YAML 1.2\n---\n", " ", "\n"))
    return (
        start + dice.choice(("\n",) * 9 + ("\r\n",)).join(lines) + dice.choice(("\n", "", "\n\n", "\n...\n"))
    )


def block(dice: Random, lines: list[str], indent: int, depth: int) -> None:
    """A mapping or a list in block style."""
    is_list = dice.random() < 0.3
    for number in range(dice.randint(1, 4)):
        if dice.random() < 0.08:
            lines.append(" " * dice.randint(0, 6) + dice.choice(("# c", "", "#", "  ")))
        if is_list:
            item(dice, lines, indent, depth)
        else:
            name = key(dice) + (str(number) if dice.random() < 0.9 else "")
            pair(dice, lines, " " * indent + name, indent, depth)


def pair(dice: Random, lines: list[str], head: str, indent: int, depth: int) -> None:
    kind = dice.random()
    if depth and kind < 0.4:
        lines.append(head + ":" + tail(dice))
        block(dice, lines, indent + dice.choice((0, 1, 2, 2, 2, 4)), depth - 1)
    elif kind < 0.5:
        lines.append(head + ":" + tail(dice))
    else:
        lines.append(f"{head}:{dice.choice((' ',) * 8 + ('  ', '', chr(9)))}{scalar(dice)}{tail(dice)}")


def item(dice: Random, lines: list[str], indent: int, depth: int) -> None:
    dash = " " * indent + "-" + " " * dice.choice((1, 1, 1, 3))
    kind = dice.random()
    if kind < 0.4:
        pair(dice, lines, dash + key(dice), len(dash), depth)
        if dice.random() < 0.7:
            pair(dice, lines, " " * len(dash) + "z", len(dash), 0)
    elif kind < 0.5 and depth:
        lines.append(dash.rstrip() + tail(dice))
        block(dice, lines, indent + 2, depth - 1)
    else:
        lines.append(dash + scalar(dice) + tail(dice))


def damage(dice: Random, lines: list[str]) -> None:
    """A line goes, comes twice, moves, or gets another character or indentation."""
    at = dice.randrange(len(lines))
    kind = dice.randrange(6)
    if kind == 0:
        del lines[at]
    elif kind == 1:
        lines.insert(at, lines[at])
    elif kind == 2:
        lines[at] = " " * dice.randint(0, 3) + lines[at]
    elif kind == 3:
        lines[at] = lines[at][dice.randint(0, 2) :]
    elif kind == 4:
        lines.insert(dice.randrange(len(lines) + 1), lines.pop(at))
    else:
        line, place = lines[at], dice.randrange(len(lines[at]) + 1)
        lines[at] = line[:place] + dice.choice(" :-#'\"[]{},&*!|>%@`?\t~.0e") + line[place:]
